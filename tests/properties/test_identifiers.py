"""Check digits catch every slip of one digit and every exchange of two neighbours."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from openets.kernel.identifiers import (
    account_identifier,
    check_digits,
    has_valid_check_digits,
    parse_account_identifier,
)
from openets.kernel.units import Series, series_from_text

REGISTRIES = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=2, max_size=3)
IDENTIFIERS = st.builds(
    account_identifier,
    REGISTRIES,
    st.sampled_from([100, 110, 120, 121, 230, 300]),
    st.integers(1, 10**12),
    st.integers(0, 3),
)


@given(IDENTIFIERS)
def test_what_we_give_out_is_valid_and_reads_back(identifier: str) -> None:
    assert has_valid_check_digits(identifier)
    assert str(parse_account_identifier(identifier)) == identifier


@given(IDENTIFIERS, st.data())
def test_one_changed_digit_is_noticed(identifier: str, data: st.DataObject) -> None:
    places = [place for place, sign in enumerate(identifier) if sign.isdecimal()]
    place = data.draw(st.sampled_from(places))
    other = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != identifier[place]]))
    assert not has_valid_check_digits(identifier[:place] + other + identifier[place + 1 :])


@given(IDENTIFIERS, st.data())
def test_two_neighbours_exchanged_are_noticed(identifier: str, data: st.DataObject) -> None:
    """Within the number, where people mistype: two digits side by side."""
    head, number, tail = _parts(identifier)
    pairs = [place for place in range(len(number) - 1) if number[place] != number[place + 1]]
    assume(pairs)
    place = data.draw(st.sampled_from(pairs))
    exchanged = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert not has_valid_check_digits(head + exchanged + tail)


def _parts(identifier: str) -> tuple[str, str, str]:
    registry, kind, number, period, check = identifier.split("-")
    return f"{registry}-{kind}-", number, f"-{period}-{check}"


@given(REGISTRIES, st.integers(0, 999), st.integers(0, 10**15 - 1), st.integers(0, 9))
def test_check_digits_make_the_whole_one_modulo_97(registry: str, kind: int, number: int, period: int) -> None:
    check = check_digits(registry, kind, number, period)
    assert 2 <= check <= 98
    letters = "".join(str(ord(letter) - 55) for letter in registry)
    assert int(f"{number}{letters}{kind:03d}{period:02d}{check:02d}") % 97 == 1


@given(
    st.builds(
        Series,
        st.sampled_from(["AAU", "CER", "EUA1"]),
        REGISTRIES,
        st.integers(0, 3),
        st.integers(0, 3),
        st.integers(0, 7),
        st.text("ABC0123456789", max_size=7),
        st.integers(0, 2),
        st.dates().map(str) | st.just(""),
    )
)
def test_a_series_reads_back_from_its_text(series: Series) -> None:
    assert series_from_text(series.text()) == series
    assert " " not in series.text()
