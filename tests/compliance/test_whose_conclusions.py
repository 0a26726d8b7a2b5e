"""A letter or penalty that is computed says whose conclusion it is, but where the registry is itself the authority."""

import pytest

from openets.compliance.official import WHY_OTHER, whose
from openets.ledger.holds import IMPORTED, REAL, SYNTHETIC


@pytest.mark.parametrize("judged", [False, True])
@pytest.mark.parametrize("holds", [IMPORTED, SYNTHETIC, ""])
def test_what_is_computed_of_a_record_is_nobody_s_finding(holds: str, judged: bool) -> None:
    text = whose(holds, judged=judged)
    assert text.startswith("Our computation from ")
    assert "no authority imposed" in text
    assert text.endswith(WHY_OTHER)


def test_a_registry_that_is_the_authority_says_it_of_nobody() -> None:
    assert whose(REAL, judged=False) == ""
    beside_official = whose(REAL, judged=True)
    assert "the official letter is what the authority found" in beside_official
    assert "public figures" not in beside_official  # its own books do have the days of surrender
