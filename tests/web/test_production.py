"""In production nothing has a default that should be a secret."""

from __future__ import annotations

import os
import subprocess
import sys

READ_SETTINGS = "import openets.site.settings as s; print(s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_SECURE, s.DEBUG)"
READ_KEY = "import openets.site.settings as s; print(s.SECRET_KEY)"
SECRET = "correct horse battery staple, and fifty characters of it"


def settings_with(read: str = READ_SETTINGS, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("OPENETS_")}
    return subprocess.run(
        [sys.executable, "-c", read], env={**clean, **environment}, capture_output=True, text=True, check=False
    )


def test_production_does_not_start_without_a_secret() -> None:
    found = settings_with(OPENETS_PRODUCTION="1", OPENETS_HOSTS="registry.example")
    assert found.returncode != 0
    assert "set OPENETS_SECRET_KEY" in found.stderr


def test_production_does_not_start_with_a_short_secret() -> None:
    found = settings_with(OPENETS_PRODUCTION="1", OPENETS_HOSTS="registry.example", OPENETS_SECRET_KEY="1324")
    assert found.returncode != 0
    assert "at least 50 random characters" in found.stderr


def test_production_does_not_start_without_its_hosts() -> None:
    found = settings_with(OPENETS_PRODUCTION="1", OPENETS_SECRET_KEY=SECRET)
    assert found.returncode != 0
    assert "set OPENETS_HOSTS" in found.stderr


def test_production_is_https_only_and_shows_no_debugging() -> None:
    found = settings_with(OPENETS_PRODUCTION="1", OPENETS_HOSTS="registry.example", OPENETS_SECRET_KEY=SECRET)
    assert found.stdout.split() == ["True", "True", "False"]


def test_development_makes_a_new_key_each_time() -> None:
    keys = {settings_with(read=READ_KEY).stdout for _ in range(2)}
    assert len(keys) == 2
    assert all(len(key) > 50 for key in keys)
