"""驾驶证期满换证: a licence whose period ends is renewed; to renew is to be reviewed 审验.

机动车驾驶证申领和使用规定 (公安部令第162号, as amended by 172号, in force 2025-01-01): §63 within the 90 days before the end,
§79 within a year after it, §72 and §73 the review (nothing open, study done, ability test from 70), §85 medical certificate;
道路交通安全违法行为记分管理办法 (公安部令第163号) §17, §29: twelve points.
"""

from dataclasses import dataclass
from typing import Literal

from domain.config_table import ConfigTable
from domain.licences import LicenceState
from domain.reasons import ReasonCode, Refusal
from domain.rules import grounds, licence_renewal, licence_states
from domain.rules.facts import Facts
from domain.rules.grounds import months_after
from domain.rules.licence_renewal import PROFESSIONAL, RenewalTerms, classes_of, parse_renewal
from domain.rules.licence_states import FULL, OPEN, StateTerms, parse_barred
from domain.rules.rule import About, Rule
from domain.services import ServiceTerms, own_of

ABOUT = About.LICENCE
LAWFUL = FULL | frozenset(OPEN) | {LicenceState.REVIEW_OVERDUE}


@dataclass(frozen=True)
class Declaration:
    """What is declared: the condition of the body is that of the certificate, and the review is agreed to."""

    photo: Literal["on_file", "taken"] = "on_file"


def parse_own(table: ConfigTable) -> RenewalTerms:
    """Read `[rules]`."""
    return parse_renewal(table, StateTerms(parse_barred(table, LAWFUL)))


def _is_time(facts: Facts, terms: ServiceTerms) -> bool:
    """Tell whether papers are asked for now: neither too early nor too late, nor is another service the right one."""
    if facts.licence is None or licence_renewal.too_old_for_classes(facts, terms):
        return False
    return licence_renewal.outside_window(facts, terms) is None


def _medical(facts: Facts, terms: ServiceTerms) -> Refusal | None:
    """The hospital's certificate suffices for every class that is kept."""
    if not _is_time(facts, terms):
        return None
    valid = licence_renewal.medical_valid(facts, classes_of(facts), own_of(terms, RenewalTerms).medical_months)
    return None if valid else Refusal(ReasonCode.MEDICAL)


def _study(facts: Facts, terms: ServiceTerms) -> Refusal | None:
    """Who drives for a living and has points studies first (162 §73); twelve points are told of by a rule of their own."""
    licence = facts.licence
    if licence is None or licence.points <= 0 or licence_states.full_of_points(facts, terms):
        return None
    if not PROFESSIONAL & set(classes_of(facts)) or not _is_time(facts, terms):
        return None
    studied, months = licence.studied_on, own_of(terms, RenewalTerms).study_months
    done = studied is not None and studied <= facts.today <= months_after(studied, months)
    return None if done else Refusal(ReasonCode.POINTS)


def _ability(facts: Facts, terms: ServiceTerms) -> Refusal | None:
    """From 70 the test is passed first."""
    return licence_renewal.test_missing(facts, terms) if _is_time(facts, terms) else None


MEDICAL_VALID = Rule("medical_valid", "公安部令第162号 §63, §85; [rules] medical_certificate_months", _medical)
STUDIED = Rule("studied", "公安部令第162号 §73; [rules] study_months", _study)

RULES = (
    grounds.DOCUMENT_VALID,
    grounds.REGISTRY_SOUND,
    grounds.HAS_LICENCE,
    grounds.ISSUED_HERE,
    licence_states.NOT_SEIZED,
    licence_states.IN_FORCE,
    licence_states.NOT_LOCKED,
    licence_renewal.NOT_OVER_AGE,
    licence_renewal.IN_WINDOW,
    licence_states.NOT_FULL,
    licence_states.REVIEW_DONE,
    licence_states.NO_OPEN_VIOLATION,
    licence_states.NO_OPEN_ACCIDENT,
    MEDICAL_VALID,
    Rule("ability_tested", "公安部令第162号 §73", _ability),
    STUDIED,
    grounds.NOT_PENDING,
)
