"""What a command is told: its fields, each of a kind (`field_kinds.py`) that reads its text.

A field stands in the signature of its command, as ``Annotated[int, Field(QUANTITY, "How many units.")]``. From there it
gets its name, whether it is needed, and its default.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, TypedDict

from openets.commands import field_kinds as kinds
from openets.commands.field_kinds import Kind
from openets.kernel.refusals import Misuse
from openets.laws.law import Law

NEEDED: Any = object()
"""The default of a field that has none."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a command is told."""

    kind: Kind
    help: str
    typed: str = ""
    """How the command line asks for it: ``QUANTITY`` by its place, ``--amount`` or ``--met/--not-met`` as an option."""
    example: str = ""
    """An example, where that of its kind does not fit. A field that is not needed is part of examples only with one."""
    blank: bool = True
    """Whether blank text means the same as none where the field is not needed."""
    name: str = ""
    default: Any = NEEDED
    part_of: str = ""
    """The parameter of the command whose value it is a part of."""

    @property
    def needed(self) -> bool:
        return self.default is NEEDED

    @property
    def option(self) -> str:
        """Its name on the command line."""
        return self.typed or f"--{self.name.replace('_', '-')}"

    @property
    def label(self) -> str:
        """Its name for people."""
        return self.name.replace("_", " ").capitalize()

    def example_under(self, law: Law) -> str:
        return self.example or self.kind.example(law)

    def suggestions(self, law: Law) -> list[str]:
        """What a form offers under a law, and a schema gives as examples."""
        return list(self.kind.choices(law)) if self.kind.choices is not None else []

    def schema(self, law: Law) -> dict[str, Any]:
        """Its JSON schema (2020-12)."""
        one = dict(self.kind.schema)
        found: dict[str, Any] = {"type": "array", "items": one} if self.kind.many else one
        found["description"] = self.help
        if known := self.suggestions(law):
            found["examples"] = known
        if isinstance(self.default, (bool, int, str)) and self.default != "":
            found["default"] = self.default
        return found

    def stop_mistyped(self, command: str, value: Any) -> None:
        """Raise `Misuse` for a value of another type. What the field has by default is always taken."""
        # an account that is not named would be filled in, and nobody means that who hands over an empty text
        if self.needed and self.kind is kinds.ACCOUNT and value == "":
            raise Misuse(f"{self.name} of {command} is empty: {self.help}")
        if value is not self.default and not self.kind.value.fits(value):
            raise Misuse(f"{self.name} of {command} is {value!r:.60}: expected {self.kind.value.words}")


@dataclass(frozen=True, slots=True)
class Value:
    """Several fields that a command is handed as one value, a named tuple of them, so that it has few parameters."""

    parts: type[Any]
    instead: tuple[type, ...] = ()
    """Types of what a program may hand over in the place of those fields."""


Account = Annotated[str, Field(kinds.ACCOUNT, "Account identifier, such as AT-120-6-0-33.", "ACCOUNT")]
Unit = Annotated[str, Field(kinds.UNIT, "Unit type, by its code in the law of the books.")]
PartyUnit = Annotated[str, Field(kinds.PARTY_UNIT, "Unit type, by its code in the Protocol.")]
ExchangedUnit = Annotated[str, Field(kinds.EXCHANGED_UNIT, "Type of the credits, by its code in the law of the books.")]
Quantity = Annotated[int, Field(kinds.QUANTITY, "Whole number of units, such as 1000 or 1,000.", "QUANTITY")]
Year = Annotated[int, Field(kinds.YEAR, "The year of the emissions.")]
YearOfLaw = Annotated[int, Field(kinds.YEAR_OF_LAW, "The year of the emissions.")]
RegistryCode = Annotated[str, Field(kinds.REGISTRY, "The registry's code, such as AT.", "REGISTRY")]
PartyCode = Annotated[str, Field(kinds.PARTY, "The Party's code, such as AT; EU for the EU-15 together.", "PARTY")]
InstallationKey = Annotated[str, Field(kinds.INSTALLATION, "Installation id, such as AT_1.", "INSTALLATION")]
Reason = Annotated[str, Field(kinds.LINE, "Why, in one line.", "REASON", "Its report is missing")]
Note = Annotated[str, Field(kinds.TEXT, "A note that stands in the journal.")]
Notice = Annotated[str, Field(kinds.KEY, "The notification that the transaction answers, such as ITL3.")]
Serials = Annotated[
    tuple[tuple[str, int, int], ...], Field(kinds.RANGES, "Exact serial numbers, such as ES:1-100; may be repeated.")
]
Vintage = Annotated[
    int, Field(kinds.YEAR, "Year of the credits, where they name one; else the oldest are taken first.", "--vintage")
]
On = Annotated[date | None, Field(kinds.DAY, "Day on which it took effect, such as 2007-12-10; today if left out.")]
Scopes = Annotated[Sequence[int], Field(kinds.NUMBERS, "Sectoral scope, 1 to 15; again for each.", "--scope")]
Synthetic = Annotated[bool, Field(kinds.FLAG, "What is entered is made up.", "--synthetic")]
Request = Annotated[
    str,
    Field(
        kinds.REQUEST, "Your own id for this command; the same id again gets the same answer. Made anew if left out."
    ),
]
DryRun = Annotated[bool, Field(kinds.FLAG, "Say what would happen and write nothing.", "--dry-run")]


def day_text(on: date | None) -> str:
    """A day as commands are told it; ``""`` for none."""
    return on.isoformat() if on is not None else ""


class How(TypedDict, total=False):
    """How a command is carried out, whatever it is: ``**how: Unpack[How]`` ends the signature of every one."""

    on: On
    request: Request
    dry_run: DryRun


UNLESS_TOLD: dict[str, Any] = {"on": None, "request": "", "dry_run": False}
