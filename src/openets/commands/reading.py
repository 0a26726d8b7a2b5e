"""Text becomes a value here and nowhere else: the same limits and the same words for every entrance.

`what` names the place at which the text stood, such as ``QUANTITY``, ``--year`` or ``quantity``. Every function raises
`Misuse`, which says what is wrong, where, and what is expected instead.
"""

import json
import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from openets.checks.check import request_fault
from openets.compliance.installation_record import NUMBER
from openets.engine.session import Session
from openets.kernel.clock import is_day
from openets.kernel.folding import did_you_mean
from openets.kernel.identifiers import account_identifier, identifiers_meant, installation_id, parse_account_identifier
from openets.kernel.refusals import Misuse
from openets.laws.law import Law
from openets.ledger.store import Needs
from openets.projects.law import country_named

LONGEST_TEXT = 250
MOST_DIGITS = 15
SERIALS = "([A-Z]{2,3}):([0-9]{1,15})(?:-([0-9]{1,15}))?"
INSTALLATION = re.compile(r"[A-Z]{2}_[A-Za-z0-9-]{1,30}", re.ASCII)
_WHOLE = re.compile("[0-9]+(?:_[0-9]+)*|[0-9]{1,3}(?:,[0-9]{3})+")
_ACCOUNT = re.compile(r"[A-Z]{2,3}-[0-9]{3}-[0-9]{1,15}-[0-9]-[0-9]{1,2}", re.ASCII)
_LIKE_INSTALLATION = re.compile(r"([A-Za-z]{2})[ _-]?([0-9][A-Za-z0-9-]{0,29})", re.ASCII)
_WITHOUT_CHECK = re.compile(r"([A-Z]{2,3})-([0-9]{3})-([0-9]{1,15})(?:-([0-9]))?", re.ASCII)
MOST_LISTED = 20
"""Codes that are told one by one."""
_PERCENT = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")


def shortened(text: str) -> str:
    """`text`, or its beginning where it is too long to be repeated."""
    return text if len(text) <= 60 else f"{text[:60]}…"


def whole(text: str, what: str) -> int:
    """A whole number of units or tonnes: `1000`, `1,000` or `1_000`. A comma that sets off no thousands is refused:
    whether `1,5` is fifteen or one and a half, only its writer knows."""
    digits = text.replace(",", "").replace("_", "")
    if not _WHOLE.fullmatch(text):
        raise Misuse(f"{what} is '{shortened(text)}': expected a whole number of units, such as 1000")
    if len(digits.lstrip("0")) > MOST_DIGITS:
        raise Misuse(f"{what} is '{shortened(text)}': a number has {MOST_DIGITS} digits at most")
    return int(digits)


def number(text: str, what: str, least: int, most: int) -> int:
    """A whole number without marks, between two others."""
    plain = text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS
    if not plain or not least <= int(text) <= most:
        raise Misuse(f"Invalid value for '{what}': '{shortened(text)}' is no whole number between {least} and {most}")
    return int(text)


def year_of(text: str, what: str, session: Session) -> int:
    """A year of the law."""
    year, law = number(text, what, 1, 9999), session.law
    if law.period(year) is None:
        first, last = law.periods[0].first_year, max(period.last_year for period in law.periods)
        raise Misuse(f"{year} is not a year of the scheme: it runs from {first} to {last}")
    return year


def day(text: str, what: str) -> date:
    """A day, ``YYYY-MM-DD``."""
    if not is_day(text):
        raise Misuse(f"{what} is '{shortened(text)}': expected a day such as 2007-12-10")
    return date.fromisoformat(text)


def percent(text: str, what: str) -> Decimal:
    """Per cent of the base year, as `92` or `92.5`."""
    if not _PERCENT.fullmatch(text):
        raise Misuse(f"{what} is '{shortened(text)}': expected per cent of the base year, such as 92")
    return Decimal(text)


def numbers(given: Sequence[str], what: str) -> list[int]:
    """Numbers of a list, such as sectoral scopes."""
    return [number(each, what, 0, 9999) for each in given]


def gases(given: Sequence[str], what: str) -> dict[str, int]:
    """The gases of an inventory, each with its tonnes, as ``CO2=1000``."""
    pairs = (each.partition("=") for each in given)
    return {name: whole(tonnes, f"{what} {shortened(name)}") for name, _, tonnes in pairs}


def measurements(given: Sequence[str], what: str) -> dict[str, int]:
    """The measurements of a report, each as ``output=1000`` and each told once."""
    found: dict[str, int] = {}
    for each in given:
        name, sign, value = each.partition("=")
        if not (name and sign):
            raise Misuse(f"{what} is '{shortened(each)}': expected a measurement and its value, such as output=1000")
        if name in found:
            raise Misuse(f"{what} tells '{shortened(name)}' twice")
        found[name] = whole(value, f"{what} {shortened(name)}")
    return found


def tonnes_by_year(given: Sequence[str], what: str) -> int | dict[str, int]:
    """Tonnes: one number for every year, or one for each as ``2008=1000``."""
    if len(given) == 1 and "=" not in given[0]:
        return whole(given[0], what)
    pairs = [each.partition("=") for each in given]
    if bad := [each for each, (_, sign, _) in zip(given, pairs, strict=True) if not sign]:
        raise Misuse(
            f"{what} is '{shortened(bad[0])}': expected tonnes a year such as 1000, or 2008=1000 for each year"
        )
    return {year: whole(tonnes, f"{what} {shortened(year)}") for year, _, tonnes in pairs}


def serials(text: str, what: str) -> tuple[str, int, int]:
    """Serial numbers of one registry, ``ES:1-100``. Whether they make sense, the checks say."""
    found = re.fullmatch(SERIALS, text)
    if found is None:
        raise Misuse(
            f"{what} is '{shortened(text)}': expected the originating registry and serial numbers, such as ES:1-100"
        )
    origin, first, last = found.groups()
    return origin, int(first), int(last or first)


def account(text: str, what: str, session: Session) -> str:
    """An account identifier of the right shape. Whether its check digits are right, the log's checks say."""
    try:
        parse_account_identifier(text)
    except Misuse:
        if hint := _account_meant(text, session):
            raise Misuse(f"'{shortened(text)}' is not an account identifier: did you mean {hint}?") from None
        raise
    return text


def _account_meant(text: str, session: Session) -> str:
    """The account that somebody probably meant: in other writing, without its check digits, or of an installation."""
    written = text.strip().upper()
    if parts := _WITHOUT_CHECK.fullmatch(written):
        registry, kind, number, period = parts.groups()
        return account_identifier(registry, int(kind), int(number), int(period or 0))
    if INSTALLATION.fullmatch(written):
        own = key_of(session, installation_id(written))
        with session.store.reading() as books:
            found = books.load(Needs(installations={own})).accounts_of.get(own)
        return found.identifier if found is not None else ""
    if written != text and _ACCOUNT.fullmatch(written):
        return written
    return next(iter(identifiers_meant(text)), "")


def unit(text: str, what: str, session: Session) -> str:
    """A unit type of the law, by its code."""
    known = session.law.terms.units
    if text not in known:
        expected = f"expected one of {', '.join(known)}" if len(known) <= MOST_LISTED else "`ets law show` lists them"
        raise Misuse(f"{what} is '{shortened(text)}', which is no unit type: {did_you_mean(text, known) or expected}")
    return text


def registry(text: str, what: str, session: Session) -> str:
    """The code of a registry of the law, or of those that it hangs from."""
    law, known = session.law, session.law.terms.registries
    if text not in known:
        example = f"one such as {', '.join(sorted(known)[:3])}" if known else "none"
        hint = did_you_mean(text, known) or f"expected {example}"
        party = ", nor of a Party" if law.protocol is not None else ""
        raise Misuse(f"'{shortened(text)}' is no registry of the {law.name}{party}: {hint}")
    return text


def country(text: str, what: str, session: Session) -> str:
    """The code of a country, told by it or by a name that it has or had. Whether there is such a code, rules say."""
    if session.law.protocol is None or len(text) <= 2:
        return text
    found = country_named(session.law, text)
    return found.code if found is not None else text


def party(text: str, what: str, session: Session) -> str:
    """The code of a Party with a target under the law, or under those that it hangs from, told by it or by its name."""
    known = session.law.required_protocol.targets
    text = country(text, what, session)
    if text not in known:
        hint = did_you_mean(text, known) or "expected one such as AT, JP or EU"
        raise Misuse(f"'{shortened(text)}' is no Party with a target in Annex B: {hint}")
    return text


def installation(key: str, what: str, session: Session) -> str:
    """The key of an installation that the books know, by that or by a number that it was given later."""
    registry_of(session.law, key)
    own = key_of(session, installation_id(key))
    with session.store.reading() as books:
        if own not in books.load(Needs(installations={own})).accounts_of:
            raise Misuse(f"no installation '{shortened(key)}' is known: `ets accounts --find TEXT` lists accounts")
    return own


def key_of(session: Session, number: str) -> str:
    """The key of the installation that was given a number; the number itself where none was."""
    if not number.isprintable():
        return number
    with session.store.reading() as books:
        found = books.load(Needs(records={(NUMBER, number)})).records.get((NUMBER, number))
    return str(json.loads(found.body)["installation"]) if found is not None else number


def registry_of(law: Law, key: str) -> str:
    """The registry that keeps an installation's account. Raises `Misuse` for an unknown member."""
    member = law.members.get(key.partition("_")[0])
    if member is None:
        like = _LIKE_INSTALLATION.fullmatch(key.strip())
        meant = f"{like[1].upper()}_{like[2]}" if like else ""
        hint = f"did you mean {meant}?" if meant[:2] in law.members else "expected CC_ID, such as AT_1"
        raise Misuse(f"'{shortened(key)}' is no installation: {hint}")
    return member.registry


def request_id(text: str, what: str) -> str:
    """The caller's own id for a command."""
    if request_fault(text, ""):
        raise Misuse(f"{what} is '{text}': use 1 to 120 letters, digits and . _ : / + -")
    return text


def words(text: str, what: str, *, needed: bool = False) -> str:
    """Free text in which nothing is hidden: no control characters, not too long, and something where it is needed."""
    if any(unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") for sign in text):
        raise Misuse(f"{what} holds a line break or another control character: write it on one line")
    if len(text) > LONGEST_TEXT:
        raise Misuse(f"{what} is {len(text)} characters long, {LONGEST_TEXT} are the most")
    if needed and not text.strip():
        raise Misuse(f"{what} is empty")
    return text


def flag(value: object, what: str) -> bool:
    """Yes or no."""
    known = {True: True, False: False, "true": True, "on": True, "yes": True, "false": False, "no": False, "": False}
    if isinstance(value, (str, bool)) and value in known:
        return known[value]
    raise Misuse(f"{what} is '{shortened(str(value))}': expected true or false")


def document(text: str | dict[str, Any], what: str) -> dict[str, Any]:
    """A JSON object."""
    try:
        content = json.loads(text) if isinstance(text, str) else text
    except ValueError as error:
        raise Misuse(f"{what} is no JSON in UTF-8 ({error})") from None
    if type(content) is not dict:
        raise Misuse(f"{what} must hold a JSON object, such as {{'title': …}}")
    return content
