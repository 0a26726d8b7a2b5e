"""Answers say what the pages say: every row and figure of the pages' CSVs, under the same filters and orders."""

from __future__ import annotations

import json
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest

from openets.compliance.notices_record import notice_types
from openets.laws.reading import read_law
from openets.ledger.transactions import Status
from tests.api.asking import Asker
from tests.web.conftest import Registry
from tests.web.reading import Reader

TERMS = read_law("eu_ets").terms
ALIKE = [
    ("/accounts/", "/api/v1/accounts", ""),
    ("/accounts/", "/api/v1/accounts", "q=minett&registry=LU&type=120&status=open&sort=-name"),
    ("/accounts/", "/api/v1/accounts", "status=blocked"),
    ("/accounts/{plant}/", "/api/v1/accounts/{plant}/blocks", ""),
    ("/accounts/{plant}/", "/api/v1/accounts/{plant}/blocks", "unit=EUA1&sort=-serial"),
    ("/transactions/", "/api/v1/transactions", ""),
    ("/transactions/", "/api/v1/transactions", "registry=AT&sort=quantity"),
    ("/transactions/", "/api/v1/transactions", "account={plant}&since=2006-04-01&until=2006-04-30&sort=-quantity"),
    ("/transactions/", "/api/v1/transactions", "reconstructed=yes"),
    ("/transactions/", "/api/v1/transactions", "reconstructed=no&type=10-2&unit=EUA1&sort=at"),
    ("/installations/", "/api/v1/installations", ""),
    ("/installations/", "/api/v1/installations", "member_state=LU&sort=-id"),
    ("/installations/", "/api/v1/installations", "sector=cement-and-lime&letter=A*&year=2005"),
    ("/installations/", "/api/v1/installations", "kind=synthetic"),
    ("/installations/", "/api/v1/installations", "sort=-verified"),
    ("/installations/", "/api/v1/installations", "sort=allocated"),
    ("/states/", "/api/v1/states", ""),
    ("/states/", "/api/v1/states", "sector=cement-and-lime&sort=-verified"),
    ("/states/", "/api/v1/states", "q=luxem&year=2005"),
    ("/sectors/", "/api/v1/sectors", ""),
    ("/sectors/", "/api/v1/sectors", "member_state=AT&sort=-allocated"),
    ("/sectors/", "/api/v1/sectors", "q=cement"),
    ("/compliance/differences/", "/api/v1/differences", ""),
    ("/compliance/differences/", "/api/v1/differences", "member_state=DE&year=2005&sort=name"),
    ("/history/", "/api/v1/history", ""),
    ("/history/", "/api/v1/history", "q=at1020&type=10-0&unit=EUA2005&since=2006-01-20&until=2006-01-20&sort=amount"),
    ("/verify/", "/api/v1/registries", ""),
    ("/checks/", "/api/v1/checks", "q=surrender&sort=code"),
    ("/checks/", "/api/v1/checks", "type=10-2&sort=sentence"),
]
ALIKE_OF_THE_TREATY = [
    ("/accounts/", "/api/v1/accounts", "registry=ES"),
    ("/accounts/ES-100-1-0-81/", "/api/v1/accounts/ES-100-1-0-81/blocks", ""),
    ("/transactions/", "/api/v1/transactions", "registry=ES"),
    ("/parties/", "/api/v1/parties", ""),
    ("/parties/", "/api/v1/parties", "record=yes&sort=-assigned_amount"),
    ("/parties/", "/api/v1/parties", "group=bubble"),
    ("/notices/", "/api/v1/notices", ""),
    ("/notices/", "/api/v1/notices", "party=RO&status=completed&sort=deadline"),
    ("/projects/", "/api/v1/projects", ""),
    ("/projects/", "/api/v1/projects", "mechanism=CDM&sort=-certified"),
    ("/projects/", "/api/v1/projects", "host=CN&methodology=acm"),
    ("/projects/", "/api/v1/projects", "q=wind%20china"),
    ("/entities/", "/api/v1/entities", ""),
    ("/entities/", "/api/v1/entities", "q=verifiers&mechanism=CDM&function=validation&status=accredited&sort=-name"),
]
SAID_OTHERWISE = {"target", "eligible", "in_compliance"}
"""Columns of pages that hold a number with its sign, a share or a yes, where answers have numbers and truths."""


def said(value: Any) -> str:
    """A value of an answer as a CSV says it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = " ".join(map(str, value)) if isinstance(value, list) else str(value)
    formula = text[:1] in tuple("=+-@") and not text.lstrip("+-").replace(".", "", 1).isdecimal()
    return f"'{text}" if formula else text


def shown(number: int) -> str:
    """A number as pages write it."""
    return f"{number:,}".replace("-", "−")


def flat(item: dict[str, Any]) -> dict[str, Any]:
    """A row with what an account holds in columns of their own, as its page sends it."""
    if isinstance(item.get("held"), dict):
        held = {code.lower(): item["held"].get(code, 0) for code in TERMS.units}
        return {**item, **held, "held": item["units"]}
    if "includes_synthetic" in item:
        return {**item, "synthetic": item["includes_synthetic"]}
    return item


def alike(sent: list[dict[str, str]], items: list[dict[str, Any]]) -> None:
    """Every row and column of a CSV is in the items, in the same order."""
    for row, item in zip(sent, map(flat, items), strict=True):
        assert {name: value for name, value in row.items() if name not in SAID_OTHERWISE} == {
            name: said(item[name]) for name in row if name not in SAID_OTHERWISE
        }


def compare(asker: Asker, page: str, address: str, question: str) -> None:
    sent = Reader().csv(f"{page}?{question}&format=csv")
    assert sent
    alike(sent, asker.items(f"{address}?{question}", limit=7))


@pytest.mark.parametrize(("page", "address", "question"), ALIKE)
@pytest.mark.usefixtures("history")
def test_rows_are_those_of_the_page(api: Asker, registry: Registry, page: str, address: str, question: str) -> None:
    words = registry._asdict()
    compare(api, page.format(**words), address.format(**words), question.format(**words))


@pytest.mark.parametrize(("page", "address", "question"), ALIKE_OF_THE_TREATY)
def test_rows_of_records_are_those_of_the_page(treaty_api: Asker, page: str, address: str, question: str) -> None:
    compare(treaty_api, page, address, question)


# ---- single things -------------------------------------------------------------------------------


def test_an_installations_years_are_those_of_its_page(api: Asker) -> None:
    for key, question in (("AT_1", ""), ("AT_2", ""), ("DE_1", ""), ("AT_1", "as_of=2006-04-10")):
        found = api.get(f"/api/v1/installations/{key}?{question}")
        rows = [
            {
                **year,
                "report": year["report"] or "–",
                "letter": year["computed"],
                "letter_of_year": year["computed_of_year"],
                "synthetic": found["synthetic"],
                "conclusions": found["conclusions"],
            }
            for year in found["years"]
        ]
        sent = Reader().csv(f"/installations/{key}/?{question}&format=csv")
        assert sent
        alike(sent, rows)


def test_an_account_says_what_its_row_says(api: Asker, registry: Registry) -> None:
    for row in api.items("/api/v1/accounts"):
        assert api.get(f"/api/v1/accounts/{row['identifier']}") == row


def test_a_transaction_says_what_its_row_says_and_what_its_page_says(api: Asker, registry: Registry) -> None:
    for row in api.items("/api/v1/transactions"):
        found = api.get(f"/api/v1/transactions/{row['id']}")
        assert {name: found[name] for name in row} == row
        assert [each["status"] for each in found["life"]] == [1, 2, 4]
        assert sum(block["quantity"] for block in found["blocks"] or found["created"]) == row["quantity"]
        assert found["entry"]["follows"] is True
        assert found["entry"]["content"]["request"] == found["request"]
    good, mistaken, reversal, inferred = (
        api.get(f"/api/v1/transactions/{getattr(registry, name)}")
        for name in ("surrender", "reversed", "reversal", "reconstructed")
    )
    assert (mistaken["reversed_by"], reversal["reverses"], good["reversed_by"]) == (
        reversal["id"],
        mistaken["id"],
        None,
    )
    assert (inferred["reconstructed"], inferred["note"]) == (True, "It was short of 500 units.")
    assert (inferred["received"]["registry"], inferred["received"]["text"]) == ("DE", inferred["entry"]["text"])
    page = Reader().get(f"/transactions/{registry.surrender}/").text
    assert [check["code"] for check in good["checks"] if f"{check['code']} {check['citation']}" not in page] == []


def test_the_journal_is_the_one_that_can_be_downloaded(api: Asker) -> None:
    answer = Reader().ask("/verify/AT.jsonl")
    lines = [json.loads(line) for line in b"".join(answer.streaming_content).decode().splitlines()]
    entries = api.items("/api/v1/registries/AT/entries", limit=7)
    assert [entry["hash"] for entry in entries] == [line["hash"] for line in lines]
    chain = "0" * 64
    for entry in entries:
        chain = sha256(f"{chain}\n{entry['text']}".encode()).hexdigest()
        assert entry["hash"] == chain
    linked = api.get("/api/v1/registries/AT/entries/2")
    assert (linked["previous"], linked["following"]) == (entries[0]["hash"], entries[2]["hash"])
    assert [each["sequence"] for each in api.items("/api/v1/registries/AT/entries?sort=-sequence&upto=3")] == [3, 2, 1]
    assert api.get("/api/v1/registries?upto=3")["items"] == [
        {"registry": "AT", "name": "Austria", "sequence": 3, "hash": entries[2]["hash"]}
    ]


def test_units_are_those_of_the_first_page(api: Asker) -> None:
    from openets.views.units import balances

    rows = api.items("/api/v1/units")
    for balance in balances():
        own = [row for row in rows if row["unit"] == balance.unit]
        assert sum(row["issued"] for row in own) == balance.issued
        for name, units in balance.parts:
            assert sum(row[name] for row in own) == units, name
    assert {row["registry"]: row["includes_synthetic"] for row in rows} == {"AT": False, "DE": True}
    assert [row["unit"] for row in api.items("/api/v1/units?registry=AT&sort=-unit")] == ["EUA2", "EUA1", "AAU"]


@pytest.mark.parametrize("code", ["ES", "RO", "UA"])
def test_a_party_says_what_its_page_says(treaty_api: Asker, code: str) -> None:
    record = treaty_api.get(f"/api/v1/parties/{code}")["record"]
    units = [{"unit": row["unit"], "name": row["name"], **row["counts"]} for row in record["units"]]
    for row, sent in zip(units, Reader().csv(f"/parties/{code}/?format=csv&table=units"), strict=True):
        assert {name: said(row.get(name, 0)) for name in sent} == sent
    inventories = [
        {
            "year": row["year"],
            "submitted": row["submitted"][-1]["tonnes"],
            "submitted_on": row["submitted"][-1]["on"],
            "reviewed": row["reviewed"][-1]["tonnes"],
            "reviewed_on": row["reviewed"][-1]["on"],
            "reviews": len(row["reviewed"]),
        }
        for row in record["inventories"]
    ]
    alike(Reader().csv(f"/parties/{code}/?format=csv&table=inventories"), inventories)
    page = Reader().get(f"/parties/{code}/")
    units_now = page.column("Now")
    assert units_now[:8] == [shown(term["units"]) for term in record["true_up"]["terms"]]
    true_up, today = record["true_up"], record["today"]
    assert units_now[8:] == [
        shown(number)
        for number in (
            *(true_up["register"], today["emissions"], today["distance"]),
            *(true_up["emissions"], true_up["distance"]),
        )
    ]
    assert f"{record['reserve']['level']:,}" in page.text
    assert true_up["complies"] is (true_up["distance"] >= 0) is ("missing at true-up" not in page.text)


def test_what_if_is_that_of_the_page_and_changes_nothing(treaty_api: Asker) -> None:
    before = treaty_api.get("/api/v1/parties/ES")
    asked = "buy=10000000&sell=900000000&inventory=400000000&price=22.50"
    found = treaty_api.get(f"/api/v1/parties/ES?{asked}")
    then = found.pop("what_if")
    assert before.pop("what_if") is None
    assert found == before
    page = Reader().get(f"/parties/ES/?{asked}")
    assert page.column("What if")[:8] == [shown(term["units"]) for term in then["true_up"]["terms"]]
    assert f"{then['missing']:,} t would be missing" in page.text
    assert Decimal(then["penalty"]) == Decimal("22.50") * then["missing"] > 0
    assert treaty_api.get("/api/v1/parties/ES")["record"] == before["record"]


def test_a_party_that_is_not_on_record_has_its_target(treaty_api: Asker) -> None:
    found = treaty_api.get("/api/v1/parties/AT?buy=5")
    assert (found["on_record"], found["record"], found["what_if"]) == (False, None, None)
    assert found["target"]["burden_sharing_percent"] == "87"


def test_a_project_says_what_its_page_says(treaty_api: Asker) -> None:
    for row in treaty_api.items("/api/v1/projects"):
        found = treaty_api.get(f"/api/v1/projects/{row['id']}")
        assert {name: found[name] for name in row} == row
        for table, rows in (("periods", found["periods"]), ("years", found["years"])):
            shown = [
                {
                    **each,
                    **{name: each.get(name) or None for name in ("certified", "verifier", "requested", "issued")},
                    "synthetic": found["synthetic"],
                }
                for each in rows
            ]
            alike(Reader().csv(f"/projects/{row['id']}/?format=csv&table={table}"), shown)
        page = Reader().get(f"/projects/{row['id']}/").text
        assert all(step["reference"] in page for step in found["steps"])


def test_a_refusal_comes_with_code_sentence_field_and_citation(treaty_api: Asker) -> None:
    refused = [
        refusal
        for row in treaty_api.items("/api/v1/projects?mechanism=CDM")
        for may in [treaty_api.get(f"/api/v1/projects/{row['id']}")["issuable"]]
        if may is not None
        for refusal in may["refusals"]
    ]
    assert refused
    for refusal in refused:
        assert set(refusal) == {"code", "name", "sentence", "field", "detail", "citation"}
        assert all(refusal[name] for name in ("code", "sentence", "field", "citation"))


@pytest.mark.parametrize("kyoto", ["", "treaty"])
def test_the_paper_is_that_of_the_pages(request: pytest.FixtureRequest, kyoto: str) -> None:
    asker: Asker = request.getfixturevalue("treaty_api" if kyoto else "api")
    parts = asker.items("/api/v1/paper")
    for row, part in zip(Reader().csv("/paper/?format=csv"), parts, strict=True):
        assert {name: value or "0" for name, value in row.items()} == {name: said(part[name]) for name in row}
        found = asker.get(f"/api/v1/paper/{part['name']}")
        alike(Reader().csv(f"/paper/{part['name']}/?format=csv"), found["rows"])
        for of in ("numbers", "statements"):
            alike(Reader().csv(f"/paper/{part['name']}/?format=csv&of={of}"), found[of])
    synthetic = {part["name"]: part["includes_synthetic"] for part in parts}
    assert synthetic["concentration"] is not bool(kyoto)


def test_codes_are_those_of_the_program(api: Asker) -> None:
    for address, known in (
        ("unit-types", TERMS.units),
        ("account-types", TERMS.accounts),
        ("transaction-types", TERMS.transactions),
    ):
        rows = {row["code"]: row for row in api.items(f"/api/v1/codes/{address}", limit=9)}
        assert set(rows) == set(known)
        assert {code: row["source_seen"] for code, row in rows.items()} == {
            code: kind.verified
            for code, kind in known.items()  # type: ignore[attr-defined]
        }
        unseen = api.items(f"/api/v1/codes/{address}?source_seen=no")
        assert {row["code"] for row in unseen} == {code for code, row in rows.items() if not row["source_seen"]}
    notices = api.items("/api/v1/codes/notifications")
    assert [row["code"] for row in notices] == sorted(notice_types(read_law("eu_ets")))
    assert {row["code"]: row["source_seen"] for row in notices} == {
        code: kind.days_verified for code, kind in notice_types(read_law("eu_ets")).items()
    }
    statuses = api.items("/api/v1/codes/statuses")
    assert [row["number"] for row in statuses if row["of"] == "transaction"] == sorted(map(int, Status))
    assert [row["number"] for row in statuses if row["of"] == "notification"] == [1, 2, 3]
