"""Whole files: one address each, in two formats, with what programs and people need to know of them."""

from __future__ import annotations

import csv
import gzip
import io
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from openets.laws.reading import read_law
from tests.ets import ets
from tests.importing.panels import small
from tests.web.conftest import LUXEMBOURG, Registry, served
from tests.web.reading import Reader

NAMES = ("installations", "letters", "accounts", "transactions", "holdings")


def body(answer: Any) -> bytes:
    assert answer.status_code == 200
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


def parquet(pages: Reader, name: str) -> pl.DataFrame:
    return pl.read_parquet(io.BytesIO(body(pages.ask(f"/data/{name}.parquet"))))


def test_every_file_has_a_link_in_each_format(pages: Reader) -> None:
    page = pages.get("/data/")
    links = [address for _, address in page.links]
    for name in NAMES:
        assert {f"/data/{name}.csv", f"/data/{name}.csv?bom=yes", f"/data/{name}.parquet"} <= set(links)


@pytest.mark.parametrize("name", NAMES)
def test_both_formats_say_the_same(pages: Reader, name: str) -> None:
    rows, frame = pages.csv(f"/data/{name}.csv"), parquet(pages, name)
    assert len(rows) == len(frame) > 0
    typed = (pl.Int64, pl.String, pl.Boolean, pl.Date, pl.Datetime("us", "UTC"))
    assert all(dtype in typed for dtype in frame.schema.values())
    for said, column in zip(zip(*(row.values() for row in rows), strict=True), frame.iter_columns(), strict=True):
        if column.dtype == pl.Int64:
            assert [int(each) if each else None for each in said] == column.to_list()
        elif column.dtype == pl.Date:
            assert [date.fromisoformat(each) if each else None for each in said] == column.to_list()


def test_installations_have_all_their_years(pages: Reader) -> None:
    own = {(row["installation"], row["year"]): row for row in pages.csv("/data/installations.csv")}
    assert own["AT_1", "2005"]["verified"] == "5000"
    assert own["AT_2", "2005"]["verified"] == ""
    assert own["DE_1", "2005"]["synthetic"] == "true"
    assert own["AT_1", "2005"]["sector"] == "Combustion"


def test_dates_and_instants_are_typed(pages: Reader, registry: Registry) -> None:
    frame = parquet(pages, "transactions")
    row = frame.row(by_predicate=pl.col("id") == registry.surrender, named=True)
    assert row["at"] == datetime(2006, 4, 20, 12, tzinfo=timezone.utc)
    assert row["effective"] == date(2006, 4, 20)
    assert parquet(pages, "accounts")["opened"].dtype == pl.Date


def test_letters_are_official_and_computed(pages: Reader) -> None:
    rows = {(row["installation"], row["year"]): row for row in pages.csv("/data/letters.csv")}
    assert (rows["AT_1", "2005"]["official"], rows["AT_1", "2005"]["computed"]) == ("A", "A")
    assert (rows["DE_1", "2005"]["official"], rows["DE_1", "2005"]["computed"]) == ("A*", "B")
    assert rows["DE_1", "2005"]["cause"]


def test_accounts_tell_no_holdings_and_holdings_add_up(pages: Reader) -> None:
    accounts = pages.csv("/data/accounts.csv")
    assert len(accounts) > LUXEMBOURG
    assert not {"held", "units", "eua1"} & set(accounts[0])
    held = {row["account"]: 0 for row in pages.csv("/data/holdings.csv")}
    for row in pages.csv("/data/holdings.csv"):
        held[row["account"]] += int(row["units"])
    assert held == {
        row["identifier"]: int(row["held"]) for row in pages.csv("/accounts/?format=csv") if row["held"] != "0"
    }


@pytest.mark.parametrize(
    ("day", "last"),
    [
        ("2009-12-31", 1),  # nothing yet
        ("2012-01-14", 2006),
        ("2012-01-15", 2007),
        ("2017-01-14", 2011),  # 2013 may be published already, 2012 not yet
        ("2017-01-15", 2013),
        ("2017-05-01", 2014),
        ("2026-12-31", 2023),
    ],
)
def test_the_law_says_which_year_is_published_on_a_day(pages: Reader, day: str, last: int) -> None:
    from openets.views.bulk import last_disclosed

    assert last_disclosed(read_law("eu_ets"), date.fromisoformat(day)) == date(last, 12, 31)


def test_a_law_without_a_day_hides_nothing(pages: Reader) -> None:
    from openets.views.bulk import last_disclosed

    assert last_disclosed(read_law("us_so2"), date(2000, 1, 1)) is None


def test_what_is_not_published_yet_stands_in_no_file(pages: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    from openets.views import bulk

    assert len(pages.csv("/data/transactions.csv")) > 0
    monkeypatch.setattr(bulk, "last_disclosed", lambda law, day: date(2005, 12, 31))
    early = pages.csv("/data/transactions.csv")
    assert {row["effective"][:4] for row in early} <= {"2005"}
    held = pages.csv("/data/holdings.csv")
    assert {row["day"] for row in held} <= {"2005-12-31"}
    assert "Until 31 December 2005: later ones are not published yet" in pages.get("/data/").text


def test_a_mark_stands_before_a_csv_on_request_alone(pages: Reader) -> None:
    assert body(pages.ask("/data/accounts.csv")).startswith(b"identifier,")
    assert body(pages.ask("/data/accounts.csv?bom=yes")).startswith(b"\xef\xbb\xbfidentifier,")
    assert "cannot be" in pages.refused("/data/accounts.csv?bom=perhaps")
    assert "needs no mark" in pages.refused("/data/accounts.parquet?bom=yes")


def test_what_has_not_changed_is_not_sent_again(pages: Reader) -> None:
    for address in ("/data/installations.csv", "/data/installations.csv?bom=yes", "/data/installations.parquet"):
        mark = pages.ask(address)["ETag"]
        assert pages.ask(address)["ETag"] == mark
        again = pages.ask(address, **{"If-None-Match": mark})
        assert (again.status_code, again["ETag"]) == (304, mark)
    marks = {pages.ask(f"/data/{name}.csv")["ETag"] for name in NAMES}
    assert len(marks) == len(NAMES)


def test_files_are_squeezed_for_whoever_can_read_that(pages: Reader) -> None:
    answer = pages.ask("/data/installations.csv", **{"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    plain = pages.ask("/data/installations.csv")
    assert "Content-Encoding" not in plain
    assert gzip.decompress(body(answer)) == body(plain)
    again = pages.ask("/data/installations.csv", **{"Accept-Encoding": "gzip", "If-None-Match": answer["ETag"]})
    assert again.status_code == 304


def test_pages_are_squeezed_too(pages: Reader) -> None:
    answer = pages.ask("/installations/", **{"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert b"Donau Kraftwerk" in gzip.decompress(answer.content)


def test_pages_of_other_sites_may_read_data_and_nothing_else(pages: Reader) -> None:
    for address in ("/data/accounts.csv", "/data/datapackage.json", "/api/v1/accounts", "/accounts/?format=csv"):
        assert pages.ask(address)["Access-Control-Allow-Origin"] == "*", address
    assert "Access-Control-Allow-Origin" not in pages.ask("/accounts/")
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET"}
    before = pages.client.options("/data/accounts.csv", headers=asked)
    assert before.status_code == 204
    assert before["Access-Control-Allow-Methods"] == "GET, HEAD"
    assert pages.client.options("/accounts/", headers=asked).status_code == 405


def test_a_head_says_what_a_get_would(pages: Reader) -> None:
    for address in ("/data/accounts.csv", "/data/accounts.parquet"):
        head, whole = pages.client.head(address), pages.ask(address)
        assert head.status_code == 200
        assert head.content == b""
        assert head["ETag"] == whole["ETag"]
        assert head["Content-Type"] == whole["Content-Type"]


def test_programs_are_told_columns_version_and_terms(pages: Reader) -> None:
    package = pages.ask("/data/datapackage.json").json()
    assert [each["name"] for each in package["resources"]] == list(NAMES)
    assert package["synthetic"] is True
    assert package["sources"] == package["licenses"] == [], "a registry's own books are nobody else's"
    for resource in package["resources"]:
        address = resource["path"].partition("testserver")[2]
        heading = next(csv.reader(io.StringIO(body(pages.ask(address)).decode())))
        assert [field["name"] for field in resource["schema"]["fields"]] == heading
        assert all(field["description"] for field in resource["schema"]["fields"])
        assert package["version"] in resource["citation"]


def test_a_parquet_file_says_the_same_of_itself(pages: Reader) -> None:
    own = body(pages.ask("/data/installations.parquet"))
    told = pl.read_parquet_metadata(io.BytesIO(own))
    package = pages.ask("/data/datapackage.json").json()
    assert told["version"] == package["version"]
    assert told["citation"] == package["resources"][0]["citation"]
    assert told["license"] == ""
    assert '"name": "verified"' in told["dictionary"]


def test_books_of_a_public_record_say_whose_it_is_and_on_which_terms(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'record.db'}"
    assert ets("import", "eutl", small().write(tmp_path / "panel"), "--report", tmp_path / "r", store=address).code == 0
    with served(address):
        pages = Reader()
        package = pages.ask("/data/datapackage.json").json()
        told = pl.read_parquet_metadata(io.BytesIO(body(pages.ask("/data/installations.parquet"))))
        shown = pages.get("/data/").text
    assert package["sources"] == [{"title": "European Commission, Union Registry / EUTL"}]
    assert package["licenses"][0]["title"] in told["license"] == " ".join(package["licenses"][0].values())
    assert package["licenses"][0]["title"] in shown
    assert all(package["sources"][0]["title"] in each["citation"] for each in package["resources"])


@pytest.mark.parametrize("address", ["/data/nothing.csv", "/data/accounts.xlsx", "/data/accounts"])
def test_there_are_no_other_files(pages: Reader, address: str) -> None:
    assert pages.ask(address).status_code == 404


def test_the_plant_of_the_registry_is_in_the_accounts(pages: Reader, registry: Registry) -> None:
    own = {row["identifier"]: row for row in pages.csv("/data/accounts.csv")}
    assert own[registry.plant]["installation"] == "AT_1"
