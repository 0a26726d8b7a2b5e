"""Words of a drawing are measured and outlined by several threads at once: a server draws while it wakes up."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from openets.analytics.charts import lettering

SVG = '<svg xmlns="http://www.w3.org/2000/svg"><text font-weight="bold">Verified emissions, 2005–2022</text></svg>'
THREADS = 8


def forget() -> None:
    """As in a process that has read nothing of the font yet."""
    for kept in (lettering._font, lettering._glyphs, lettering._glyph, lettering._em, lettering._drawn):
        kept.cache_clear()


def test_threads_that_ask_first_all_get_the_same() -> None:
    expected = lettering.outlined(SVG)
    for _ in range(5):
        forget()
        together = Barrier(THREADS)

        def ask(number: int, together: Barrier = together) -> str:
            together.wait()
            return lettering.outlined(SVG)

        with ThreadPoolExecutor(THREADS) as threads:
            assert set(threads.map(ask, range(THREADS))) == {expected}
