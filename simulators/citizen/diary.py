"""What the hosted terminal noted of itself: rows of its audit log, read from outside, and of them what may be shown."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

DATABASE = "terminal.db"
SHOWN = frozenset(
    {"device", "status", "failure", "passed", "service", "step", "why", "kind", "outcome", "reason", "decision", "way", "paper"}
    | {
        "result",
        "verified",
        "agreed",
        "taken",
        "on",
        "act",
        "locked",
        "brought_home",
        "backwards",
        "consumable",
        "held",
        "given",
    }
)  # never who, which application, how much
MOST_ROWS = 200


def read_events(state_dir: Path, after: int) -> dict[str, Any]:
    """Return the events after this number and the number of the last one; no events while there is no log to read."""
    try:
        with closing(sqlite3.connect(f"file:{state_dir / DATABASE}?mode=ro", uri=True, timeout=0.5)) as database:
            last = database.execute("SELECT coalesce(max(seq), 0) FROM audit_log").fetchone()[0]
            query = "SELECT seq, at, event, details FROM audit_log WHERE seq > ? ORDER BY seq LIMIT ?"
            rows = database.execute(query, (after, MOST_ROWS)).fetchall()
    except sqlite3.Error:
        return {"events": []}
    return {"last": last, "events": [_row(*row) for row in rows]}


def _row(seq: int, at: str, event: str, details: str) -> dict[str, Any]:
    kept = {key: value for key, value in json.loads(details).items() if key in SHOWN}
    return {"seq": seq, "at": at, "event": event, "details": kept}
