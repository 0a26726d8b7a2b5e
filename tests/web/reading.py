"""Reading a page as a program does: its title, headings, tables, links and words, without a browser."""

from __future__ import annotations

import csv
from html.parser import HTMLParser
from typing import Any

VOID = {"area", "br", "hr", "img", "input", "link", "meta", "source", "rect", "path"}


class Page(HTMLParser):
    """A parsed page. `text` is all of its words; `tables` are lists of rows of cells."""

    def __init__(self, status: int, source: str) -> None:
        super().__init__()
        self.status, self.source = status, source
        self.title = self.h1 = ""
        self.words: list[str] = []
        self.links: list[tuple[str, str]] = []
        self.tables: list[list[list[str]]] = []
        self.captions: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self._open: list[str] = []
        self._said: list[list[str]] = []
        self.feed(source)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append((tag, given))
        if tag in VOID:
            return
        self._open.append(tag)
        self._said.append([])
        if tag == "table":
            self.tables.append([])
        if tag == "tr":
            self.tables[-1].append([])
        if tag == "a":
            self.links.append(("", given.get("href", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self._open, f"</{tag}> closes nothing"
        assert self._open[-1] == tag, f"</{tag}> closes <{self._open[-1]}>"
        self._open.pop()
        said = " ".join(" ".join(self._said.pop()).split())
        if self._said:
            self._said[-1].append(said)
        match tag:
            case "title":
                self.title = said
            case "h1":
                self.h1 = said
            case "caption":
                self.captions.append(said)
            case "th" | "td":
                self.tables[-1][-1].append(said)
            case "a":
                last = max(index for index, link in enumerate(self.links) if link[0] == "")
                self.links[last] = (said or " ", self.links[last][1])

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self._said:
            self._said[-1].append(data)

    def all(self, tag: str) -> list[dict[str, str]]:
        """The attributes of every element of a kind."""
        return [given for name, given in self.tags if name == tag]

    def link(self, text: str) -> str:
        """The address of the first link with this text."""
        return next(address for said, address in self.links if said == text)

    def column(self, title: str, table: int = 0) -> list[str]:
        """The cells of a column, by its heading."""
        heading, *rows = self.tables[table]
        place = next(index for index, said in enumerate(heading) if said.startswith(title))
        return [row[place] for row in rows]


class Reader:
    """Asks for pages."""

    def __init__(self) -> None:
        from django.test import Client

        self.client = Client()

    def ask(self, address: str, **headers: str) -> Any:
        """The bare answer."""
        return self.client.get(address, headers=headers)

    def get(self, address: str, status: int = 200) -> Page:
        answer = self.ask(address)
        assert answer.status_code == status, answer.content[:500]
        return Page(answer.status_code, answer.content.decode())

    def refused(self, address: str) -> str:
        """The words of the page that says why a question makes no sense."""
        return self.get(address, 400).text

    def csv(self, address: str) -> list[dict[str, str]]:
        """The rows of a CSV."""
        answer = self.ask(address)
        assert answer.status_code == 200
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        text = b"".join(answer.streaming_content).decode()
        return list(csv.DictReader(text.splitlines()))
