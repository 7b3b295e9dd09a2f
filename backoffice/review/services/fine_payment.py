"""罚款缴纳: posted at once, decision by decision; what cannot be posted is owed back.

Basis: 行政处罚法 (2021-07-15) §67, §72; 道路交通安全法 (2021-04-29) §108.
"""

from backoffice.payments.fine_settling import codes, settle
from backoffice.review.comparison import Comparison, ComparisonRow, ServiceDesk


def compare(given: Comparison) -> tuple[ComparisonRow, ...]:
    """Nothing is compared: anybody may pay a fine."""
    del given
    return ()


DESK = ServiceDesk(compare=compare, correctable={}, at_once=settle, codes=codes, withdrawable=False)
