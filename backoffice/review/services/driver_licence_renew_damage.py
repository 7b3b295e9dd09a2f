"""驾驶证损毁换证: what the clerk compares, and what production makes (公安部令第162号 §66)."""

from backoffice.registry.orders import Reissue
from backoffice.registry.port import Registry
from backoffice.review.comparison import Comparison, ComparisonRow, Given, ServiceDesk
from backoffice.review.licence_rows import CORRECTABLE, compare_licence, licence_order
from domain.rules.driver_licence_renew_damage import RULES, Declaration
from domain.wire import declarations


def compare(given: Comparison) -> tuple[ComparisonRow, ...]:
    """Return the rows in the order in which a clerk reads them."""
    reason = declarations.read(Declaration, given.body.declaration).reason
    return compare_licence(given, RULES, reason=reason)


def order(registry: Registry, given: Given) -> Reissue:
    """Ask the registry to make the licence again; neither classes nor period change."""
    return licence_order(registry, given, "damage")


DESK = ServiceDesk(compare=compare, correctable=CORRECTABLE, order=order, makes="driver_licence")
