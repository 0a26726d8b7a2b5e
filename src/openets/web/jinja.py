"""The template engine: Jinja that fails on an unknown name, with the words of `words.py` at hand."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from jinja2 import Environment, StrictUndefined

from openets.stores.sql.queries import any_synthetic
from openets.web import words


def _version() -> str:
    try:
        return installed_version("openets")
    except PackageNotFoundError:
        return "from source"


VERSION = _version()
"""The version that pages name, and by which browsers tell a new stylesheet from an old one."""


def url(name: str, *arguments: object) -> str:
    """The address of a page."""
    return reverse(name, args=arguments)


def environment(**options: Any) -> Environment:
    """What Django asks for when it first renders a template."""
    options["undefined"] = StrictUndefined
    made = Environment(trim_blocks=True, lstrip_blocks=True, **options)
    made.globals.update(
        any_synthetic=any_synthetic, url=url, static=static, version=VERSION, words=words, tag_meanings=words.TAGS
    )
    made.filters.update(
        number=words.number,
        millions=words.millions,
        instant=words.instant,
        state_name=words.state_name,
        unit_name=words.unit_name,
        letter_meaning=words.letter_meaning,
        letter_class=words.letter_class,
    )
    return made
