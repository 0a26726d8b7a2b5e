"""What somebody meant who searched for what there is not: the same words as names of these books spell them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice, product

from openets.kernel.folding import folded
from openets.projects.law import countries
from openets.stores.sql import models
from openets.views import summaries
from openets.views.judging_all import SMALL_ROWS
from openets.views.kept import Kept
from openets.views.known import present
from openets.views.law import books_law
from openets.views.nearness import Nearness
from openets.views.places import members_on_record, place_name, sectors

SHORTEST = 3
"""Signs of a word that can be mistaken for another."""
OFFERED, TRIED = 3, 8
"""How many searches are offered, and how many tried for whether they find anything: each reads the tables."""


@dataclass(frozen=True, eq=False)
class Words:
    """Every word in the names of these books, folded → as it is written."""

    known: dict[str, str]

    @cached_property
    def near(self) -> Nearness:
        return Nearness(self.known)

    def holds(self, part: str) -> bool:
        """Whether any word holds some signs."""
        return part in self.known or any(part in each for each in self.known)


def did_you_mean(text: str, finds: Callable[[str], bool]) -> list[str]:
    """Up to three searches that find something, with words near those that stand in no name."""
    with present():  # the words of a past are among them: of others `finds` says that they find nothing
        words = _words.get(wait=sum(summaries.totals().installations.values()) <= SMALL_ROWS)
    if words is None:
        return []
    parts = [_meant(part, words) for part in folded(text).split()]
    tried = (" ".join(each) for each in islice(product(*parts), TRIED))
    return list(islice((each for each in tried if folded(each) != folded(text) and finds(each)), OFFERED))


def _meant(part: str, words: Words) -> list[str]:
    if words.holds(part):
        return [part]
    return [words.known[each] for each in words.near.like(part)] if len(part) >= SHORTEST else []


_words = Kept(lambda entries: _read())


def warm() -> None:
    """Read all words, so that the first visitor need not wait for what was meant."""
    words = _words.get(wait=True)
    assert words is not None
    words.near.like("")


def _read() -> Words:
    known: dict[str, str] = {}
    for name in dict.fromkeys(_names()):
        for word in name.split():
            plain = word.strip("\"'’„“”«».,;:()[]/&-–")
            if len(plain) >= SHORTEST and not any(sign.isdigit() for sign in plain):
                known.setdefault(folded(plain), plain)
    return Words(known)


def _names() -> Iterator[str]:
    law = books_law()
    columns = (("name", "operator", "city"), models.Installation), (("name", "holder"), models.Account)
    in_tables: Iterable[Iterable[str]] = (row for names, table in columns for row in table.objects.values_list(*names))
    places = map(place_name, members_on_record())
    of_law = [each.name for each in sectors().values()]
    if law.protocol is not None:
        of_law += [each.name for each in countries(law).values()]
    parties = (each.name for each in law.protocol.targets.values()) if law.protocol else ()
    return chain(chain.from_iterable(in_tables), places, of_law, parties)
