"""Installations with a year of theirs."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Subquery, When

from openets.compliance.installation_record import NUMBER
from openets.kernel.folding import folded, slug
from openets.kernel.identifiers import installation_id
from openets.kernel.refusals import Unavailable
from openets.ledger.accounts import AIRCRAFT, Installation
from openets.ledger.store import YearRecord
from openets.stores.sql import models
from openets.stores.sql.synthetic import KINDS, MADE_UP
from openets.views import choices, judging_all, summaries
from openets.views.columns import Column, marks, synthetic_column
from openets.views.formatting import letters, plain_letter
from openets.views.judging import letters_of
from openets.views.known import present
from openets.views.operator_names import spellings_of
from openets.views.places import activities_of, sector_of
from openets.views.records import body
from openets.views.rows import Rows, holding, listed
from openets.views.view import Filter, View


class InstallationRow(NamedTuple):
    """An installation and how one of its years stands."""

    installation: Installation
    year: YearRecord
    computed: str = ""
    """The letter by the scheme's rules, where no official one exists."""

    @property
    def letter(self) -> str:
        """The letter that holds: the official one, else the computed one."""
        return self.year.official or self.computed

    @property
    def letter_by(self) -> str:
        """Who says so: ``authority``, or ``computed``."""
        return "authority" if self.year.official else "computed" if self.computed else ""


COLUMNS = (
    Column("name", "Installation", "Its name.", value="installation.called", sort="name",
           tags=marks("installation.synthetic"), link=lambda row: ("installation", row.installation.key)),
    Column("id", "Id", "What the books know it by.", "code", value="installation.key", sort="id"),
    Column("member_state", "State", "Code of its Member State.", value="installation.member_state",
           sort="member_state"),
    Column("year", "Year", "The year of the figures; null in books without any.", "year",
           value=lambda row: row.year.year or None, on="csv data", null=True),
    Column("verified", "Verified", "Verified emissions; null where none are on record.", "number",
           value="year.verified", null=True, sort="verified"),
    Column("letter", "Letter", "The compliance letter that holds: the official one, else the computed one.", "letter",
           null=True, tags=lambda row: ["computed"] if row.letter_by == "computed" else []),
    Column("letter_by", "Letter by", "Whose letter it is: authority, or computed by the scheme's rules.",
           on="csv data", null=True),
    Column("official", "Official", "The official compliance letter.", "letter", value="year.official", on="csv data",
           null=True),
    Column("allocated", "Allocated", "Units allocated for the year.", "number", "units", value="year.allocated",
           sort="allocated"),
    Column("surrendered", "Surrendered", "Units surrendered for the year.", "number", "units", value="year.surrendered",
           sort="surrendered"),
    Column("sector", "Sector", "Its sector of activities.", value=lambda row: sector_of(row.installation.activity).name,
           sort="sector"),
    Column("activity", "Activity", "The code of its activity.", "number", value="installation.activity", on="csv data"),
    Column("operator", "Operator", "Who operates it.", "long", value="installation.operator", sort="operator",
           link=lambda row: ("operator", key) if (key := slug(row.installation.operator)) else ()),
    Column("city", "Place", "Where it stands.", value="installation.city", on="csv data"),
    synthetic_column("Generated for demonstration: no real installation.", value="installation.synthetic"),
)  # fmt: skip
ORDERS = {
    "name": ("called", "key"),
    "id": ("key",),
    "member_state": ("member_state", "called", "key"),
    "sector": ("activity", "called", "key"),
    "operator": ("operator", "key"),
    "verified": ("verified", "key"),
    "allocated": ("allocated", "key"),
    "surrendered": ("surrendered", "key"),
}
OF_A_YEAR = ("verified", "allocated", "surrendered")
LETTER = choices.in_books(
    "letter",
    "Letter",
    "A compliance letter of the year: an official one, with or without its star, else a computed one.",
    lambda: _letters(),
    everything="Any",
)
YEAR = replace(
    choices.YEAR,
    label="Year",
    help="Only the installations that have this year on record, with its figures; every installation with the figures"
    " of the latest reported year unless you say.",
    everything="All, latest figures",
    default=None,
)
FIGURES = replace(choices.YEAR, name="figures", label="", help="Every installation, with the figures of this year.")
OPERATOR = Filter("operator", "Operator", "The key of an operator as /operators/ has it, or its whole name.")
KIND = Filter("kind", "Kind", "Only the synthetic ones.", lambda: [("synthetic", "Synthetic only")])
SAYS_NOTHING = Q(report="not required", verified=None, official="", planned=0, allocated=0, surrendered=0)
_CALLED = Case(
    When(Q(activity=AIRCRAFT, name__regex="[0-9]") & ~Q(name__contains=" ") & ~Q(operator=""), then=F("operator")),
    default=F("name"),
    output_field=CharField(),
)
"""By what a list of names has it: an aircraft operator of which the record has only a code, by its company."""


def _letters() -> list[str]:
    """The letters of the law, and those on record as their source writes them, such as ``A*``."""
    return sorted({*summaries.totals().letters, *letters()})


def _installations(
    q: str = "",
    member_state: str = "",
    sector: str = "",
    letter: str = "",
    year: str = "",
    figures: str = "",
    operator: str = "",
    kind: str = "",
) -> Rows[InstallationRow]:
    of_year = int(year or figures or summaries.totals().latest_year)
    query = holding(models.Installation.objects.all(), q)
    if numbered := keys_numbered(q):
        query = query | models.Installation.objects.filter(key__in=numbered)
    if member_state:
        query = query.filter(member_state=member_state)
    if sector:
        query = query.filter(activity__in=activities_of(sector))
    if operator:
        query = query.filter(operator__in=spellings_of(operator))
    if kind:
        query = query.filter(synthetic=True)
    own = models.InstallationYear.objects.filter(installation=OuterRef("key"), year=of_year)
    says_something = Q(Exists(own.exclude(SAYS_NOTHING))) if year else Q()
    if letter:
        codes = [code for code in summaries.totals().letters if letter in (code, plain_letter(code))]
        holds = Q(Exists(own.filter(official__in=codes)))  # which says something
        if computed := _without_official(of_year, letter):
            holds |= Q(key__in=listed(computed)) & says_something
        query = query.filter(holds)
    else:
        query = query.filter(says_something)
    reckoned = {"called": _CALLED, **{name: Subquery(own.values(name)[:1]) for name in OF_A_YEAR}}
    return Rows(query, lambda rows: _with_year(rows, of_year), ORDERS, Installation._fields, reckoned=reckoned)


def _without_official(year: int, letter: str) -> list[str]:
    found = judging_all.without_official(year)
    if found is None:
        raise Unavailable(judging_all.WORKED_OUT)
    return found.keys.get(letter, [])


INSTALLATIONS: View[InstallationRow] = View(
    "installations",
    "Installations",
    "An installation and how one of its years stands. In the denomination of the law's units.",
    COLUMNS,
    query=_installations,
    filters=(
        choices.words("Name, id, operator or place", "Words that all stand in name, id, operator or place."),
        choices.MEMBER,
        choices.SECTOR,
        LETTER,
        YEAR,
        FIGURES,
        OPERATOR,
        KIND,
    ),
    sort="name",
    measured=True,
)
EMITTERS = INSTALLATIONS.only(
    "emitters", "The biggest emitters of the year", "name", "member_state", "sector", "verified", "letter"
)


def _with_year(rows: list[Any], year: int) -> list[InstallationRow]:
    things = [Installation(*row[: len(Installation._fields)]) for row in rows]
    records = models.InstallationYear.objects.filter(year=year, installation__in=[each.key for each in things])
    known = {record.installation: record for record in map(YearRecord._make, records.values_list(*YearRecord._fields))}
    return with_letters(things, known, year)


def with_letters(things: Sequence[Installation], known: Mapping[str, YearRecord], year: int) -> list[InstallationRow]:
    """Installations with a year of theirs, each with the letter of the year; `known` are the years on record."""
    silent = {key for key, record in known.items() if not record.official}
    computed = letters_of([each for each in things if each.key in silent], year)
    blank = [known.get(each.key) or YearRecord(each.key, year) for each in things]
    return [
        InstallationRow(each, record, computed.get(each.key, "")) for each, record in zip(things, blank, strict=True)
    ]


def installation(key: str) -> Installation | None:
    """One installation, by its key or by a number that it was given later."""
    with present():  # a number that was given later leads to it, too
        number = body(NUMBER, installation_id(key))
    own = number["installation"] if number is not None else installation_id(key)
    row = models.Installation.objects.filter(key=own).values_list(*Installation._fields).first()
    return Installation(*row) if row else None


def keys_numbered(text: str) -> set[str]:
    """Keys of the installations that were given a number in which a text stands."""
    low = folded(text).strip()
    known = models.Record.objects.filter(kind=NUMBER).values_list("key", "body") if low else ()
    return {json.loads(said)["installation"] for number, said in known if low in folded(number)}


def installations_by_key(keys: Iterable[str]) -> dict[str, Installation]:
    rows = models.Installation.objects.filter(key__in=set(keys)).values_list(*Installation._fields)
    return {row[0]: Installation(*row) for row in rows}


def years_of(key: str) -> list[YearRecord]:
    """All years of an installation, oldest first."""
    rows = models.InstallationYear.objects.filter(installation=key).order_by("year")
    return [YearRecord(*row) for row in rows.values_list(*YearRecord._fields)]


def biggest_emitters(year: int, number: int = 10, **filters: str) -> list[InstallationRow]:
    """Installations with the greatest verified emissions of a year; of a member or sector where one is named."""
    if filters:
        top = INSTALLATIONS.ask("-verified", year=str(year), **filters).page(1, number)
        return [row for row in top if row.year.verified is not None]
    records = summaries.biggest(year, number)
    names = installations_by_key(record.installation for record in records)
    found = {record.installation: record for record in records if record.installation in names}
    return with_letters([names[key] for key in found], found, year)


def synthetic_among(keys: Iterable[str]) -> set[str]:
    """Which of these installations are synthetic."""
    query = models.Installation.objects.filter(key__in=set(keys) - {""}, synthetic=True)
    return set(query.values_list("key", flat=True))


def any_synthetic() -> bool:
    return models.Installation.objects.filter(synthetic=True).exists() or bool(synthetic_registries())


def synthetic_registries() -> set[str]:
    """Registries of synthetic Parties, and that of the projects' body where its entities are."""
    found = models.Record.objects.filter(kind__in=KINDS, body__contains=MADE_UP.strip("%"))
    return set(found.values_list("registry", flat=True))
