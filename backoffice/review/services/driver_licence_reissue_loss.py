"""驾驶证遗失补证: what the clerk compares, and what production makes.

Basis: 机动车驾驶证申领和使用规定 (公安部令第162号, amended by 172号) §69; the rules themselves are in
`domain/rules/driver_licence_reissue_loss.py` and every refusal they find stands in a row here.
"""

from backoffice.registry.orders import Reissue
from backoffice.registry.port import Registry
from backoffice.review.comparison import Comparison, ComparisonRow, Given, ServiceDesk
from backoffice.review.licence_rows import CORRECTABLE, compare_licence, licence_order
from domain.rules.driver_licence_reissue_loss import RULES, Declaration
from domain.wire import declarations


def compare(given: Comparison) -> tuple[ComparisonRow, ...]:
    """Return the rows in the order in which a clerk reads them."""
    reason = declarations.read(Declaration, given.body.declaration).reason
    return compare_licence(given, RULES, reason=reason)


def order(registry: Registry, given: Given) -> Reissue:
    """Ask the registry to re-issue the licence."""
    return licence_order(registry, given, "loss")


DESK = ServiceDesk(compare=compare, correctable=CORRECTABLE, order=order, makes="driver_licence")
