"""Look after deadlines and reserves, as the international log does each day."""

from __future__ import annotations

from openets.compliance.notices_record import Notice, NoticeStatus
from openets.operations.acts import Outcome
from openets.operations.desk import Desk
from openets.operations.notices.complete import complete, overdue
from openets.operations.notices.issue import issue
from openets.operations.notices.listing import notices
from openets.operations.parties.standing import positions
from openets.schemes.kyoto import BUBBLE

RESERVE = (7, 11)
"""Codes of the notifications about the reserve: of a Party, and of the EU-15 together."""


def watch(desk: Desk, *, request: str) -> list[tuple[str, Outcome]]:
    """Call overdue what is, tell each Party below its reserve, and complete what was restored; what was done.

    Looking again on the same day does nothing more.
    """
    today = desk.clock.now().date()
    done: list[tuple[str, Outcome]] = []
    for each in notices(desk.store):
        late = each.status == NoticeStatus.OPEN and each.deadline is not None and each.deadline < today
        if late:
            done.append((f"{each.key} is overdue", overdue(desk, key=each.key, request=f"{request}:{each.key}:late")))
    open_of = {each.party: each for each in notices(desk.store) if each.code in RESERVE and not each.completed}
    for code, here in positions(desk.store, today).items():
        if here.keeps_reserve:
            told = _tell(desk, code, here.margin, open_of.get(code), request)
            done += [told] if told else []
    return done


def _tell(desk: Desk, code: str, margin: int, known: Notice | None, request: str) -> tuple[str, Outcome] | None:
    if margin < 0 and known is None:
        note = f"The registry holds {-margin:,} units less than the reserve."
        outcome = issue(
            desk,
            code=RESERVE[1] if code == BUBBLE else RESERVE[0],
            party=code,
            note=note,
            request=f"{request}:{code}:reserve",
        )
        return f"{code} is below its reserve", outcome
    if margin >= 0 and known is not None:
        note = f"The registry holds {margin:,} units more than the reserve."
        outcome = complete(desk, key=known.key, note=note, request=f"{request}:{known.key}:restored")
        return f"{code} restored its reserve", outcome
    return None
