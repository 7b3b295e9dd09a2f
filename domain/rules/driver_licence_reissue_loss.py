"""驾驶证遗失补证: re-issue of a lost driving licence.

机动车驾驶证申领和使用规定 (公安部令第162号, as amended by 172号, in force 2025-01-01) §69: only the identity document
is needed; forbidden while the licence is seized or withheld; the old licence is void from the re-issue on.
"""

from dataclasses import dataclass
from typing import Literal

from domain.licences import LicenceState
from domain.reasons import ReasonCode, Refusal
from domain.rules import grounds, licence_renewal
from domain.rules.facts import Facts
from domain.rules.rule import About, Rule
from domain.services import ServiceTerms

ABOUT = About.LICENCE
SEIZED = frozenset({LicenceState.SUSPENDED, LicenceState.IMPOUNDED, LicenceState.WITHHELD})  # 162 §69


@dataclass(frozen=True)
class Declaration:
    """What is declared."""

    reason: Literal["lost", "stolen", "destroyed"]  # 遗失 被盗 灭失
    kind: Literal["loss"] = "loss"
    photo: Literal["on_file", "taken"] = "on_file"


def _seized(facts: Facts, terms: ServiceTerms) -> Refusal | None:
    del terms
    return Refusal(ReasonCode.STATE) if grounds.has_state(facts, SEIZED) else None


def _ended(facts: Facts, terms: ServiceTerms) -> Refusal | None:
    """Whoever may not have it back at all is not sent to the renewal."""
    if _seized(facts, terms) or grounds.not_in_force(facts, terms) or grounds.locked(facts, terms):
        return None
    return licence_renewal.ended(facts, terms)


RULES = (
    grounds.DOCUMENT_VALID,
    grounds.REGISTRY_SOUND,
    grounds.HAS_LICENCE,
    grounds.ISSUED_HERE,
    Rule("not_seized", "公安部令第162号 §69", _seized),
    grounds.IN_FORCE,
    grounds.NOT_LOCKED,
    licence_renewal.NOT_OVER_AGE,
    Rule("not_ended", "公安部令第162号 §63, §69", _ended),
    grounds.NOT_PENDING,
    grounds.NOT_TOO_OFTEN,
)
