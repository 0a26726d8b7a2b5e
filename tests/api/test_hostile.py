"""Questions that make no sense, or mean harm: an answer or a problem in words, never a fault, on either engine."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.api.asking import Asker, operations, questions, shaped

HOSTILE = (
    *("a\x00b", "\n", "\x7f", "\u202e", "\ud7ff", "😀", "ﷺ" * 30, "x" * 121, "x" * 5000),
    *(
        "' OR 1=1 --",
        '"; DROP TABLE account; --',
        "%",
        "_",
        "\\",
        "*",
        "{}",
        "[]",
        "{{7*7}}",
        "<script>alert(1)</script>",
    ),
    *("-1", "0", "1.5", "1e9", "٣", "9" * 15, "9" * 16, "9" * 400, "NaN", "null", "true", "None", "0x10"),
    *("2005-02-30", "0000-00-00", "9999-99-99", "20050101", "2005-1-1", "../../etc/passwd", "AT", "EUA1", "-", "--at"),
)


@pytest.fixture(params=["registry", "bare"])
def any_api(request: pytest.FixtureRequest) -> Asker:
    """Books with something in them, and empty ones."""
    found: Asker = request.getfixturevalue("api" if request.param == "registry" else "bare_api")
    return found


def parameters() -> list[tuple[str, str]]:
    return [(path, each["name"]) for path in operations() for each in questions(path)]


def known(path: str) -> str:
    """The address with keys that the small registry has."""
    code = "combustion" if path.startswith("/api/v1/sectors") else "AT"
    keys = {"identifier": "AT-120-6-0-33", "reference": "AT1", "sequence": "1", "name": "table-1", "key": "AT_1"}
    return path.format(**keys, code=code)


def test_no_parameter_of_any_address_can_hurt(api: Asker) -> None:
    for path, name in parameters():
        for value in HOSTILE:
            held(api, f"{known(path)}?{name}={quote(value)}")


def held(asker: Asker, address: str) -> None:
    answer = asker.ask(address)
    assert answer.status_code in (200, 400, 404, 422), (address, answer.content[:300])
    if answer.status_code != 200:
        said = shaped(answer)
        assert (answer.status_code == 422) is bool(said["errors"])


def test_no_parameter_can_hurt_either_engine(bare_api: Asker) -> None:
    for path, name in parameters():
        if "{" not in path:
            for value in HOSTILE[:20]:
                held(bare_api, f"{path}?{name}={quote(value)}")


def test_no_key_in_an_address_can_hurt(bare_api: Asker) -> None:
    for path in operations():
        for value in HOSTILE:
            if "{" in path and "/" not in value:
                address = path
                for name in ("identifier", "reference", "sequence", "name", "key", "code"):
                    address = address.replace(f"{{{name}}}", quote(value))
                answer = bare_api.ask(address)
                # a Party of Annex B, or a Member State, needs no books
                of_law = address in ("/api/v1/parties/AT", "/api/v1/states/AT")
                assert answer.status_code in (404, 422) or of_law, address
                if answer.status_code != 200:
                    shaped(answer)


@pytest.mark.parametrize(
    ("address", "field", "words"),
    [
        ("accounts?limit=0", "limit", "must be a whole number from 1 to 200, not “0”"),
        ("accounts?limit=201", "limit", "from 1 to 200"),
        ("accounts?limit=ten", "limit", "not “ten”"),
        ("accounts?sort=drop", "sort", "it is one of id, -id, name, -name"),
        ("accounts?type=999", "type", "cannot be “999”"),
        ("accounts?status=lost", "status", "it is one of open, closed, blocked"),
        ("accounts?registry=ZZ", "registry", "cannot be “ZZ”: the books have AT, DE, LU"),
        (
            "accounts?regsitry=AT",
            "regsitry",
            "it knows as_of, cursor, limit, on, operator, q, registry, sort, status, type",
        ),
        ("accounts?page=2", "page", "is no parameter of this address"),
        (f"accounts?q={'x' * 121}", "q", "is too long: at most 120 characters"),
        ("accounts?q=a%00b", "q", "cannot be printed"),
        ("transactions?since=2006-02-30", "since", "must be a day written like 2012-04-30, not “2006-02-30”"),
        ("transactions?account=nobody", "account", "none is called “nobody”"),
        ("transactions?unit=GOLD", "unit", "it is one of AAU, RMU"),
        ("transactions?reconstructed=maybe", "reconstructed", "it is one of yes, no"),
        ("transactions/AT1?x=1", "x", "it knows as_of"),
        ("installations?sector=magic", "sector", "it is one of"),
        ("installations?member_state=ZZ", "member_state", "the books have AT, DE, LU"),
        ("installations?letter=Q", "letter", "the books have A, A*, B, C, D, E, X"),
        ("installations?year=1999", "year", "the books have 2005"),
        ("installations/AT_1?as_of=yesterday", "as_of", "must be a day"),
        ("states?year=1999", "year", "the books have 2005"),
        ("states?sort=sector", "sort", "it is one of name, -name"),
        ("states?sector=magic", "sector", "it is one of"),
        ("states/AT?year=2005", "year", "it knows as_of"),
        ("sectors?member_state=ZZ", "member_state", "the books have AT, DE, LU"),
        ("sectors?sort=cap", "sort", "it is one of name, -name"),
        ("differences?cause=weather", "cause", "it is one of"),
        ("differences?year=2099", "year", "the books have 2005"),
        ("history?type=3-0", "type", "the books have nothing yet"),
        ("history?until=never", "until", "must be a day"),
        ("registries?upto=-1", "upto", "must be a whole number"),
        ("parties?record=perhaps", "record", "it is one of yes, no"),
        ("parties/AT?buy=1.5", "buy", "must be a whole number"),
        ("parties/AT?price=cheap", "price", "must be an amount such as 22.50"),
        ("notices?party=AT", "party", "the books have nothing yet"),
        ("notices?code=99", "code", "it is one of 1, 2"),
        ("projects?host=CN", "host", "the books have nothing yet"),
        ("projects?mechanism=AIJ", "mechanism", "it is one of CDM"),
        ("entities?function=dance", "function", "it is one of validation, verification"),
        ("checks?type=1", "type", "it is one of"),
        ("codes/statuses?verified=yes", "verified", "it knows cursor, limit, sort"),
    ],
)
def test_a_parameter_without_sense_is_named_with_what_to_do(api: Asker, address: str, field: str, words: str) -> None:
    said = api.problem(f"/api/v1/{address}", 422)
    (fault,) = said["errors"]
    assert fault["field"] == field
    assert words in fault["detail"]
    assert fault["detail"] in said["detail"]


def test_all_faults_of_a_question_come_at_once(api: Asker) -> None:
    said = api.problem("/api/v1/transactions?since=soon&until=later&unit=GOLD&limit=0", 422)
    assert {each["field"] for each in said["errors"]} == {"since", "until", "unit", "limit"}


def test_a_parameter_that_is_left_blank_asks_nothing(api: Asker) -> None:
    blank = "&".join(f"{name}=" for name in ("q", "registry", "type", "status", "sort", "limit", "cursor"))
    assert api.get(f"/api/v1/accounts?{blank}&q=%20") == api.get("/api/v1/accounts")


def test_signs_of_the_database_are_only_signs(api: Asker) -> None:
    for sign in ("%25", "_", "%5C", "'"):
        rows = api.get(f"/api/v1/accounts?q={sign}")["items"]
        assert all(sign.replace("%25", "%").replace("%5C", "\\") in str(row) for row in rows)
    (row,) = api.get("/api/v1/installations?q=%3D1%2B1")["items"]
    assert row["operator"] == "@Formel & <b>Söhne</b>"
