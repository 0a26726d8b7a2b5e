"""Look after deadlines, reserves and what expires, as the international log does each day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from openets.commands.declare import new_request
from openets.commands.notices.steps import Notification, complete, issue, notices, overdue
from openets.commands.parties.steps import positions
from openets.compliance.notices_checks import ABOUT_THE_RESERVE
from openets.compliance.notices_record import Notice, NoticeStatus, codes_about
from openets.compliance.party_position import joint_party
from openets.compliance.replacement import KIND as REPLACED
from openets.compliance.replacement import Expiring, expiring
from openets.engine.outcomes import Outcome
from openets.engine.records import body_at
from openets.engine.session import Session
from openets.kernel.units import Block, block_from_text
from openets.ledger.accounts import Bucket


def watch(session: Session, *, request: str = "") -> list[tuple[str, Outcome]]:
    """Call overdue what is, tell each Party below its reserve, complete what was restored, and tell whoever has retired
    tCERs or lCERs that are about to expire; what was done. Looking again on the same day does nothing more.
    """
    request = request or new_request(session)
    today = session.clock.now().date()
    done: list[tuple[str, Outcome]] = []
    for each in notices(session.store):
        late = each.status == NoticeStatus.OPEN and each.deadline is not None and each.deadline < today
        if late:
            done.append(
                (f"{each.key} is overdue", overdue(session, key=each.key, request=f"{request}:{each.key}:late"))
            )
    open_of = {
        each.party: each
        for each in notices(session.store)
        if each.code in codes_about(session.law, *ABOUT_THE_RESERVE) and not each.completed
    }
    for code, here in positions(session.law, session.store, today).items():
        if here.keeps_reserve:
            told = _tell(session, code, here.margin, open_of.get(code), request)
            done += [told] if told else []
    for party in sorted(record.key for record in session.store.all_records("party")):
        done += _remind(session, party, today, request)
    return done


def _retired(session: Session, party: str) -> Iterator[Block]:
    """The units that expire which a Party has retired."""
    terms, store = session.law.terms, session.store
    retirement = {code for code, kind in terms.accounts.items() if kind.bucket is Bucket.RETIRED}
    groups = [each for each in store.group_totals(party) if each[0] in retirement and each[1] in terms.expiring]
    for _, series, ranges in store.group_blocks(party, groups):
        yield from (block_from_text(f"{series} {each}") for each in ranges.split(","))


def _remind(session: Session, party: str, today: date, request: str) -> list[tuple[str, Outcome]]:
    [expiry] = codes_about(session.law, "impending expiry")
    known = (each for each in notices(session.store, party) if each.code == expiry and not each.completed)
    told = {Expiring(each.unit, each.project, each.deadline) for each in known if each.deadline is not None}
    done = []
    found = expiring(session.law, _retired(session, party), body_at(session.store, REPLACED.name, party), today)
    for units, quantity in sorted(found.items()):
        if units in told:
            continue
        reminder = Notification(
            party, expiry, unit=units.unit, project=units.project, quantity=quantity, deadline=units.day
        )
        outcome = issue(session, reminder, request=f"{request}:{party}:{units.unit}:{units.project}:{units.day}")
        done.append((f"{party} must replace {quantity:,} {units.unit} of {units.project} by {units.day}", outcome))
    return done


def _tell(session: Session, code: str, margin: int, known: Notice | None, request: str) -> tuple[str, Outcome] | None:
    if margin < 0 and known is None:
        note = f"The registry holds {-margin:,} units less than the reserve."
        about = "joint reserve" if code == joint_party(session.law) else "reserve"
        about_it = Notification(code, codes_about(session.law, about)[0], note=note)
        outcome = issue(session, about_it, request=f"{request}:{code}:reserve")
        return f"{code} is below its reserve", outcome
    if margin >= 0 and known is not None:
        note = f"The registry holds {margin:,} units more than the reserve."
        outcome = complete(session, key=known.key, note=note, request=f"{request}:{known.key}:restored")
        return f"{code} restored its reserve", outcome
    return None
