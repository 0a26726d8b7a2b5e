"""Checks on the two accounts of a transaction."""

from openets.checks.check import Facts, check
from openets.kernel.identifiers import has_valid_check_digits
from openets.ledger.accounts import Account, AccountState

ANNEX_XII = "Reg. (EC) 2216/2004 Annex XII"
PRACTICE = "operating registries' own checks (UK registry {})"
UNUSUAL = "unusual account"
_MISTYPED = "'{}' does not: look for a mistyped digit."


@check("P-1001", field="transferring", citation=PRACTICE.format("1001"), when=UNUSUAL)
def transferring_account_has_right_check_digits(facts: Facts) -> str | None:
    """The transferring account's identifier must have the right check digits."""
    named = facts.proposal.transferring
    wrong = facts.transferring is None and named and not has_valid_check_digits(named)
    return _MISTYPED.format(named) if wrong else None


@check("P-2001", field="acquiring", citation=PRACTICE.format("2001"), when=UNUSUAL)
def acquiring_account_has_right_check_digits(facts: Facts) -> str | None:
    """The acquiring account's identifier must have the right check digits."""
    named = facts.proposal.acquiring
    wrong = facts.acquiring is None and not has_valid_check_digits(named)
    return _MISTYPED.format(named) if wrong else None


@check("7021", field="transferring", citation=ANNEX_XII, when=UNUSUAL)
def transferring_account_is_known(facts: Facts) -> str | None:
    """The transferring account must exist."""
    named = facts.proposal.transferring
    if facts.transferring is None and facts.type is not None and (facts.type.transferring or named):
        return f"No account '{named}' is known to the log."
    return None


@check("7020", field="acquiring", citation=ANNEX_XII, when=UNUSUAL)
def acquiring_account_is_known(facts: Facts) -> str | None:
    """The acquiring account must exist."""
    if facts.acquiring is None:
        return f"No account '{facts.proposal.acquiring}' is known to the log."
    return None


@check("P-1003", field="transferring", citation=PRACTICE.format("1003"), when=UNUSUAL)
def transferring_account_is_open(facts: Facts) -> str | None:
    """The transferring account must not be closed."""
    return _closed(facts.transferring)


@check("P-2003", field="acquiring", citation=PRACTICE.format("2003"), when=UNUSUAL)
def acquiring_account_is_open(facts: Facts) -> str | None:
    """The acquiring account must not be closed."""
    return _closed(facts.acquiring)


def _closed(account: Account | None) -> str | None:
    if account is None or account.state is not AccountState.CLOSED:
        return None
    return f"{account.identifier} is closed."


@check("P-1024", field="transferring", citation="Directive 2003/87/EC Arts 7, 12(3)", verified=False, when=UNUSUAL)
def account_surrenders_for_its_own_installation(facts: Facts) -> str | None:
    """An account whose installation was handed over must surrender nothing more for it: its successor does."""
    account, kind = facts.transferring, facts.type
    if account is None or kind is None or not account.until or kind.record != "surrendered" or facts.proposal.reverses:
        return None
    return _succeeded(account)


@check("P-2024", field="acquiring", citation="Directive 2003/87/EC Art 7", verified=False, when=UNUSUAL)
def account_that_was_succeeded_receives_nothing(facts: Facts) -> str | None:
    """An account whose installation was handed over must receive nothing more, save what a reversal gives back."""
    account = facts.acquiring
    if account is None or not account.until or account is facts.transferring or facts.proposal.reverses:
        return None
    return _succeeded(account)


def _succeeded(account: Account) -> str:
    return f"Installation {account.installation} has another account since {account.until} than {account.identifier}."


@check("7025", field="transferring", citation=f"{ANNEX_XII}; Arts 27, 52, 53, 60, 61", needs="report")
def transferring_account_is_not_blocked(facts: Facts) -> str | None:
    """A blocked account, or one whose report is overdue, may transfer only to surrender, or to cancel and replace."""
    account = facts.transferring
    if account is not None and account.blocked:
        return f"{account.identifier} is blocked until its verified report is entered."
    if account is not None and facts.unreported:
        return f"{account.identifier} is blocked: its report of {facts.unreported} has not come by the day."
    return None


@check("P-1007", field="transferring", citation=PRACTICE.format("1007"))
def transferring_account_type_fits_the_transaction(facts: Facts) -> str | None:
    """The type of the transferring account must be one from which this transaction may start."""
    account, kind = facts.transferring, facts.type
    if account is not None and kind is not None and account.type not in kind.transferring:
        return f"{account.identifier} is of type {account.type} ({facts.transferring_type.name})."
    return None


@check("P-2007", field="acquiring", citation=PRACTICE.format("2007"))
def acquiring_account_type_fits_the_transaction(facts: Facts) -> str | None:
    """The type of the acquiring account must be one at which this transaction may end."""
    account, kind = facts.acquiring, facts.type
    if account is not None and kind is not None and account.type not in kind.acquiring:
        return f"{account.identifier} is of type {account.type} ({facts.acquiring_type.name})."
    return None


@check("P-2006", field="acquiring", citation="Reg. (EU) 920/2010 Annex I table; UK registry 2006")
def acquiring_account_may_hold_the_unit_type(facts: Facts) -> str | None:
    """The acquiring account must be of a type that may hold these units."""
    account, kind = facts.acquiring, facts.type
    if account is None:
        return None
    holder, unit = facts.acquiring_type, facts.proposal.unit
    made = kind.makes(unit) if kind is not None else unit
    if made not in holder.holds and unit not in holder.holds:
        return f"{account.identifier} ({holder.name}) may not hold {made}."
    return _too_early(facts, made) if holder.later else None


def _too_early(facts: Facts, unit: str) -> str | None:
    """What is wrong with units that the acquiring account may hold only from a later year on."""
    account = facts.acquiring
    if account is None:
        return None
    holder = facts.acquiring_type
    if unit not in holder.later or facts.on.year >= holder.later_year:
        return None
    return f"{account.identifier} ({holder.name}) may hold {unit} from {holder.later_year} on, not on {facts.on}."


@check("P-2508", field="acquiring", citation=PRACTICE.format("2508"))
def accounts_are_different(facts: Facts) -> str | None:
    """The transferring and the acquiring account must not be the same."""
    if facts.transferring is not None and facts.transferring is facts.acquiring:
        return f"Both are {facts.transferring.identifier}."
    return None


@check("5902", field="acquiring", citation="UK registry: response codes for inbound transfers")
def acquiring_account_exists(facts: Facts) -> str | None:
    """The account to which another registry sends units must exist in this one."""
    return None if facts.acquiring is not None else f"'{facts.proposal.acquiring}' is not known here."


@check("5903", field="acquiring", citation="UK registry: response codes for inbound transfers")
def acquiring_account_may_receive(facts: Facts) -> str | None:
    """The account to which another registry sends units must be one that may receive them."""
    account, kind, unit = facts.acquiring, facts.type, facts.proposal.unit
    if account is None or (kind is not None and account.type in kind.acquiring and unit in facts.acquiring_type.holds):
        return _too_early(facts, unit)
    return f"{account.identifier} ({facts.acquiring_type.name}) may not receive {unit}."


@check("5906", field="acquiring", citation="UK registry: response codes for inbound transfers")
def acquiring_account_is_not_closed(facts: Facts) -> str | None:
    """The account to which another registry sends units must not be closed."""
    return _closed(facts.acquiring)


@check("7022", field="acquiring", citation=ANNEX_XII)
def accounts_are_in_the_same_registry(facts: Facts) -> str | None:
    """Both accounts must be in the same registry for all but external transfers."""
    source, target = facts.transferring, facts.acquiring
    if source is not None and target is not None and source.registry != target.registry:
        return f"{source.identifier} is in {source.registry}, {target.identifier} in {target.registry}."
    return None


@check("7023", field="acquiring", citation=ANNEX_XII)
def accounts_are_in_different_registries(facts: Facts) -> str | None:
    """The accounts must be in different registries for an external transfer."""
    source, target = facts.transferring, facts.acquiring
    if source is not None and target is not None and source.registry == target.registry:
        return f"Both are in {source.registry}: use an internal transfer."
    return None
