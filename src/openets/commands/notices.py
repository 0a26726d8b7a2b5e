"""What is done with the international log's notifications: each command takes one step with the record of one.

A notification's record is kept in the journal of the registry of the Party that it is addressed to. Units settle it by
the transaction that names it.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from string import ascii_letters
from typing import Annotated, Any, NamedTuple, Unpack

from openets.commands.declare import command, new_request
from openets.commands.field_kinds import DAY, KEY, QUANTITY, RANGES, TEXT, UNIT, number, suggested
from openets.commands.fields import Field, How, PartyCode, Value
from openets.commands.parties import positions
from openets.commands.steps import StepCommands, as_json, written_before
from openets.compliance.notices_checks import ABOUT_THE_RESERVE
from openets.compliance.notices_record import Notice, NoticeStatus, codes_about, key_prefix, notice_types
from openets.compliance.notices_steps import KIND
from openets.compliance.notices_steps import STEPS as TABLE
from openets.compliance.party_position import joint_party
from openets.compliance.replacement import KIND as REPLACED
from openets.compliance.replacement import Expiring, expiring
from openets.engine.outcomes import Outcome
from openets.engine.records import body_at
from openets.engine.session import Session
from openets.engine.steps import TakeStep
from openets.kernel.refusals import Misuse
from openets.kernel.units import Block, block_from_text
from openets.ledger.accounts import Bucket
from openets.ledger.store import Store
from openets.ledger.transactions import SerialRanges
from openets.records.bodies import record_from


def notices(store: Store, party: str = "") -> list[Notice]:
    """Every notification on record, or those to one Party, in the order of their numbers."""
    found = [record_from(Notice, json.loads(record.body)) for record in store.all_records(KIND.name)]
    return sorted((each for each in found if party in ("", each.party)), key=number_of)


def notice_of(store: Store, key: str) -> Notice:
    """One notification. Raises `Misuse` for one that is not known."""
    found = next((each for each in notices(store) if each.key == key), None)
    if found is None:
        raise Misuse(f"no notification '{key[:40]}' is known: `ets notice list` lists them")
    return found


def number_of(notice: Notice) -> int:
    """The number in a notification's key."""
    return int(notice.key.lstrip(ascii_letters))


CODE = suggested(number(1, 99), lambda law: map(str, notice_types(law)))
Deadline = Annotated[date | None, Field(DAY, "The day until which it is to be settled.")]
AskedFor = Annotated[int | None, Field(QUANTITY, "How many units it asks for.")]
More = Annotated[str, Field(TEXT, "What more there is to say, in one line.")]
STEPS = StepCommands(
    __name__,
    KIND.name,
    "key",
    {
        "key": Field(KEY, "The notification, such as ITL17.", "KEY", "ITL17"),
        "quantity": AskedFor,
        "deadline": Deadline,
        "note": More,
    },
    TABLE,
    home=lambda session, key: notice_of(session.store, key).party,
)


class Notification(NamedTuple):
    """What a notification says to a Party."""

    party: PartyCode
    code: Annotated[int, Field(CODE, "What it is about.")]
    key: Annotated[str, Field(KEY, "Its number, such as ITL17; the next one if left out.")] = ""
    quantity: AskedFor = None
    unit: Annotated[str, Field(UNIT, "The unit type that it is about.")] = ""
    project: Annotated[str, Field(KEY, "The project that it is about, such as CN1234.")] = ""
    activity: Annotated[str, Field(KEY, "The land-use activity that it is about, such as AR.")] = ""
    blocks: Annotated[SerialRanges, Field(RANGES, "Serial range that it is about, such as CN:1-100.", "--block")] = ()
    deadline: Deadline = None
    note: More = ""


def _done(told: Mapping[str, Any]) -> str:
    known = notice_types(told["law"]).get(told["code"])
    return f"notification to {told['party']} issued ({known.name if known is not None else told['code']})"


@command("notice issue", done=_done)
def issue(session: Session, notification: Annotated[Notification, Value(Notification)], **how: Unpack[How]) -> Outcome:
    """Issue a notification to a Party.

    Left out, its key is the next number, and its deadline what its code gives the Party.
    """
    told = notification._asdict()
    # what is left out is not told, and the key is no part of what the step is told
    values = {name: value or None for name, value in told.items() if name not in ("key", "quantity")}
    values |= {"quantity": told["quantity"], "blocks": [list(each) for each in told["blocks"]] or None, "on": how["on"]}
    own = notification.key or key_of(session, how["request"]) or next_key(session)
    step = TakeStep(notification.party, KIND.name, own, "issue", as_json(values), how["request"])
    return session.one(step, dry_run=how["dry_run"])


def next_key(session: Session) -> str:
    """The key after the last."""
    known = notices(session.store)
    return f"{key_prefix(session.law)}{number_of(known[-1]) + 1 if known else 1}"


def key_of(session: Session, request: str) -> str:
    """The key that a request got when it was made before, so that repeating it gives the same answer."""
    kind, key = written_before(session, request, "record").get("record", ("", ""))
    return str(key) if kind == KIND.name else ""


update = STEPS.command(
    "update",
    "{key} updated",
    "Change what a notification asks for, or say more about it.",
    more="A new deadline opens an overdue notification again.",
)

overdue = STEPS.command("overdue", "{key} is overdue", "Mark a notification incomplete: its deadline has passed.")

complete = STEPS.command(
    "complete",
    "{key} completed",
    "Complete a notification of which nothing is outstanding.",
    more="One that asked for units completes itself with the last of them.",
)


# What each day asks: deadlines, reserves and what expires, as the international log looks after them.


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
            outcome = overdue(session, key=each.key, request=f"{request}:{each.key}:late")
            done.append((f"{each.key} is overdue", outcome))
    open_of = {
        each.party: each
        for each in notices(session.store)
        if each.code in codes_about(session.law, *ABOUT_THE_RESERVE) and not each.completed
    }
    for code, here in positions(session.law, session.store, today).items():
        if here.keeps_reserve:
            done += _tell(session, code, here.margin, open_of.get(code), request)
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


def _remind(session: Session, party: str, today: date, request: str) -> Iterator[tuple[str, Outcome]]:
    [expiry] = codes_about(session.law, "impending expiry")
    known = (each for each in notices(session.store, party) if each.code == expiry and not each.completed)
    told = {Expiring(each.unit, each.project, each.deadline) for each in known if each.deadline is not None}
    found = expiring(session.law, _retired(session, party), body_at(session.store, REPLACED.name, party), today)
    for units, quantity in sorted(found.items()):
        if units not in told:
            unit, project, day = units
            reminder = Notification(party, expiry, "", quantity, unit, project, deadline=day)
            outcome = issue(session, reminder, request=f"{request}:{party}:{unit}:{project}:{day}")
            yield f"{party} must replace {quantity:,} {unit} of {project} by {day}", outcome


def _tell(
    session: Session, code: str, margin: int, known: Notice | None, request: str
) -> Iterator[tuple[str, Outcome]]:
    if margin < 0 and known is None:
        note = f"The registry holds {-margin:,} units less than the reserve."
        about = "joint reserve" if code == joint_party(session.law) else "reserve"
        about_it = Notification(code, codes_about(session.law, about)[0], note=note)
        yield f"{code} is below its reserve", issue(session, about_it, request=f"{request}:{code}:reserve")
    if margin >= 0 and known is not None:
        note = f"The registry holds {margin:,} units more than the reserve."
        outcome = complete(session, key=known.key, note=note, request=f"{request}:{known.key}:restored")
        yield f"{code} restored its reserve", outcome
