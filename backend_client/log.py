"""The courier's log: one JSON object per line on standard error, and only fields of a list that cannot carry a person."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

ALLOWED = frozenset(
    {"event", "level", "timestamp", "number_tail", "code", "problem", "action", "tries", "depth", "oldest_seconds", "dead"}
    | {"rows", "seconds", "terminal_id"}
)


def tail(number: str) -> str:
    """Return the last four digits of an application number: enough to find it, too little to look it up elsewhere."""
    return number[-4:]


def _only_allowed(_logger: object, _method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {name: value for name, value in entry.items() if name in ALLOWED}


def configure() -> None:
    """Set structlog up for this process."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _only_allowed,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
