"""What there is not, and what cannot be asked: one sentence for each, which all entrances say alike."""

from typing import TypeVar

from django.http import Http404
from django.utils import timezone

from openets.kernel.clock import is_day
from openets.kernel.refusals import Misuse
from openets.views.formatting import sentence
from openets.views.law import LAST, TIMES, Past, past_shown, protocol

Thing = TypeVar("Thing")
MISSING = {
    "account": "No account has the identifier “{}”.",
    "entity": "No operational entity has the id “{}”.",
    "installation": "No installation has the id “{}”.",
    "notice": "No notification has the number “{}”.",
    "operator": "No operator is called “{}”.",
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


def past_of(as_of: str = "", on: str = "") -> Past | None:
    """The past that two days ask for, of which each may be ``""``; `None` for the present.

    Raises `WrongFilter` for what is no day, and for one that had not come by the other or has not come at all.
    """
    now = timezone.now().date().isoformat()
    for name, day in zip(TIMES, (as_of, on), strict=True):
        if day and not is_day(day):
            raise WrongFilter(name, f"must be a day written like 2012-04-30, not “{shortened(day)}”")
        if day > now:
            raise WrongFilter(name, f"cannot be {day}: it has not come, and what will be known then nobody knows")
    if as_of and on > as_of:
        raise WrongFilter("on", f"cannot be {on}: on {as_of}, as of which you ask, it had not come")
    # all that is known on a day took effect on that day or before
    past = Past(LAST if as_of in ("", now) else as_of, LAST if on in ("", as_of or now) else on)
    return past if past.asked else None


def found(kind: str, thing: Thing | None, *keys: object) -> Thing:
    """What was looked for by its keys. Raises `Http404` where there is none."""
    if thing is None:
        raise Http404(MISSING[kind].format(*keys) + _asked_for(past_shown()))
    return thing


def _asked_for(past: Past | None) -> str:
    """That somebody asks for a past; ``""`` for the present."""
    days = past.asked if past is not None else {}
    return f" You asked with {' and '.join(f'{name}={day}' for name, day in days.items())}." if days else ""


def check_protocol(address: str) -> None:
    """Raise `Http404` for an address of what the law of the books does not have."""
    if address.partition("/")[0] in OF_PROTOCOL:
        try:
            protocol()
        except Misuse as missing:
            raise Http404(sentence(str(missing))) from None
