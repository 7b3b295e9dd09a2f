"""Days typed into a form as 2026-11-23 (`day_field` of `desk_form_parts.html`).

A day that is none counts as not said; the page comes back with 422, says so, and shows what was typed.
"""

import re
from datetime import date
from typing import Annotated

from fastapi import Query

EARLIEST, LATEST = date(2000, 1, 1), date(2199, 12, 31)
_WRITTEN = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)

TypedDay = Annotated[str, Query(max_length=20)]


def day_of(typed: str) -> date | None:
    """Return the day that was typed; None where it is none, or none that this office could know."""
    try:
        day = date.fromisoformat(typed.strip()) if _WRITTEN.fullmatch(typed.strip()) else None
    except ValueError:  # the 31st of November
        return None
    return day if day is not None and EARLIEST <= day <= LATEST else None


def wrong_days(**typed: str) -> dict[str, str]:
    """Return what was typed for a day and is none, by the name of its field."""
    return {name: text for name, text in typed.items() if text.strip() and day_of(text) is None}


def wrong_period(first: TypedDay = "", last: TypedDay = "") -> dict[str, str]:
    """Return what was typed for the fields `first` and `last` of a query and is no day."""
    return wrong_days(first=first, last=last)
