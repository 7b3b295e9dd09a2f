"""交通违法处理: decided by the rules where nobody disagrees; statements go to the violations desk (`backoffice/violations`).

Basis: 道路交通安全违法行为处理程序规定 (公安部令第157号) §43, §52, §58; 记分管理办法 (公安部令第163号) §13.
"""

from backoffice.review.comparison import Comparison, ComparisonRow, ServiceDesk, Verdict, agree_or
from backoffice.violations.handling import decide
from domain.reasons import ReasonCode


def compare(given: Comparison) -> tuple[ComparisonRow, ...]:
    """Return what the registry knows of the person; the records themselves stand at the violations desk."""
    licence = given.record.licence
    if licence is None:
        return (ComparisonRow("name", given.body.applicant.name, None, Verdict.REGISTRY_ONLY),)
    return (agree_or(Verdict.MISMATCH, "name", given.body.applicant.name, licence.holder, ReasonCode.DATA),)


DESK = ServiceDesk(compare=compare, correctable={}, at_once=decide, withdrawable=False)
