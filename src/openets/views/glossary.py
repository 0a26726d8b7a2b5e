"""The glossary: each word of the product with its one meaning, from `glossary.toml`."""

import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from openets.views import choices
from openets.views.columns import Column
from openets.views.view import View

_FILE = Path(__file__).with_name("glossary.toml")


class Word(NamedTuple):
    """A word and what it means, everywhere in the product."""

    word: str
    meaning: str


@cache
def words() -> list[Word]:
    """Every word, in order."""
    return [Word(*each) for each in tomllib.loads(_FILE.read_text("utf-8")).items()]


GLOSSARY: View[Word] = View(
    "glossary",
    "Glossary",
    "A word with its one meaning.",
    (Column("word", "Word", "The word.", sort="word"), Column("meaning", "Meaning", "What it means.", "long")),
    key=lambda row: row.word,
    query=words,
    filters=(
        choices.words(
            "Words",
            "Words that all stand in the word or its meaning.",
            keeps=choices.every_word_in(lambda row: f"{row.word} {row.meaning}"),
        ),
    ),
    sort="word",
    times=(),
)
