"""Commands about the notifications of the international transaction log."""

from __future__ import annotations

import re
from typing import Annotated, Any

import typer

from openets.cli.console import (
    DEFAULT_STORE,
    DryRunOption,
    JsonOption,
    RequestOption,
    StoreOption,
    fresh,
    out,
    session,
    settle,
    shortened,
    show,
    table,
    whole,
    words,
)
from openets.cli.parties import OnOption, day, party_code
from openets.commands.notices import complete as completing
from openets.commands.notices import issue as issuing
from openets.commands.notices import update as updating
from openets.commands.notices import watch as watching
from openets.commands.notices.listing import notice_of
from openets.commands.notices.listing import notices as known_notices
from openets.compliance.notices_record import Notice, NoticeStatus, answers_of, notice_types, outstanding
from openets.kernel.refusals import Misuse, Refused
from openets.laws.now import eu_ets
from openets.records.bodies import body_of

Key = Annotated[str, typer.Argument(help="The notification, such as ITL17.")]
Deadline = Annotated[str, typer.Option(help="The day until which it is to be settled.")]
Quantity = Annotated[str, typer.Option(help="How many units it asks for.")]
Note = Annotated[str, typer.Option(help="What more there is to say, in one line.")]

_COLUMNS = ("Notification", "Code", "Name", "Party", "Issued", "Deadline", "Asked for", "Outstanding", "Status")

notices = typer.Typer(help="Notifications of the international transaction log.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    named: dict[str, Any] = {"issue": issue, "list": list_notices, "show": show_notice, "update": update}
    named |= {"overdue": overdue, "complete": complete, "watch": watch}
    for name, command in named.items():
        notices.command(name)(command)
    app.add_typer(notices, name="notice")


def issue(
    party: Annotated[str, typer.Argument(help="The Party that it is addressed to, such as AT.")],
    code: Annotated[int, typer.Option("--code", min=1, max=99, help="What it is about: 1 to 13, or 51.")],
    key: Annotated[str, typer.Option(help="Its number, such as ITL17; the next one if left out.")] = "",
    quantity: Quantity = "",
    unit: Annotated[str, typer.Option(help="The unit type that it is about.")] = "",
    project: Annotated[str, typer.Option(help="The project that it is about, such as CN1234.")] = "",
    activity: Annotated[str, typer.Option(help="The land-use activity that it is about, such as AR.")] = "",
    block: Annotated[list[str], typer.Option(help="Serial range that it is about, such as CN:1-100.")] = [],  # noqa: B006
    deadline: Deadline = "",
    note: Note = "",
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Issue a notification to a Party."""
    outcome = issuing.issue(
        session(store),
        code=code,
        party=party_code(party),
        key=key,
        quantity=whole(quantity, "--quantity") if quantity else None,
        unit=unit,
        project=project,
        activity=activity,
        blocks=[*map(_block, block)],
        deadline=day(deadline, "--deadline"),
        note=words(note, "--note"),
        on=day(on, "--on"),
        request=fresh(request),
        dry_run=dry_run,
    )
    name = notice_types(eu_ets())[code].name if code in notice_types(eu_ets()) else str(code)
    settle(outcome, f"notification to {party} issued ({name})", as_json, dry_run=dry_run)


def _block(text: str) -> tuple[str, int, int]:
    found = re.fullmatch(r"([A-Z]{2,3}):([0-9]{1,15})-([0-9]{1,15})", text)
    if found is None:
        raise Misuse(f"--block is '{shortened(text)}': expected origin and serial numbers, such as CN:1-100")
    return found[1], int(found[2]), int(found[3])


def update(
    key: Key,
    quantity: Quantity = "",
    deadline: Deadline = "",
    note: Note = "",
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Change what a notification asks for, or say more about it."""
    outcome = updating.update(
        session(store),
        key=key,
        quantity=whole(quantity, "--quantity") if quantity else None,
        deadline=day(deadline, "--deadline"),
        note=words(note, "--note"),
        on=day(on, "--on"),
        request=fresh(request),
        dry_run=dry_run,
    )
    settle(outcome, f"{key} updated", as_json, dry_run=dry_run)


def overdue(
    key: Key,
    note: Note = "",
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Mark a notification incomplete: its deadline has passed."""
    outcome = completing.overdue(
        session(store),
        key=key,
        note=words(note, "--note"),
        on=day(on, "--on"),
        request=fresh(request),
        dry_run=dry_run,
    )
    settle(outcome, f"{key} is overdue", as_json, dry_run=dry_run)


def complete(
    key: Key,
    note: Note = "",
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Complete a notification of which nothing is outstanding."""
    outcome = completing.complete(
        session(store),
        key=key,
        note=words(note, "--note"),
        on=day(on, "--on"),
        request=fresh(request),
        dry_run=dry_run,
    )
    settle(outcome, f"{key} completed", as_json, dry_run=dry_run)


def watch(store: StoreOption = DEFAULT_STORE, request: RequestOption = "", as_json: JsonOption = False) -> None:
    """Call overdue what is, notify each Party below its reserve, complete what was restored, and remind each Party of
    tCERs and lCERs that it has used and that are about to expire."""
    done = watching.watch(session(store), request=fresh(request))
    refused = [refusal for _, outcome in done for refusal in outcome.refusals]
    if refused:
        raise Refused(refused)
    answer = [{"what": what, "reference": outcome.reference} for what, outcome in done]
    text = (
        "\n".join(f"{outcome.reference}: {what}." for what, outcome in done)
        or "Nothing is overdue, below or about to expire."
    )
    show(answer, text, as_json)


def list_notices(
    party: Annotated[str, typer.Option(help="Only those to this Party.")] = "",
    status: Annotated[str, typer.Option(help="Only those that are open, incomplete or completed.")] = "",
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """List notifications."""
    if status.upper() not in ("", *NoticeStatus.__members__):
        raise Misuse(f"--status is '{shortened(status)}': expected open, incomplete or completed")
    wanted = NoticeStatus[status.upper()] if status else None
    found = [
        each
        for each in known_notices(session(store).store, party and party_code(party))
        if wanted in (None, each.status)
    ]
    show([answer(each) for each in found], table("Notifications", _COLUMNS, map(_row, found)), as_json)


def show_notice(key: Key, store: StoreOption = DEFAULT_STORE, as_json: JsonOption = False) -> None:
    """Show a notification: what it asks for, what settles it, and what was settled."""
    found = notice_of(session(store).store, key)
    if as_json:
        show(answer(found), "", True)
        return
    kind = notice_types(eu_ets())[found.code]
    lines = [
        f"{found.key} to {found.party}: {found.code} {kind.name}, {NoticeStatus(found.status).word}",
        f"{kind.asks} Settled by {answers_of(kind)}.",
        f"Asked for: {found.quantity:,}. Outstanding: {outstanding(found):,}. Deadline: {found.deadline or 'none'}.",
        *(f"{each.on} {each.transaction}: {each.quantity:,} units" for each in found.settled),
        *(f"{each.on} {each.note}" for each in found.changes),
    ]
    for line in lines:
        out.print(line, markup=False)


def answer(notice: Notice) -> dict[str, Any]:
    """A notification as JSON values."""
    word = NoticeStatus(notice.status).word
    return {
        **body_of(notice),
        "name": notice_types(eu_ets())[notice.code].name,
        "status": word,
        "outstanding": outstanding(notice),
    }


def _row(notice: Notice) -> tuple[Any, ...]:
    return (
        notice.key,
        str(notice.code),
        notice_types(eu_ets())[notice.code].name,
        notice.party,
        str(notice.issued_on),
        str(notice.deadline or ""),
        notice.quantity,
        outstanding(notice),
        NoticeStatus(notice.status).word,
    )
