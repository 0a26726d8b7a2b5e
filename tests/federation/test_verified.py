"""What a side keeps is verified as any books are: `ets verify` knows the entries that only sides write."""

from __future__ import annotations

from pathlib import Path

from tests.ets import done, ets
from tests.federation.conftest import Files
from tests.network import Network


def test_the_books_of_a_side_and_its_journal_are_verified_by_command(files: Files, tmp_path: Path) -> None:
    network = Network(make_store=files)
    network.send(network.endow("ES", 1_000), network.party("DE"), 300)
    network.settle()
    for name in ("ES", "DE", "ITL"):
        address, folder = f"sqlite:///{files.folder / name}.db", tmp_path / name
        done(ets("export", "journal", "--output", folder, "--json", store=address))
        for found in (done(ets("verify", folder, "--json")), done(ets("verify", "--json", store=address))):
            assert found["transactions"]
            assert (found["depth"], found["decided again"]) == ("quick", 0), "and it says so"
            assert "books of a side of a federation" in found["not decided again"]
