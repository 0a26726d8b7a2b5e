"""The glossary has each of the field's and the design's words once, in order, and none of those that were given up."""

from __future__ import annotations

import re

from openets.ledger.accounts import Bucket
from tests.docs.pages import ROOT

TEXT = (ROOT / "docs" / "reference" / "glossary.md").read_text("utf-8")
WORDS = re.findall(r"^\| ([^|]+?) \| .+ \|$", TEXT, re.MULTILINE)[1:]
DESIGN = """
    session, command, transaction, step, facts, effects, pending, two-phase, account sync, transport, outbound item,
    evidence, position, year status, host eligibility, list query, filters, group commit, member, unit type,
    denomination, vintage, block, series, account, request id, refusal, misuse, unavailable, fault, registry,
    transaction log, law, obligation basis, penalty, restitution, check, catalogue, view, kind, journal
"""
GIVEN_UP = {"act", "desk", "case", "state", "courier", "telling", "standing", "showing", "asking"}


def test_every_word_of_the_design_stands_in_it() -> None:
    assert not {word.strip() for word in DESIGN.split(",")} - set(WORDS)


def test_no_word_stands_in_it_twice_and_all_in_order() -> None:
    ordered = [word.lower().replace("-", " ") for word in WORDS]
    assert ordered == sorted(set(ordered))


def test_words_that_were_given_up_are_not_in_it() -> None:
    assert not GIVEN_UP & set(WORDS)


def test_it_says_every_bucket() -> None:
    (line,) = (row for row in TEXT.splitlines() if row.startswith("| bucket |"))
    assert not [bucket for bucket in Bucket if str(bucket).split()[0] not in line]
