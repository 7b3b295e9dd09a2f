"""变更驾驶人联系方式: phone, address, e-mail of a driver are filed anew.

机动车驾驶证申领和使用规定 (公安部令第162号, as amended by 172号) §81: within 30 days, at the office that issued the
licence; only the identity document is needed; holders of classes for large vehicles also file their employer 从业单位. It
changes neither the address printed on the licence (§66(1), at the window) nor the phone of an app's account.
"""

from dataclasses import dataclass, field

from domain.config_table import ConfigTable
from domain.licences import LicenceState, parse_states
from domain.reasons import ReasonCode, Refusal
from domain.rules import grounds
from domain.rules.facts import Facts
from domain.rules.licence_classes import ONE as ONE_CLASS
from domain.rules.rule import About, Rule
from domain.services import ServiceTerms, own_of

ABOUT = About.LICENCE
EMPLOYER = "employer"  # the option: an employer has to be filed


@dataclass(frozen=True)
class Terms:
    """`[rules]`."""

    barred_states: frozenset[LicenceState]
    employer_classes: frozenset[str]  # whoever holds one of these files an employer


@dataclass(frozen=True)
class Declaration:
    """What is filed besides phone and address, which travel as the delivery."""

    ticket: str = field(repr=False)  # of the code that proved the phone
    email: str = field(repr=False, default="")
    postcode: str = field(repr=False, default="")
    employer: str = field(repr=False, default="")  # 从业单位


def parse_own(table: ConfigTable) -> Terms:
    """Read `[rules]`; raises :class:`ConfigError`."""
    letters = table.words("barred_states", may_be_empty=True)
    try:
        states = parse_states("".join(letters))
    except ValueError as unknown:
        raise table.wrong("barred_states", str(unknown)) from unknown
    return Terms(states, frozenset(table.words("employer_classes", may_be_empty=True)))


def options(facts: Facts, terms: ServiceTerms) -> tuple[str, ...]:
    """Return what has to be filed by this driver in particular."""
    return (EMPLOYER,) if files_employer(facts, terms) else ()


def files_employer(facts: Facts, terms: ServiceTerms) -> bool:
    """Tell whether the licence carries a class whose holders file an employer (162 §81)."""
    held = set(ONE_CLASS.findall(facts.licence.classes)) if facts.licence else set()
    return bool(held & own_of(terms, Terms).employer_classes)


def _not_in_force(facts: Facts, terms: ServiceTerms) -> Refusal | None:
    return Refusal(ReasonCode.STATE) if grounds.has_state(facts, own_of(terms, Terms).barred_states) else None


def _locked(facts: Facts, terms: ServiceTerms) -> Refusal | None:
    """Locked: only the window can tell why. What is worse is told first."""
    locked = grounds.has_state(facts, frozenset({LicenceState.LOCKED})) and not _not_in_force(facts, terms)
    return Refusal(ReasonCode.LOCKED) if locked else None


RULES = (
    grounds.DOCUMENT_VALID,
    grounds.REGISTRY_SOUND,
    grounds.HAS_LICENCE,
    grounds.ISSUED_HERE,
    Rule("in_force", "公安部令第162号 §77, §79; configuration: [rules] barred_states", _not_in_force),
    Rule("not_locked", "configuration: state L, the window decides", _locked),
    grounds.NOT_PENDING,
)
