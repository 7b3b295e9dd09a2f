"""What the office orders: believed only with its signature, for this terminal, in time and once.

Orders lie as files beside the errands until they were done; what they came to lies there until the office has it. The courier
verifies and tells, the terminal's process does between two visits what would disturb one.
"""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import structlog
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import BaseModel, ValidationError

from backend_client.errands import FOLDER, read_whole, rows_of, write_whole
from domain.clock import Clock
from domain.wire.v1_fleet import Command, CommandKind, CommandResult, Purpose, Signed, signed_bytes

SEEN = "commands.json"
LONGEST_LIFE = timedelta(days=8)  # an order for longer would have to be remembered for longer
AFTER_END = timedelta(minutes=10)  # then the courier says that nobody did it

Payload = TypeVar("Payload", bound=BaseModel)

_log = structlog.get_logger()


@dataclass(frozen=True)
class Order:
    """An order that was believed and is not done yet."""

    command: UUID
    kind: CommandKind
    expires_at: datetime
    parameters: Mapping[str, str]


@dataclass(frozen=True)
class Outcome:
    """What an order came to."""

    command: UUID
    ended_at: datetime
    result: CommandResult
    detail: str | None = None


class OfficeVoice:
    """Tells what the office said from what somebody else did. `key` gives its public command key, if one is known."""

    def __init__(self, terminal_id: str, key: Callable[[], str | None]) -> None:
        self.terminal_id = terminal_id
        self._key = key

    def understand(self, purpose: Purpose, signed: Signed, form: type[Payload]) -> Payload | None:
        """Return what was signed, or None when it was not by the office or has not the form of `form`."""
        key = self._key()
        if key is None:
            return None
        try:
            payload = base64.b64decode(signed.payload, validate=True)
            public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key))
            public.verify(base64.b64decode(signed.signature), signed_bytes(purpose, payload))
            return form.model_validate_json(payload)
        except (InvalidSignature, ValidationError, ValueError):
            _log.warning("order_not_believed")
            return None


class OrderBook:
    """The orders of one terminal."""

    def __init__(self, state_dir: Path, clock: Clock, voice: OfficeVoice) -> None:
        self._state_dir = state_dir
        self._clock = clock
        self._voice = voice

    def take(self, signed: Signed) -> None:
        """Keep an order to be done, unless it is not believed, over, or was here before; raises :class:`OSError`."""
        command = self._voice.understand(Purpose.COMMAND, signed, Command)
        if command is None or command.terminal_id != self._voice.terminal_id or not self._is_in_time(command):
            return
        seen = self._seen()
        if str(command.command) in seen:
            return
        row = {
            "command": str(command.command),
            "kind": command.kind.value,
            "expires_at": command.expires_at.isoformat(),
            "parameters": dict(command.parameters),
        }
        write_whole(_path(self._state_dir, command.command, "order"), row)
        write_whole(self._state_dir / FOLDER / SEEN, {**seen, str(command.command): command.expires_at.isoformat()})

    def end_overdue(self) -> None:
        """Say of orders that nobody did in time that they are over; raises :class:`OSError`."""
        now = self._clock.now()
        for order in waiting(self._state_dir):
            if now > order.expires_at + AFTER_END:
                settle(self._state_dir, Outcome(order.command, now, CommandResult.EXPIRED))

    def _is_in_time(self, command: Command) -> bool:
        now = self._clock.now()
        return now < command.expires_at <= min(command.issued_at, now) + LONGEST_LIFE

    def _seen(self) -> dict[str, str]:
        """Return what was taken before and could still be played again."""
        now = self._clock.now()
        kept = read_whole(self._state_dir / FOLDER / SEEN)
        return {command: until for command, until in kept.items() if _is_after(until, now - LONGEST_LIFE)}


def waiting(state_dir: Path) -> list[Order]:
    """Return the orders that are to be done, oldest first."""
    return [order for order in map(_order, rows_of(state_dir, "order")) if order is not None]


def settle(state_dir: Path, outcome: Outcome) -> None:
    """Lay down what an order came to, and take the order away; raises :class:`OSError`."""
    row = {
        "command": str(outcome.command),
        "ended_at": outcome.ended_at.isoformat(),
        "result": outcome.result.value,
        "detail": outcome.detail,
    }
    write_whole(_path(state_dir, outcome.command, "done"), row)
    _path(state_dir, outcome.command, "order").unlink(missing_ok=True)


def outcomes(state_dir: Path) -> list[Outcome]:
    """Return what the office was not told yet."""
    return [outcome for outcome in map(_outcome, rows_of(state_dir, "done")) if outcome is not None]


def drop(state_dir: Path, command: UUID) -> None:
    """Forget an order whose outcome the office has."""
    for what in ("order", "done"):
        _path(state_dir, command, what).unlink(missing_ok=True)


def _path(state_dir: Path, command: UUID, what: str) -> Path:
    return state_dir / FOLDER / f"{command}.{what}.json"


def _is_after(text: object, moment: datetime) -> bool:
    try:
        return datetime.fromisoformat(str(text)) > moment
    except (ValueError, TypeError):
        return True  # damaged: rather remembered


def _order(row: Mapping[str, Any]) -> Order | None:
    try:
        parameters = {str(name): str(value) for name, value in row["parameters"].items()}
        return Order(UUID(row["command"]), CommandKind(row["kind"]), datetime.fromisoformat(row["expires_at"]), parameters)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _outcome(row: Mapping[str, Any]) -> Outcome | None:
    try:
        ended_at = datetime.fromisoformat(row["ended_at"])
        return Outcome(UUID(row["command"]), ended_at, CommandResult(row["result"]), row.get("detail"))
    except (KeyError, TypeError, ValueError):
        return None
