"""`ets notice`: the notifications of the international transaction log.

Steps with one are declared, the list is a view, and `watch` is written by hand because it takes any number of steps.
"""

from typing import Annotated

import typer

from openets.cli.console import (
    DEFAULT_STORE,
    AsOfOption,
    JsonOption,
    OnOption,
    RequestOption,
    StoreOption,
    session,
    show,
)
from openets.cli.lists import known_then, show_list, show_one
from openets.commands.declare import new_request
from openets.commands.notices import notice_of
from openets.commands.notices import watch as watch_all
from openets.commands.reading import party, request_id, shortened
from openets.compliance.notices_record import NoticeStatus
from openets.kernel.refusals import Misuse, Refused

Key = Annotated[str, typer.Argument(help="The notification, such as ITL17.")]

_COLUMNS = ("key", "code", "name", "party", "issued_on", "deadline", "quantity", "outstanding", "status")


def watch(store: StoreOption = DEFAULT_STORE, request: RequestOption = "", as_json: JsonOption = False) -> None:
    """Call overdue what is, notify each Party below its reserve, complete what was restored, and remind each Party of
    tCERs and lCERs that it has used and that are about to expire.

    ets notice watch
    """
    here = session(store)
    done = watch_all(here, request=request_id(request, "--request") if request else new_request(here))
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
    to: Annotated[str, typer.Option("--party", help="Only those to this Party.")] = "",
    status: Annotated[str, typer.Option(help="Only those that are open, incomplete or completed.")] = "",
    as_of: AsOfOption = "",
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """List notifications.

    ets notice list --party AT --status open
    """
    if status.upper() not in ("", *NoticeStatus.__members__):
        raise Misuse(f"--status is '{shortened(status)}': expected open, incomplete or completed")
    here = session(store)
    found = here.notices(
        party=party(to, "--party", here) if to else "", status=status.lower(), sort="number", as_of=as_of, on=on
    )
    show_list(found, "Notifications", _COLUMNS, as_json=as_json)


def show_notice(
    key: Key, as_of: AsOfOption = "", on: OnOption = "", store: StoreOption = DEFAULT_STORE, as_json: JsonOption = False
) -> None:
    """Show a notification: what it asks for, what settles it, and what was settled.

    ets notice show ITL17
    """
    here = session(store)
    from openets.views.notices import WHOLE
    from openets.views.notices import notice as find

    notice_of(here.store, key)
    with here.reading(as_of, on):
        show_one(WHOLE, known_then("notice", find(key), key), as_json=as_json)


GROUPS = {"notice": "Notifications of the international transaction log."}
COMMANDS = {"notice list": list_notices, "notice show": show_notice, "notice watch": watch}
