"""A story that uses every kind of journal entry, for tests that look at journals and stores as a whole."""

from __future__ import annotations

from openets.operations.acts import EnterOfficial
from tests.desk import Office, codes, must


def a_year_with_everything(office: Office) -> tuple[str, str]:
    """Two registries, a conversion, transfers within and between them, a year settled; some refusals.

    Returns the two operators' accounts.
    """
    plant, works = office.operator("AT_1"), office.operator("DE_1")
    party = office.registry("AT")
    must(office.issue("AT", "EUA1", 10_000))
    must(office.issue("DE", "EUA1", 10_000))
    must(office.plan(plant, 2005, 6_000, free=5_500))
    must(office.plan(works, 2005, 4_000))
    must(office.allocate(plant, "EUA1", 6_000, 2005))
    must(office.allocate(works, "EUA1", 4_000, 2005))
    must(office.transfer(plant, works, "EUA1", 1_500))
    must(office.transfer(works, plant, "EUA1", 700))
    assert codes(office.transfer(plant, works, "EUA1", 99_999)) == ["7027"]
    must(office.report(plant, 2005, 5_000))
    must(office.report(works, 2005, None))
    assert codes(office.transfer(works, plant, "EUA1", 1)) == ["7025"]
    mistaken = must(office.surrender(plant, "EUA1", 5_100, 2005))
    must(office.reverse(mistaken))
    must(office.surrender(plant, "EUA1", 5_000, 2005))
    must(office.surrender(works, "EUA1", 4_000, 2005))
    official = EnterOfficial("AT", 2005, (("AT_1", "A"),), "letters")
    must(office.commit([official])[0])
    must(office.cancel(plant, "EUA1", 100))
    must(office.retire("AT", "EUA1", 5_000))
    must(office.issue("AT", "AAU", 900))
    must(office.issue("AT", "EUA2", 400))
    must(office.transfer(party, office.registry("DE"), "AAU", 100))
    must(office.issue("DE", "AAU", 50))
    must(office.propose("10-41", party, office.government("AT", "230"), "EUA2", 30))
    return plant, works
