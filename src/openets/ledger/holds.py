"""What books hold: what their own registries do, a public record that is replayed, or a demonstration.

They say it at birth, beside their law, and for ever: the first entry of each registry's journal repeats it. Whatever
enters much at once asks here first, so that nothing made up ever stands among what is real, nor the other way round.
"""

REAL, IMPORTED, SYNTHETIC = "real", "imported", "synthetic"
HOLDS = {
    REAL: "what their own registries do",
    IMPORTED: "a public record, replayed",
    SYNTHETIC: "a demonstration, in which installations or figures are made up",
}
"""What books hold → what that means."""
