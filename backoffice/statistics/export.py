"""Statistics as a file: aggregates only, and no cell from which somebody could be guessed.

A count of one to four is written ``<5``; medians and shares of fewer than five stay empty; there is no line of totals, from
which a hidden cell could be reckoned back.
"""

import csv
import io
from collections.abc import Callable, Sequence

from backoffice.statistics.counting import Row
from backoffice.statistics.models import Way
from backoffice.statistics.spread import Spread

FEWEST = 5
BOM = "\ufeff"  # spreadsheets know by it that this is UTF-8
COLUMNS = (
    *("key", "name", "received", "approved", "rejected", "referred", "completed", "withdrawn", "corrected", "returned"),
    *("decided_n", "decided_median_days", "decided_ninth_decile_days"),
    *("finished_n", "finished_median_days", "finished_ninth_decile_days", "within_promise_percent", "complete"),
)


def as_csv(
    rows: Sequence[Row],
    name_of: Callable[[Row], str],
    days_of: Callable[[int | None], float | None],
    is_complete: Callable[[Row], bool],
) -> str:
    """Return the rows as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        ways = [hidden(row.ways[way]) for way in (Way.APPROVED, Way.REJECTED, Way.REFERRED, Way.COMPLETED, Way.WITHDRAWN)]
        writer.writerow(
            [
                row.key,
                _plain(name_of(row)),
                hidden(row.received),
                *ways,
                hidden(row.corrected),
                hidden(row.returned),
                *_spread(row.to_decision, days_of),
                *_spread(row.to_end, days_of),
                f"{100 * row.in_time / row.dated:.1f}" if row.dated >= FEWEST else "",
                "yes" if is_complete(row) else "no",
            ]
        )
    return BOM + out.getvalue()


def hidden(count: int) -> str:
    """Return a count as the file tells it."""
    return f"<{FEWEST}" if 0 < count < FEWEST else str(count)


def _spread(spread: Spread, days_of: Callable[[int | None], float | None]) -> list[str]:
    if spread.count < FEWEST:
        return [hidden(spread.count), "", ""]
    return [str(spread.count), *(f"{days_of(value):.2f}" for value in (spread.median, spread.decile))]


def _plain(name: str) -> str:
    """Return a name that no spreadsheet takes for a formula."""
    return f"'{name}" if name[:1] in ("=", "+", "-", "@", "\t") else name
