"""Replace tCERs and lCERs that expire, or whose forest is gone."""

from __future__ import annotations

from openets.compliance.notices_record import notice_from
from openets.kernel.refusals import Misuse
from openets.ledger.accounts import ACCOUNT_TYPES, Bucket, government_account
from openets.ledger.transactions import Proposal, SerialRanges
from openets.operations.acts import Outcome
from openets.operations.desk import Desk
from openets.operations.records import body_at

_ACCOUNTS = {4: "422", 5: "423"}
_EXPIRY = {"tCER": "411", "lCER": "421"}


def replace(
    desk: Desk, *, party: str, unit: str, quantity: int, notice: str, request: str, dry_run: bool = False
) -> Outcome:
    """Replace units as a notification asks; which ones follows from it and from what the Party retired."""
    body = body_at(desk.store, "notice", notice)
    if body is None:
        raise Misuse(f"no notification '{notice}' is known: `ets notice list` lists them")
    asked = notice_from(body)
    account = _ACCOUNTS.get(asked.code) or _EXPIRY.get(asked.unit, "411")
    target = government_account(party, account)
    found = _to_replace(desk, party, asked.unit or ("tCER" if account == "411" else "lCER"), asked.project, quantity)
    source = government_account(party, "100")
    proposal = Proposal("6-0", source, target, unit, quantity, request, replaces=found, notice=notice)
    return desk.one(proposal, dry_run=dry_run)


def _to_replace(desk: Desk, party: str, unit: str, project: str, quantity: int) -> SerialRanges:
    """The first units of a project that the Party retired or holds, as many as are to be replaced."""
    kinds = {row.identifier: row.type for row in desk.store.all_accounts() if row.registry == party}
    found: list[tuple[str, int, int]] = []
    left = quantity
    blocks = [
        block
        for owner, block in desk.store.holdings()
        if owner in kinds and ACCOUNT_TYPES[kinds[owner]].bucket in (Bucket.RETIRED, Bucket.HELD)
        if block.series.unit == unit and project in ("", block.series.project)
    ]
    for block in sorted(blocks, key=lambda block: (block.series.origin, block.start)):
        part = min(left, block.quantity)
        if part > 0:
            found.append((block.series.origin, block.start, block.start + part - 1))
            left -= part
    return tuple(found)
