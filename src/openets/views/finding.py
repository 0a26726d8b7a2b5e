"""What there is not, and what cannot be asked: one sentence for each, which all entrances say alike."""

from typing import TypeVar

from django.http import Http404
from django.utils import timezone

from openets.kernel.clock import is_day
from openets.kernel.refusals import Misuse
from openets.views.formatting import sentence
from openets.views.law import protocol

Thing = TypeVar("Thing")
MISSING = {
    "account": "No account has the identifier “{}”.",
    "entity": "No operational entity has the id “{}”.",
    "installation": "No installation has the id “{}”.",
    "notice": "No notification has the number “{}”.",
    "party": "No Party of Annex B has the code “{}”.",
    "project": "No project has the number “{}”.",
    "registry": "There is no registry “{}”.",
    "registry_entry": "The journal of {} has no entry {}.",
    "sector": "There is no sector “{}”.",
    "state": "No Member State has the code “{}”.",
    "transaction": "No transaction has the id “{}”.",
}
"""Kind of thing → what to say where there is none with these keys."""
TOO_MANY = "This address has more than 1,000 parameters: nothing here asks for so many."
"""What is said of a question that Django does not read."""
OF_PROTOCOL = ("parties", "notices", "projects", "entities")
"""What addresses begin with that are there only where the books' law hangs from a protocol between States."""


class WrongFilter(Misuse):
    """A filter asks for what cannot be."""

    def __init__(self, field: str, detail: str) -> None:
        self.field, self.detail = field, detail
        super().__init__(f"“{field}” {detail}")


def shortened(text: str) -> str:
    """`text`, or its beginning where it is too long to be repeated."""
    return text if len(text) <= 40 else f"{text[:40]}…"


NAME = "as_of"
"""What every entrance calls the day on which it was known what is shown."""


def past_day(day: str) -> str:
    """The day where it is past, ``""`` for today or none. Raises `WrongFilter` for any other."""
    now = timezone.now().date().isoformat()
    if day and not is_day(day):
        raise WrongFilter(NAME, f"must be a day written like 2012-04-30, not “{shortened(day)}”")
    if day > now:
        raise WrongFilter(NAME, f"cannot be {day}: it has not come, and what will be known then nobody knows")
    return "" if day == now else day


def found(kind: str, thing: Thing | None, *keys: object) -> Thing:
    """What was looked for by its keys. Raises `Http404` where there is none."""
    if thing is None:
        raise Http404(MISSING[kind].format(*keys))
    return thing


def check_protocol(address: str) -> None:
    """Raise `Http404` for an address of what the law of the books does not have."""
    if address.partition("/")[0] in OF_PROTOCOL:
        try:
            protocol()
        except Misuse as missing:
            raise Http404(sentence(str(missing))) from None
