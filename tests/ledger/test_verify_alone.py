"""An auditor needs no framework and no database: verification runs where Django cannot be imported."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import openets
from tests.session import Office

SCRIPT = """
import json, sys
from pathlib import Path

class Bare:
    "Refuses everything that is not OpenETS or the standard library."
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top != "openets" and top not in sys.stdlib_module_names or top == "sqlite3":
            raise ImportError(f"{name} is not to be had here")

sys.meta_path.insert(0, Bare())
try:
    import django
except ImportError:
    pass
else:
    raise SystemExit("django could be imported")

from openets.engine.verify import verify_folder
state = verify_folder(Path(sys.argv[1]))
print(json.dumps({"entries": state.entries, "totals": state.totals()}))
"""


def run(folder: Path) -> subprocess.CompletedProcess[str]:
    source = str(Path(openets.__file__).parents[1])
    command = [sys.executable, "-S", "-c", SCRIPT, str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={"PYTHONPATH": source})


def test_a_journal_is_verified_on_the_standard_library_alone(office: Office, journal: Path) -> None:
    done = run(journal)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["entries"] == len(list(office.store.entries()))
    assert found["totals"]["EUA1"]["retired"] == 5_000


def test_a_broken_journal_is_found_there_as_well(journal: Path) -> None:
    file = journal / "AT.jsonl"
    file.write_bytes(file.read_bytes().replace(b'"quantity"', b'"Quantity"').replace(b"AT_1", b"AT_7", 1))
    done = run(journal)
    assert done.returncode == 1
    assert "Fault: entry AT" in done.stderr
