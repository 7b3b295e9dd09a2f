"""Districts: which cases and terminals a member of staff may see at all, whatever his role.

Staff without districts see the whole city. What belongs to no known district (``""``) is seen only by them.
"""

from sqlalchemy import ColumnElement, true
from sqlalchemy.orm import InstrumentedAttribute

from backoffice.staff.models import Staff


def may_see(staff: Staff, district: str) -> bool:
    """Tell whether something of `district` (six-digit region code, ``""`` unknown) is any business of `staff`."""
    return not staff.districts or district in staff.districts


def may_administer(staff: Staff, other: Staff) -> bool:
    """Tell whether the account of `other` is any business of an administrator: it reaches nowhere that `staff` does not."""
    return not staff.districts or (bool(other.districts) and set(other.districts) <= set(staff.districts))


def within(staff: Staff, column: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Return a query's condition that leaves only rows whose district `staff` may see, by the rule of :func:`may_see`."""
    return column.in_(staff.districts) if staff.districts else true()
