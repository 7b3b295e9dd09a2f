"""驾驶证期满换证: what the clerk compares, and what production makes (公安部令第162号 §63, §72)."""

from backoffice.registry.orders import Reissue
from backoffice.registry.port import Registry
from backoffice.review.comparison import Comparison, ComparisonRow, Given, ServiceDesk
from backoffice.review.licence_rows import CORRECTABLE, compare_licence, licence_order, renewal_rows
from domain.rules.driver_licence_renew_expiry import RULES


def compare(given: Comparison) -> tuple[ComparisonRow, ...]:
    """Return the rows in the order in which a clerk reads them."""
    return compare_licence(given, RULES, renewal_rows(given, RULES))


def order(registry: Registry, given: Given) -> Reissue:
    """Ask the registry to renew the licence; how long it is valid then the registry says."""
    return licence_order(registry, given, "expiry")


DESK = ServiceDesk(compare=compare, correctable=CORRECTABLE, order=order, makes="driver_licence")
