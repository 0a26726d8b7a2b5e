"""Account identifiers ``CC-TTT-NNNN-P-KK`` and their check digits, and ids of installations.

The check digits are ISO 7064 MOD 97-10 over account number, registry letters (A=10 … Z=35), account type
(three digits), commitment period (two digits) and ``00``, as operating registries compute them.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from openets.kernel.refusals import Misuse

_LEADING_ZEROS = re.compile(r"([A-Za-z]{2,3}_)0+(?=[0-9]+$)", re.ASCII)
_SHAPE = re.compile(r"([A-Z]{2,3})-(\d{3})-(\d{1,15})-(\d)-(\d{1,2})", re.ASCII)
_RUN_TOGETHER = (
    re.compile(r"([A-Z]{2,3})(\d{3})(\d{1,15})(\d)(\d{2})", re.ASCII),
    re.compile(r"([A-Z]{2,3})(\d{3})(\d{1,15})(\d)(\d)", re.ASCII),
)
"""An identifier without its hyphens, with two check digits and with one."""


class AccountIdentifier(NamedTuple):
    """The parts of an account identifier, check digits included."""

    registry: str
    kyoto_type: int
    number: int
    period: int
    check: int

    def __str__(self) -> str:
        return f"{self.registry}-{self.kyoto_type}-{self.number}-{self.period}-{self.check}"


def check_digits(registry: str, kyoto_type: int, number: int, period: int) -> int:
    """The two check digits (as a number, 2 to 98) of an account."""
    if not (registry.isascii() and registry.isalpha() and registry.isupper()):
        raise Misuse(f"'{registry}' is no code of a registry: expected letters such as AT or CDM")
    letters = "".join(str(ord(letter) - 55) for letter in registry)
    return 98 - int(f"{number}{letters}{kyoto_type:03d}{period:02d}00") % 97


@lru_cache(maxsize=4096)
def account_identifier(registry: str, kyoto_type: int, number: int, period: int) -> str:
    """The identifier of an account, check digits and all."""
    check = check_digits(registry, kyoto_type, number, period)
    return str(AccountIdentifier(registry, kyoto_type, number, period, check))


def parse_account_identifier(text: str) -> AccountIdentifier:
    """Take an identifier apart. Raises `Misuse` for another shape; does not judge the check digits."""
    match = _SHAPE.fullmatch(text)
    if match is None:
        raise Misuse(f"'{text}' is not an account identifier: expected CC-TTT-NNNN-P-KK, such as EU-100-5016813-0-69")
    registry, kyoto_type, number, period, check = match.groups()
    return AccountIdentifier(registry, int(kyoto_type), int(number), int(period), int(check))


def has_valid_check_digits(text: str) -> bool:
    """Whether `text` is an account identifier whose check digits are right."""
    try:
        parts = parse_account_identifier(text)
    except Misuse:
        return False
    return parts.check == check_digits(parts.registry, parts.kyoto_type, parts.number, parts.period)


def identifiers_meant(text: str) -> list[str]:
    """The account identifiers that are `text` but for hyphens, blanks and capitals, and whose check digits are right:
    ``at120633`` is AT-120-6-0-33."""
    signs = re.sub(r"[\s_.-]", "", text[:60]).upper()
    found = [match for shape in _RUN_TOGETHER if (match := shape.fullmatch(signs))]
    return [each for each in map("-".join, (match.groups() for match in found)) if has_valid_check_digits(each)]


def installation_id(text: str) -> str:
    """An installation's id as the books write it: ``CZ_049``, as some registries print it, is ``CZ_49``."""
    return _LEADING_ZEROS.sub(r"\1", text) if "_0" in text else text


def stop_leading_zeros(installation: str) -> None:
    """Raise `Misuse` for an id that is not written as the books write it: one installation would be two."""
    written = installation_id(installation)
    if written != installation:
        raise Misuse(f"installation '{installation[:40]}' is written {written[:40]}: leading zeros are left out")
