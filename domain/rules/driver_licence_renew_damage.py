"""驾驶证损毁换证: a licence that can no longer be read is made again.

机动车驾驶证申领和使用规定 (公安部令第162号, as amended by 172号, in force 2025-01-01) §66(2), §68: only the identity document
is needed and the damaged licence need not be handed back; the period does not change. Violations that are still open do not
stand against it: it is no review.
"""

from dataclasses import dataclass
from typing import Literal

from domain.config_table import ConfigTable
from domain.rules import grounds, licence_renewal, licence_states
from domain.rules.licence_states import StateTerms, parse_barred
from domain.rules.rule import About

ABOUT = About.LICENCE


@dataclass(frozen=True)
class Declaration:
    """What is declared: what is wrong with it."""

    reason: Literal["broken", "faded"]  # 破损 字迹或照片看不清
    photo: Literal["on_file", "taken"] = "on_file"


def parse_own(table: ConfigTable) -> StateTerms:
    """Read `[rules]`."""
    return StateTerms(parse_barred(table))


RULES = (
    grounds.DOCUMENT_VALID,
    grounds.REGISTRY_SOUND,
    grounds.HAS_LICENCE,
    grounds.ISSUED_HERE,
    licence_states.NOT_SEIZED,
    licence_states.IN_FORCE,
    licence_states.NOT_LOCKED,
    licence_states.NOT_FULL,
    licence_states.OTHER_STATES,
    licence_renewal.NOT_OVER_AGE,
    licence_renewal.NOT_ENDED,
    grounds.NOT_PENDING,
    grounds.NOT_TOO_OFTEN,
)
