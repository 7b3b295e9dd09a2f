"""The terminal's log: one JSON object per line in `state_dir/log`, rotated, and nothing in it that could be a person.

Three nets, each enough for what it is meant for: only listed fields pass; of our own messages only values pass that look like
words of our catalogues (numbers, codes, frames of code); messages of libraries are withheld, only their place and level stay.
"""

import logging
import re
from collections.abc import Mapping, MutableMapping
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

import structlog

from kiosk.settings import Log

FILE_NAME = "kiosk.log"
OURS = ("kiosk", "drivers", "backend_client", "ui", "domain", "__main__")

FIELDS = frozenset(
    {"event", "level", "timestamp", "logger", "thread", "code", "device", "status", "failure", "service", "step"}
)
PLAIN = re.compile(r"[a-z0-9_.:,;<>()\[\]=+/ -]*")
TYPE_NAME = re.compile(r"[A-Z]\w{2,60}(?:Error|Exception|Failure|Warning|Refused|Missing|Exit|Interrupt|Database)")
PLACE = re.compile(r"(?:[A-Za-z]\w{0,40}\.(?:qml|js|py|mjs):\d{1,4}|MainThread|Dummy-\d{1,3})")
FRAMES = re.compile(r'\s*File "')
LONG_DIGITS = re.compile(r"\d{5,}")
NOT_ASCII = re.compile(r"[^\x20-\x7e\n]")
WITHHELD = "[withheld]"


def configure_logging(state_dir: Path, settings: Log, level: int = logging.INFO, file_name: str = FILE_NAME) -> logging.Handler:
    """Send every log of this process to the file; return the handler so that it can be closed.

    Every process has a file of its own: two that rotate one would take it from under each other.
    """
    folder = state_dir / "log"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handler = RotatingFileHandler(
        folder / file_name, maxBytes=settings.max_bytes, backupCount=settings.files, encoding="utf-8", delay=True
    )
    handler.setFormatter(_formatter())
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(level)
    structlog.configure(
        processors=[structlog.stdlib.add_log_level, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    return handler


def close_logging(handler: logging.Handler) -> None:
    """Take the handler away again."""
    logging.getLogger().removeHandler(handler)
    handler.close()
    structlog.reset_defaults()


def _formatter() -> structlog.stdlib.ProcessorFormatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.add_log_level],
        processors=[
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _say_harmlessly,
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            keep_listed_fields,
            structlog.processors.JSONRenderer(),
        ],
        use_get_message=False,
        pass_foreign_args=True,
    )


def keep_listed_fields(_logger: object, _method: str, entry: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Let only listed fields pass, each with a harmless value."""
    return {key: value if key in {"event", "timestamp"} else harmless(value) for key, value in entry.items() if key in FIELDS}


def _say_harmlessly(_logger: object, _method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    record: logging.LogRecord = entry["_record"]
    entry["logger"] = record.name
    entry["thread"] = record.threadName
    entry["event"] = message_of(record, entry.get("positional_args", ())) if record.name.partition(".")[0] in OURS else WITHHELD
    return entry


def message_of(record: logging.LogRecord, args: object) -> str:
    """Return the message of one of our own records: its literal with harmless values, and the frames of an exception."""
    template = scrubbed(str(record.msg)) if isinstance(record.msg, str) else _event_of(record.msg)
    try:
        said = template % tuple(harmless(arg) for arg in args) if isinstance(args, tuple) and args else template
    except (TypeError, ValueError):
        said = template
    return f"{said} ({record.exc_info[0].__name__})" if record.exc_info and record.exc_info[0] else said


def harmless(value: object) -> object:
    """Return `value` when it is a small number or looks like a word of ours, else a mark in its place."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        return value if abs(value) < 100_000 else WITHHELD
    text = str(value)
    if FRAMES.match(text):
        return scrubbed(text)
    if LONG_DIGITS.search(text) or not (PLAIN.fullmatch(text) or _names_code(text)):
        return WITHHELD
    return text


def scrubbed(text: str) -> str:
    """Take out long runs of digits and everything that is not ASCII."""
    return NOT_ASCII.sub("?", LONG_DIGITS.sub("#", text))


def _names_code(text: str) -> bool:
    return TYPE_NAME.fullmatch(text) is not None or PLACE.fullmatch(text) is not None


def _event_of(message: object) -> str:
    """Return the event of a structlog entry that went through the standard library."""
    return scrubbed(str(message.get("event", ""))) if isinstance(message, Mapping) else WITHHELD
