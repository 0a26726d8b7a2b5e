"""Which operators' names are called much alike."""

import pytest

import openets

openets.connect("memory:")  # which sets up Django, without which no view can be imported

from openets.views.operator_names import NOT_STATED, OperatorNames, grouped  # noqa: E402

FORMS = [f"{name} Aktiengesellschaft" for name in ("Bayer", "Erlus", "Heizwerk", "Kalk", "Lech", "Mark", "Stein")]
NAMES = OperatorNames(
    grouped(["RWE Power Aktiengesellschaft", "Wieland Werke Aktiengesellschaft", "RWE Powr AG", "RWE Powr", *FORMS])
)


@pytest.mark.parametrize(
    ("key", "near"),
    [
        ("rwe-powr", ["rwe-powr-ag"]),
        ("rwe-power-aktiengesellschaft", []),  # others share its legal form alone
        ("lech-aktiengesellschaft", []),
        (NOT_STATED, []),
    ],
)
def test_names_are_alike_in_words_that_few_have(key: str, near: list[str]) -> None:
    assert NAMES.near(key) == near
