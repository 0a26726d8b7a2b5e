"""The template engine: Jinja that fails on an unknown name, with the formats of `views.formatting` at hand."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from jinja2 import Environment, StrictUndefined

from openets import __version__
from openets.views import formatting, names
from openets.views.blocks import serial
from openets.views.bulk import source
from openets.views.installations import any_synthetic
from openets.views.law import TIMES, books_law, past_shown
from openets.views.parties import party_name
from openets.views.places import country_name, members_on_record, place_name
from openets.views.registries import last_written
from openets.views.years import whose_conclusions
from openets.web.twins import twin_of

TAGS = {
    "synthetic": "Generated for demonstration: no real installation",
    "includes synthetic": "Some of its installations were generated for demonstration",
    "reconstructed": "Inferred by the replay: no record shows this transaction",
    "not ratified": "It signed, and did not ratify: its target binds nobody",
    "source not seen": "Nobody here has seen the source that prints this value",
    "blocked": "No verified report: closed to transfers",
    "computed": "Our computation from the record: no authority has given this letter",
    "reserved": "Some units stay in it until corrections of reports are decided",
    "closed": "This account is closed",
    "imported": "From a public list: history, no units of these books",
}
"""What the marks beside values mean."""


def url(name: str, *arguments: object) -> str:
    """The address of a page."""
    return reverse(name, args=arguments)


def address_of(link: tuple[str, ...]) -> str:
    """The address that a column's link names: page, what it needs, and perhaps a query string at the end."""
    *parts, last = link
    return url(*parts) + last if last.startswith("?") else url(*link)


def registry_page(code: str) -> str:
    """The page that says most of a registry's country: of the member, of the Party, or none."""
    if code in members_on_record():
        return "state"
    law = books_law().protocol
    return "party" if law is not None and code in law.targets else ""


def law_at_hand(request: HttpRequest) -> dict[str, Any]:
    """What every template knows: the law of the books, and the days of the past that is shown."""
    past = past_shown()
    return {"law": books_law(), **dict.fromkeys(TIMES, ""), **(past.asked if past else {})}


def environment(**options: Any) -> Environment:
    """What Django asks for when it first renders a template."""
    options["undefined"] = StrictUndefined
    made = Environment(trim_blocks=True, lstrip_blocks=True, **options)
    made.globals.update(
        account_type_name=names.account_type_name,
        address_of=address_of,
        any_synthetic=any_synthetic,
        country_name=country_name,
        data_source=source,
        last_written=last_written,
        letters_of_law=formatting.letters,
        party_name=party_name,
        registry_page=registry_page,
        serial_number=serial,
        static=static,
        tag_meanings=TAGS,
        twin_of=twin_of,
        transaction_type_name=names.transaction_type_name,
        url=url,
        version=__version__,
        whose_conclusions=whose_conclusions,
    )
    made.filters.update(
        number=formatting.number,
        millions=formatting.millions,
        instant=formatting.instant,
        day=formatting.day,
        state_name=place_name,
        unit_name=names.unit_name,
        letter_meaning=formatting.letter_meaning,
        letter_class=formatting.letter_class,
    )
    return made
