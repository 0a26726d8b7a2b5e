"""The drawings, and their numbers."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from tests.web.reading import Reader

DRAWINGS = ["years", "letters", "states", "sectors", "volumes", "installation"]


def address(name: str, kind: str = "svg") -> str:
    return f"/charts/{name}.{kind}" + ("?installation=AT_1" if name == "installation" else "?")


@pytest.mark.parametrize("name", DRAWINGS)
@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_every_chart_is_an_svg_of_the_width_asked_for(pages: Reader, name: str, width: str) -> None:
    answer = pages.ask(f"{address(name)}&width={width}")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/svg+xml"
    drawing = ElementTree.fromstring(answer.content)
    assert int(drawing.get("width", "0")) <= (1120 if width == "wide" else 340)


@pytest.mark.parametrize("name", DRAWINGS)
def test_every_chart_has_its_numbers_as_csv(pages: Reader, name: str) -> None:
    assert pages.csv(address(name, "csv"))


def test_what_was_reconstructed_stands_apart(pages: Reader) -> None:
    rows = pages.csv("/charts/volumes.csv?")
    inferred = [(row["type"], row["units"]) for row in rows if row["reconstructed"] == "true"]
    assert inferred == [("3-21", "500")]
    assert {row["reconstructed"] for row in rows} == {"true", "false"}
    assert b'aria-label="reconstructed"' in pages.ask("/charts/volumes.svg").content
    assert b'aria-label="reconstructed"' not in pages.ask("/charts/volumes.svg?registry=LU").content
    page = pages.get("/transactions/")
    origins = dict(zip(page.column("Type", 1), page.column("Origin", 1), strict=True))
    assert origins["3-21"] == "Reconstructed"
    assert origins["10-92"] == "Recorded"


def test_a_drawing_may_style_itself_and_nothing_else(pages: Reader) -> None:
    answer = pages.ask("/charts/years.svg")
    assert "style-src 'sha256-" in answer["Content-Security-Policy"]
    assert b"<script" not in answer.content
    assert b' style="' not in answer.content
    assert b"prefers-color-scheme: dark" in answer.content


def test_a_browser_that_has_it_is_told_so(pages: Reader) -> None:
    tag = pages.ask("/charts/years.svg")["ETag"]
    again = pages.ask("/charts/years.svg", if_none_match=tag)
    assert (again.status_code, again.content) == (304, b"")
    assert pages.ask("/charts/years.svg?member_state=AT", if_none_match=tag).status_code == 200


def test_pages_do_not_wait_for_drawings(pages: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    from openets.analytics import charts

    monkeypatch.setattr(charts, "draw", None)
    monkeypatch.setattr(charts, "years_chart", None)
    assert pages.get("/").status == 200


@pytest.mark.parametrize("question", ["member_state=ZZ", "sector=none", "width=huge", "member_state=%00"])
def test_a_question_without_sense_is_refused(pages: Reader, question: str) -> None:
    assert "cannot be answered" in pages.refused(f"/charts/years.svg?{question}")


def test_a_chart_that_is_none_is_not_found(pages: Reader) -> None:
    assert "There is no chart “pie”" in pages.get("/charts/pie.svg", 404).text
    assert "No installation has the id" in pages.get("/charts/installation.svg?installation=X", 404).text


def test_empty_books_have_charts_too(empty_pages: Reader) -> None:
    for name in ("years", "letters", "volumes"):
        assert empty_pages.ask(f"/charts/{name}.svg").status_code == 200


@pytest.mark.parametrize("name", DRAWINGS)
def test_every_chart_is_had_as_pixels_and_as_data_too(pages: Reader, name: str) -> None:
    picture = pages.ask(address(name, "png"))
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/png")
    data = pages.ask(address(name, "json")).json()
    assert data["chart"] == name
    assert data["takeaway"]
    assert len(data["rows"]) == len(pages.csv(address(name, "csv")))
    for kind in ("png", "json"):
        tag = pages.ask(address(name, kind))["ETag"]
        assert pages.ask(address(name, kind), if_none_match=tag).status_code == 304
    assert pages.ask(address(name, "png"))["ETag"] != pages.ask(address(name, "svg"))["ETag"]


@pytest.mark.parametrize("kind", ["png", "json", "csv"])
def test_other_forms_refuse_alike(pages: Reader, kind: str) -> None:
    assert "There is no chart “pie”" in pages.get(f"/charts/pie.{kind}", 404).text
    assert "cannot be answered" in pages.refused(f"/charts/years.{kind}?member_state=ZZ")


def test_pages_link_each_form_and_say_what_a_chart_shows(pages: Reader) -> None:
    page = pages.get("/")
    links = {each["href"].partition("?")[0] for each in page.all("a") if "href" in each}
    assert {f"/charts/years.{kind}" for kind in ("svg", "png", "csv", "json")} <= links
    said = pages.ask("/charts/years.json").json()["takeaway"]
    assert said in page.text
    assert said in next(each["alt"] for each in page.all("img"))
    assert f'aria-label="{said}"'.encode() in pages.ask("/charts/years.svg").content
    own = next(each["src"] for each in page.all("img"))
    assert said.encode() not in pages.ask(own).content
