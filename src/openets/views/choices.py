"""The filters that several lists have, with the choices that the law or the books give them."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from openets.kernel.folding import folded
from openets.views import summaries
from openets.views.law import books_law
from openets.views.places import members_on_record, place_name, sectors
from openets.views.view import Filter, FilterKind


def named(kinds: Mapping[Any, Any]) -> list[tuple[str, str]]:
    """Codes of the law, each with its name."""
    return [(str(code), f"{code} {kind.name}") for code, kind in kinds.items()]


def words(what: str, help: str, **more: Any) -> Filter:
    """Words to search for; what they are looked for in stands in the form and in the help."""
    return Filter("q", what, help, **more)


def every_word_in(said: Callable[[Any], str]) -> Callable[[Any, str], bool]:
    """Whether every word that is asked for stands in what is said of a row."""

    def keeps(row: Any, wanted: str) -> bool:
        text = folded(said(row))
        return all(word in text for word in folded(wanted).split())

    return keeps


def is_called(name: str, code: str, wanted: str) -> bool:
    """Whether something's name holds every word that is asked for, or its code is what is asked for."""
    low, text = folded(wanted).strip(), folded(name)
    return all(word in text for word in low.split()) or low == folded(code)


def one_of(name: str, label: str, help: str, words: Callable[[], Iterable[Any]], **more: Any) -> Filter:
    """One of some words, or years, that are said as they are."""
    return Filter(name, label, help, lambda: [(str(each), str(each)) for each in words()], **more)


def in_books(name: str, label: str, help: str, words: Callable[[], Iterable[Any]], **more: Any) -> Filter:
    """One of those that the books have."""
    return one_of(name, label, help, words, of_books=True, **more)


def yes_no(name: str, label: str, help: str, yes: str, no: str, everything: str = "Any", keeps: str = "") -> Filter:
    """Yes or no, each in the form's own words."""
    found = [("yes", yes), ("no", no)]
    return Filter(name, label, help, lambda: found, everything, keeps=keeps)


MEMBER = Filter(
    "member_state",
    "Member State",
    "The code of a Member State.",
    lambda: [(code, place_name(code)) for code in sorted(members_on_record(), key=place_name)],
    of_books=True,
)
SECTOR = Filter(
    "sector", "Sector", "A sector of activities.", lambda: [(each.slug, each.name) for each in sectors().values()]
)
YEAR = in_books(
    "year",
    "Figures of",
    "The year of the figures; the latest reported one unless you say.",
    lambda: summaries.years(),
    kind=FilterKind.YEAR,
    default=lambda: str(summaries.totals().latest_year or ""),
)
REGISTRY = Filter(
    "registry",
    "Registry",
    "The code of a registry.",
    lambda: [
        (code, f"{place_name(code)} ({code})")
        for code in sorted({code for code, _ in summaries.totals().accounts}, key=place_name)
    ],
    of_books=True,
)
ACCOUNT_TYPE = Filter("type", "Type", "An account type.", lambda: named(books_law().terms.accounts))
TRANSACTION_TYPE = Filter("type", "Type", "A transaction type.", lambda: named(books_law().terms.transactions))
UNIT = Filter("unit", "Unit type", "A unit type.", lambda: named(books_law().terms.units))
VINTAGE = Filter("vintage", "Vintage", "The year of the units, such as 2008.", kind=FilterKind.YEAR)
SINCE = Filter("since", "From day", "The first day.", kind=FilterKind.DAY)
UNTIL = Filter("until", "To day", "The last day.", kind=FilterKind.DAY)
UPTO = Filter(
    "upto",
    "",
    "Only what the journal of all registries had up to this position, as the manifest at /verify/ counts.",
    kind=FilterKind.POSITION,
)
