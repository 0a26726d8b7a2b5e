"""`ets init`: written by hand, since there are no books yet that a command could be asked of."""

from openets.cli.console import DEFAULT_STORE, JsonOption, LawOption, StoreOption, session, show
from openets.stores.addresses import public


def init(store: StoreOption = DEFAULT_STORE, law: LawOption = "", as_json: JsonOption = False) -> None:
    """Make the books at --store, or bring them up to date; new books are kept under --law for ever."""
    here = session(store, create=True, law=law)
    shown = public(store)
    text = f"The books at {shown} are ready. Their law: {here.law.name} ({here.law.id})."
    show({"store": shown, "ready": True}, text, as_json)
