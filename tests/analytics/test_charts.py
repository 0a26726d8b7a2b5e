"""Drawings: no font, shapes in legends, numbers that can be read."""

from __future__ import annotations

from xml.etree import ElementTree

from openets.analytics.charts import NARROW, WIDE, Heading, YearPoint, draw, png, volumes_chart, years_chart
from openets.analytics.charts.lettering import outlined, width_of, wrapped
from openets.analytics.charts.theme import labelled

POINTS = [
    YearPoint(2011, 1_900_000, None, 2_000_000, None, 1_900_000, 2_100_000),
    YearPoint(2012, 1_800_000, 80_000, 2_000_000, 50_000, 1_880_000, 2_080_000),
    YearPoint(2013, cap=1_980_000),
]


def labels(svg: str) -> list[str]:
    return [each.get("aria-label", "") for each in ElementTree.fromstring(svg).iter()]


def test_a_drawing_names_no_font_and_has_no_text() -> None:
    for width in (WIDE, NARROW):
        svg = draw(years_chart(POINTS, width, "t", Heading("Emissions fell", "a note")))
        assert "<text" not in svg
        assert "font-" not in svg
        assert {"Emissions fell", "a note", "2012", "1.90"} <= set(labels(svg))


def test_each_series_of_a_legend_has_a_shape_of_its_own() -> None:
    drawing = ElementTree.fromstring(draw(years_chart(POINTS, WIDE, "t")))
    symbols = [each for each in drawing.iter() if "role-legend-symbol" in (each.get("class") or "")]
    paths = [path.get("d") for each in symbols for path in each.iter() if path.tag.endswith("path")]
    assert len(paths) == 6
    # two kinds of bars, and two lines, are alike but for their colour
    assert len(set(paths)) == 4


def test_aviation_is_stacked_on_what_stands_on_the_ground() -> None:
    specification = years_chart(POINTS, WIDE, "t")
    values = [row for data in specification["datasets"].values() for row in data] if "datasets" in specification else []
    values = values or [row for layer in specification["layer"] for row in layer.get("data", {}).get("values", [])]
    own = {(row["year"], row["place"]) for row in values if "place" in row}
    assert ("2012", "aviation") in own
    assert ("2011", "aviation") not in own
    assert ("2013", "cap") in own
    assert ("2013", "verified") not in own


def test_the_greatest_the_last_and_the_first_are_written_before_all_others() -> None:
    numbers = [float(each) for each in (500, 900, 800, 700, 600)]
    assert labelled(numbers, 60) == {0, 1, 2, 3, 4}
    assert labelled(numbers, 20) == {1, 4}
    assert labelled([], 60) == set()


def test_panels_are_as_wide_as_was_asked_for() -> None:
    rows = [(year, what, False, 5_000_000) for year in range(2005, 2013) for what in ("Issued", "Allocated", "Held")]
    for width in (WIDE, NARROW):
        svg = draw(volumes_chart(rows, width, Heading("Title", "million units")))
        assert int(ElementTree.fromstring(svg).get("width", "0")) <= width
        assert {"Issued", "Allocated", "Held"} <= set(labels(svg))


def test_lines_break_where_they_are_full() -> None:
    assert wrapped("one two three", 12, width_of("one two", 12)) == ["one two", "three"]
    assert wrapped("", 12, 100) == []
    assert width_of("bold", 12, bold=True) > width_of("bold", 12)


def test_letters_of_other_alphabets_and_unknown_signs_are_drawn() -> None:
    svg = outlined('<svg xmlns="http://www.w3.org/2000/svg"><text font-size="12px">Ελλάς \u4e2d</text></svg>')
    assert svg.count("<use") == 6


def test_pixels_are_twice_as_many() -> None:
    image = png(draw(years_chart(POINTS, NARROW, "t")))
    assert image.startswith(b"\x89PNG")
    assert int.from_bytes(image[16:20], "big") == 2 * NARROW
