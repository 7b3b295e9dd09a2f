"""驾驶证超龄换证: what the clerks compare, and what production makes (公安部令第162号 §65 as amended by 第172号).

Two clerks decide (`second_person_reasons` of the service); the courier takes the old licence back (§68).
"""

from backoffice.refusals import Reason, Refused
from backoffice.registry.orders import Reissue
from backoffice.registry.port import Registry
from backoffice.review.comparison import Comparison, ComparisonRow, Given, ServiceDesk, Verdict
from backoffice.review.facts import facts_of
from backoffice.review.licence_rows import CORRECTABLE, compare_licence, facts_for, licence_order, renewal_rows
from domain.reasons import ReasonCode
from domain.rules.driver_licence_renew_overage import RULES, Declaration, classes_kept
from domain.rules.grounds import has_ended
from domain.wire import declarations


def compare(given: Comparison) -> tuple[ComparisonRow, ...]:
    """Return the rows in the order in which a clerk reads them."""
    own = (_classes_after(given), *renewal_rows(given, RULES, renewed=has_ended(facts_for(given))))
    return compare_licence(given, RULES, own)


def _classes_after(given: Comparison) -> ComparisonRow:
    """Compare what is kept with what may be kept: a birthday may lie between the declaration and this day."""
    keep = declarations.read(Declaration, given.body.declaration).keep
    after = classes_kept(facts_for(given), keep)
    if after is None:
        return ComparisonRow("classes_after", keep.upper().replace("_", ""), None, Verdict.MISMATCH, ReasonCode.CLASS)
    return ComparisonRow("classes_after", after, after, Verdict.AGREE)


def order(registry: Registry, given: Given) -> Reissue:
    """Ask the registry to make the licence with the classes that were kept, as of the day it was confirmed."""
    body, keep = given.body, declarations.read(Declaration, given.body.declaration).keep
    facts = facts_of(given.record, body.confirmed_at.date(), body.applicant.valid_to, body.applicant.birth, pending=False)
    classes = classes_kept(facts, keep)
    if classes is None:
        raise Refused(Reason.WRONG_STATUS)  # without it the registry would make the licence with its old classes
    return licence_order(registry, given, "overage", classes)


DESK = ServiceDesk(compare=compare, correctable=CORRECTABLE, order=order, recovers_old=True, makes="driver_licence")
