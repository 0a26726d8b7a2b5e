"""Keys, checkpoints and `ets verify --against`, as they are typed."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path

import pytest

from tests.cli.conftest import Books
from tests.ets import FAULTY, MISUSED, SOUND, done, ets, new_books


@pytest.fixture
def signing(books: Books) -> Books:
    """Books with a key."""
    done(ets("init", "--key", "--origin", "registry.example/ets", "--json", store=books.address))
    return books


def checkpoint(books: Books) -> Path:
    file = Path(done(ets("checkpoint", "--json", store=books.address))["file"])
    assert file.parent == Path(f"{books.file}.checkpoints")
    return file


def test_new_books_get_a_key_for_its_owner_alone_and_apart_from_the_books(tmp_path: Path) -> None:
    file = tmp_path / "new.db"
    made = done(ets("init", "--json", store=f"sqlite:///{file}"))
    key = tmp_path / "new.db.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert key.read_text("utf-8").startswith("PRIVATE+KEY+openets/")
    assert (tmp_path / "new.db.key.pub").read_text("utf-8").strip() == made["key"]
    secret = key.read_text("utf-8").strip().split("+", 4)[4].encode()  # of base64, which may have a plus sign itself
    assert all(secret not in each.read_bytes() for each in tmp_path.glob("new.db*") if each.is_file() and each != key)


def test_a_second_init_leaves_the_key_alone(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'new.db'}"
    made = [done(ets("init", *more, "--json", store=address))["key"] for more in ((), (), ("--key",))]
    assert len(set(made)) == 1


def test_books_in_use_are_told_how_to_make_a_key(books: Books) -> None:
    said = ets("init", store=books.address)
    assert "ets init --key" in said.out
    assert not Path(f"{books.file}.key").exists()
    assert "ets init --key" in ets("checkpoint", store=books.address).error
    assert "The key for checkpoints" in ets("init", "--key", store=books.address).out


def test_the_environment_says_where_key_and_checkpoints_are(
    books: Books, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENETS_KEY", str(tmp_path / "safe.key"))
    monkeypatch.setenv("OPENETS_CHECKPOINTS", str(tmp_path / "shown"))
    done(ets("init", "--key", "--json", store=books.address))
    file = Path(done(ets("checkpoint", "--json", store=books.address))["file"])
    assert file.parent == tmp_path / "shown"
    assert ets("verify", "--against", file, store=books.address).code == SOUND


@pytest.mark.postgres
def test_for_postgresql_the_environment_must_say_it(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = ets("init", store=postgres_url)
    assert "OPENETS_KEY" in said.out
    assert "OPENETS_KEY" in ets("checkpoint", store=postgres_url).error
    done(ets("open-registry", "AT", "--json", store=postgres_url))
    monkeypatch.setenv("OPENETS_KEY", str(tmp_path / "safe.key"))
    done(ets("init", "--key", "--json", store=postgres_url))
    assert "OPENETS_CHECKPOINTS" in ets("checkpoint", store=postgres_url).error
    monkeypatch.setenv("OPENETS_CHECKPOINTS", str(tmp_path / "shown"))
    file = done(ets("checkpoint", "--json", store=postgres_url))["file"]
    assert ets("verify", "--against", file, store=postgres_url).code == SOUND


def test_a_checkpoint_is_held_against_store_and_export(signing: Books, tmp_path: Path) -> None:
    file = checkpoint(signing)
    done(ets("issue", "AT", 10, "--unit", "EUA1", "--json", store=signing.address))
    said = ets("verify", "--against", file, store=signing.address)
    assert "Nothing has changed before the checkpoint of" in said.out
    done(ets("export", "journal", "--output", tmp_path / "out", "--json", store=signing.address))
    key = f"{signing.file}.key.pub"
    found = done(ets("verify", tmp_path / "out", "--against", file, "--key", key, "--json"))
    [covered] = found["against"]
    assert covered["origin"] == "registry.example/ets"
    assert covered["entries"] < found["entries"]
    assert ets("verify", tmp_path / "out", "--against", file, "--key", Path(key).read_text("utf-8")).code == SOUND


def test_other_books_do_not_hold(signing: Books, tmp_path: Path) -> None:
    address = new_books(f"sqlite:///{tmp_path / 'other.db'}")
    done(ets("open-registry", "AT", "--json", store=address))
    said = ets("verify", "--against", checkpoint(signing), "--key", f"{signing.file}.key.pub", store=address)
    assert said.code == FAULTY
    assert "checkpoint of" in said.error


def test_what_is_wrong_with_a_checkpoint_is_said_with_its_file(signing: Books, tmp_path: Path) -> None:
    good = checkpoint(signing)
    text = good.read_text("utf-8")
    strange = new_books(f"sqlite:///{tmp_path / 'strange.db'}")
    done(ets("init", "--key", "--origin", "elsewhere.example", "--json", store=strange))
    bad = tmp_path / "bad.note"
    for content, key, said in (
        (text[: len(text) // 2], "", "no signed note"),
        (text.replace("chain AT", "chain DE"), "", "signature by registry.example/ets is wrong"),
        (text, tmp_path / "strange.db.key.pub", "not by elsewhere.example"),
        (text, tmp_path / "nowhere.pub", "is no file"),
    ):
        bad.write_text(content, "utf-8")
        found = ets("verify", "--against", bad, *(("--key", key) if key else ()), store=signing.address)
        assert found.code == MISUSED
        assert said in found.error
    bad.write_bytes(b"\xff\xfe")
    assert "is no text" in ets("verify", "--against", bad, store=signing.address).error
    assert "is no file" in ets("verify", "--against", tmp_path, store=signing.address).error


def test_a_journal_without_a_store_needs_the_key_named(signing: Books, tmp_path: Path) -> None:
    done(ets("export", "journal", "--output", tmp_path / "out", "--json", store=signing.address))
    said = ets("verify", tmp_path / "out", "--against", checkpoint(signing))
    assert said.code == MISUSED
    assert "--key" in said.error


def test_a_key_that_others_may_read_is_not_used(signing: Books) -> None:
    Path(f"{signing.file}.key").chmod(0o644)
    said = ets("checkpoint", store=signing.address)
    assert said.code == MISUSED
    assert "chmod 600" in said.error


def test_a_damaged_key_is_named_and_not_repeated(signing: Books) -> None:
    key = Path(f"{signing.file}.key")
    secret = key.read_text("utf-8").strip()
    key.write_text(secret[:-6], "utf-8")
    said = ets("checkpoint", store=signing.address)
    assert said.code == MISUSED
    assert str(key) in said.error
    assert secret[30:60] not in said.error


def test_nothing_is_signed_over_books_that_were_put_back(signing: Books, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    done(ets("backup", copy, "--json", store=signing.address))
    done(ets("issue", "AT", 10, "--unit", "EUA1", "--json", store=signing.address))
    checkpoint(signing)
    for each in signing.file.parent.glob(f"{signing.file.name}-*"):
        each.unlink()
    shutil.copyfile(copy, signing.file)
    said = ets("checkpoint", store=signing.address)
    assert said.code == FAULTY
    assert "now it has fewer" in said.error
