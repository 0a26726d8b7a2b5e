"""The browser installed on this machine, driven by Playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

ABSENT = "Chromium is not installed"
"""Why a test that needs a browser was skipped."""

NAMES = ("chromium", "chromium-browser", "google-chrome")


def find_chromium() -> str | None:
    """The path of the browser's command, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def running_browser() -> Iterator[Browser]:
    """A browser without a window, closed at the end. Raises `RuntimeError` where Chromium is absent."""
    command = find_chromium()
    if command is None:
        raise RuntimeError(ABSENT)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=command, args=_arguments())
        try:
            yield browser
        finally:
            browser.close()


def _arguments() -> list[str]:
    """Small containers have a small /dev/shm, and Chromium's sandbox does not work for root."""
    arguments = ["--disable-dev-shm-usage"]
    return [*arguments, "--no-sandbox"] if os.geteuid() == 0 else arguments
