"""Open registries and accounts."""

from typing import Annotated, NamedTuple, Unpack

from openets.commands.declare import command
from openets.commands.field_kinds import INSTALLATION_ID, KEY, LINE, REGISTRY, TEXT, Kind, number, suggested
from openets.commands.fields import Field, How, RegistryCode, Value, day_text
from openets.commands.reading import INSTALLATION, registry_of, shortened
from openets.engine.kinds.open_account import OpenAccount
from openets.engine.kinds.open_registry import OpenRegistry
from openets.engine.outcomes import Outcome
from openets.engine.session import Session
from openets.engine.steps import AnyCommand
from openets.kernel.refusals import Misuse
from openets.laws.law import Law
from openets.ledger.accounts import AccountType, Installation, Opening
from openets.ledger.terms import Terms


def opened_by_hand(terms: Terms) -> tuple[AccountType, ...]:
    """The account types of which anybody may have an account, those of operators first."""
    open_to_all = [kind for kind in terms.accounts.values() if not kind.number and not kind.government]
    return tuple(sorted(open_to_all, key=lambda kind: not kind.operator))


ACCOUNT_TYPE: Kind = suggested(KEY, lambda law: [kind.code for kind in opened_by_hand(law.terms)])


class NewAccount(NamedTuple):
    """What is said of an account that is to be opened."""

    registry: Annotated[str, Field(REGISTRY, "The registry's code.", "REGISTRY")]
    name: Annotated[str, Field(LINE, "Name of the account or installation.", "NAME", "Plant")]
    holder: Annotated[str, Field(TEXT, "Account holder; by default the name.")] = ""
    type: Annotated[str, Field(ACCOUNT_TYPE, "Account type; that of operators if left out.")] = ""
    installation: Annotated[
        str, Field(INSTALLATION_ID, "Installation id such as AT_1, for operators.", example="AT_1")
    ] = ""
    activity: Annotated[
        int | None, Field(number(0, 9999), "Activity code of the installation; the law's first if left out.")
    ] = None


def opening_of(session: Session, told: NewAccount) -> Opening:
    """The opening that somebody asks for. Raises `Misuse` for what no account can be opened with."""
    known = opened_by_hand(session.law.terms)
    kind = next((each for each in known if each.code == (told.type or known[0].code)), None)
    if kind is None:
        names = ", ".join(f"{each.code} {each.name.lower()}" for each in known)
        raise Misuse(
            f"--type is '{told.type}': expected {names}; a registry opens its own accounts with `ets open-registry`"
        )
    holder = told.holder or told.name
    installation = _installation(session.law, told, holder, kind) if kind.operator else None
    return Opening(told.registry, kind.code, told.name, holder, installation)


def _installation(law: Law, told: NewAccount, operator: str, kind: AccountType) -> Installation:
    key = told.installation
    if not key:
        raise Misuse("an operator's account needs --installation, such as AT_1")
    if not INSTALLATION.fullmatch(key):
        raise Misuse(f"--installation is '{shortened(key)}': expected CC_ID, such as AT_1")
    if registry_of(law, key) != told.registry:
        raise Misuse(f"installation {key} belongs to another registry than {told.registry}")
    usual = (code for code in law.activities if (code in law.aviation) is kind.aviation)
    activity = next(usual, 0) if told.activity is None else told.activity
    if law.activities and activity not in law.activities:
        raise Misuse(f"--activity is {activity}: the scheme knows {', '.join(map(str, law.activities))}")
    return Installation(key, key.partition("_")[0], told.name, operator, activity, "")


@command("open-account", done="account of {name} opened")
def open_account(
    session: Session, opening: Annotated[Opening | NewAccount, Value(NewAccount, (Opening,))], **how: Unpack[How]
) -> Outcome:
    """Open an account; operators' accounts name their installation.

    The receipt's reference is the identifier of the account.
    """
    asked = opening_of(session, opening) if isinstance(opening, NewAccount) else opening
    return session.one(OpenAccount(asked.registry, asked, how["request"], day_text(how["on"])), dry_run=how["dry_run"])


def registry_commands(law: Law, registry: str, name: str, request: str, on: str = "") -> list[AnyCommand]:
    """What opens a registry and the accounts that it begins with."""
    commands: list[AnyCommand] = [OpenRegistry(registry, request, on)]
    for type in law.terms.registries[registry].opens:
        opening = Opening(registry, type, f"{name}: {law.terms.accounts[type].name.lower()}", name)
        commands.append(OpenAccount(registry, opening, f"{request}:{type}", on))
    return commands


@command("open-registry", done="Registry {registry} {be} open with {entries}", own_request="open:REGISTRY")
def open_registry(session: Session, registry: RegistryCode, **how: Unpack[How]) -> list[Outcome]:
    """Open a registry with the accounts that it begins with."""
    known, member = session.law.terms.registries.get(registry), session.law.members.get(registry)
    if known is None or (member is not None and member.registry != registry):
        party = ", nor of a Party to the Kyoto Protocol" if session.law.protocol is not None else ""
        raise Misuse(f"'{registry}' is no registry of {session.law.name}{party}")
    request = how["request"] or f"open:{registry}"
    commands = registry_commands(session.law, registry, known.name, request, day_text(how["on"]))
    return session.commit(commands, dry_run=how["dry_run"])
