"""The payment journal: every attempt is a committed row before its first byte leaves, and stays one until it is decided.

No card number, track or PIN is ever in it: only the first six and last four digits. An order may have several attempts
(a wrong PIN), one after the other; once it is approved or closed there is no further one.
"""

import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from domain.clock import SHANGHAI, Clock
from payment.contract import PaymentOutcome, PaymentResult

FILE_NAME = "payment.db"
LARGEST_TRACE = 999_999


class AttemptState(StrEnum):
    """Where an attempt stands."""

    SENT = "sent"  # committed; whether the request left is not known
    APPROVED = "approved"
    DECLINED = "declined"  # the acquirer said no
    NOT_SENT = "not_sent"  # surely nothing left the machine
    REVERSE = "reverse"  # must be reversed until the acquirer has answered that
    REVERSED = "reversed"


UNDECIDED = (AttemptState.SENT, AttemptState.REVERSE)


class OrderClosed(Exception):
    """The order is paid, being clarified, or was closed: there is no further attempt."""


class AttemptDecided(LookupError):
    """Somebody decided the attempt otherwise before: the journal says how. It stays so."""


@dataclass(frozen=True)
class Attempt:
    """One row."""

    id: int
    order_id: UUID
    batch: str
    trace: str
    amount_fen: int
    state: AttemptState
    sent_at: datetime
    card: str = field(repr=False, default="")
    reference: str | None = None
    authorisation: str | None = None
    response_code: str | None = None
    reason: str | None = None
    reversal_reason: str | None = None  # field 39 of the reversal
    reversal_tries: int = 0


_SCHEMA = """
CREATE TABLE IF NOT EXISTS orders (
  order_id TEXT PRIMARY KEY, amount_fen INTEGER NOT NULL, closed INTEGER NOT NULL, at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS attempts (
  id INTEGER PRIMARY KEY, order_id TEXT NOT NULL REFERENCES orders, batch TEXT NOT NULL, trace TEXT NOT NULL,
  amount_fen INTEGER NOT NULL, state TEXT NOT NULL, sent_at TEXT NOT NULL, card TEXT NOT NULL, reference TEXT,
  authorisation TEXT, response_code TEXT, reason TEXT, reversal_reason TEXT, reversal_tries INTEGER NOT NULL DEFAULT 0,
  UNIQUE (batch, trace));
CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
"""
_COLUMNS = (
    "id, order_id, batch, trace, amount_fen, state, sent_at, card, reference, authorisation, response_code, reason,"
    " reversal_reason, reversal_tries"
)
_INSERT = (
    "INSERT INTO attempts (order_id, batch, trace, amount_fen, state, sent_at, card) VALUES (?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
    f" RETURNING {_COLUMNS}"
)


class Journal:
    """One SQLite file, durable at every commit; safe to use from several threads."""

    def __init__(self, state_dir: Path, clock: Clock) -> None:
        state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._clock = clock
        self._lock = threading.Lock()
        path = state_dir / FILE_NAME
        path.touch(mode=0o600)
        self._database = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._database.row_factory = sqlite3.Row
        for pragma, wanted in (("journal_mode=WAL", "wal"), ("synchronous=FULL", None), ("secure_delete=ON", 1)):
            found = self._database.execute(f"PRAGMA {pragma}").fetchone()
            if wanted is not None and found[0] != wanted:
                raise RuntimeError(f"SQLite refuses {pragma}")
        self._database.executescript(_SCHEMA)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def require_open(self, order_id: UUID, amount_fen: int) -> None:
        """Look whether an attempt could begin, before a citizen is asked for anything; raises what :meth:`begin` raises."""
        with self._writing():
            self._open_order(order_id, amount_fen)

    def begin(self, order_id: UUID, amount_fen: int, card: str) -> Attempt:
        """Commit an attempt with a fresh trace number, before anything is sent.

        Raises :class:`OrderClosed`; :class:`ValueError` when the order came before with another amount.
        """
        with self._writing():
            self._open_order(order_id, amount_fen)
            batch, trace = self._next_trace()
            row = self._database.execute(
                _INSERT, (str(order_id), batch, trace, amount_fen, AttemptState.SENT, self._now(), card)
            ).fetchone()
        return _attempt(row)

    def approve(self, attempt: Attempt, reference: str | None, authorisation: str | None) -> None:
        """The acquirer approved and the card agreed: the order is paid. Raises :class:`AttemptDecided`, as the next three."""
        words = {"reference": reference, "authorisation": authorisation, "response_code": "00"}
        self._settle(attempt, AttemptState.SENT, AttemptState.APPROVED, words)

    def decline(self, attempt: Attempt, response_code: str, reason: str) -> None:
        """The acquirer said no."""
        words = {"response_code": response_code, "reason": reason}
        self._settle(attempt, AttemptState.SENT, AttemptState.DECLINED, words)

    def not_sent(self, attempt: Attempt, reason: str) -> None:
        """Nothing left the machine."""
        self._settle(attempt, AttemptState.SENT, AttemptState.NOT_SENT, {"reason": reason})

    def must_reverse(self, attempt: Attempt, reversal_reason: str, reason: str = "reversed") -> None:
        """Whatever became of it, it must not stand. `reason` is what the citizen reads once it is undone.

        Said twice, the first word counts.
        """
        words = {"reversal_reason": reversal_reason, "reason": reason}
        try:
            self._settle(attempt, AttemptState.SENT, AttemptState.REVERSE, words)
        except AttemptDecided as decided:
            if decided.args != (AttemptState.REVERSE,):
                raise

    def reversal_tried(self, attempt: Attempt) -> None:
        """Count a try to reverse."""
        with self._writing():
            self._database.execute("UPDATE attempts SET reversal_tries = reversal_tries + 1 WHERE id = ?", (attempt.id,))

    def reversed(self, attempt: Attempt) -> None:
        """The acquirer has answered the reversal."""
        self._settle(attempt, AttemptState.REVERSE, AttemptState.REVERSED, {})

    def recover(self) -> int:
        """While nobody pays: an attempt that was sent and never decided must be reversed; return how many there are."""
        with self._writing():
            done = self._database.execute(
                "UPDATE attempts SET state = ?, reversal_reason = '98', reason = 'reversed' WHERE state = ?",
                (AttemptState.REVERSE, AttemptState.SENT),
            )
            return done.rowcount

    def pending_reversals(self) -> list[Attempt]:
        """Return what must still be reversed, oldest first."""
        return self._attempts("state = ?", AttemptState.REVERSE)

    def result(self, order_id: UUID) -> PaymentResult | None:
        """Return what became of an order; None when it was never begun."""
        with self._lock:
            order = self._database.execute(
                "SELECT amount_fen, closed FROM orders WHERE order_id = ?", (str(order_id),)
            ).fetchone()
        if order is None:
            return None
        result = _result(order_id, order["amount_fen"], self._attempts("order_id = ?", str(order_id)))
        return replace(result, reason="closed") if order["closed"] and result.trace is None else result

    def close_order(self, order_id: UUID) -> PaymentResult:
        """Close an order for good, unless it is paid, and return what became of it."""
        with self._writing():
            self._database.execute(
                "INSERT INTO orders VALUES (?, 0, 1, ?) ON CONFLICT (order_id) DO UPDATE SET closed = 1",
                (str(order_id), self._now()),
            )
        result = self.result(order_id)
        if result is None:
            raise LookupError("the order was closed just now")
        return result

    def orders(self) -> list[PaymentResult]:
        """Return every order that had an attempt, oldest first."""
        with self._lock:
            rows = self._database.execute("SELECT DISTINCT order_id FROM attempts ORDER BY id").fetchall()
        return [result for row in rows if (result := self.result(UUID(row["order_id"])))]

    # -- inside -----------------------------------------------------------------------------------------------------------

    def _open_order(self, order_id: UUID, amount_fen: int) -> None:
        self._database.execute(
            "INSERT INTO orders VALUES (?, ?, 0, ?) ON CONFLICT DO NOTHING", (str(order_id), amount_fen, self._now())
        )
        order = self._database.execute("SELECT amount_fen, closed FROM orders WHERE order_id = ?", (str(order_id),)).fetchone()
        states = {
            row["state"]
            for row in self._database.execute("SELECT state FROM attempts WHERE order_id = ?", (str(order_id),)).fetchall()
        }
        if order["closed"] or states & {AttemptState.APPROVED, *UNDECIDED}:
            raise OrderClosed
        if order["amount_fen"] != amount_fen:
            raise ValueError("the order came before with another amount")

    def _next_trace(self) -> tuple[str, str]:
        """Count one up; after 999999 a new batch begins, so that no pair is ever used twice."""
        count = self._database.execute(
            "INSERT INTO counters VALUES ('trace', 1) ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value"
        ).fetchone()["value"]
        batch, trace = divmod(count - 1, LARGEST_TRACE)
        return f"{batch + 1:06d}", f"{trace + 1:06d}"

    def next_trace(self) -> tuple[str, str]:
        """Return batch and trace number for a message that is no sale (sign-on)."""
        with self._writing():
            return self._next_trace()

    def _settle(self, attempt: Attempt, before: AttemptState, after: AttemptState, words: Mapping[str, str | None]) -> None:
        """Go from one state to the next and never from another: what is on the wire as a reversal cannot become paid."""
        names = "".join(f", {name} = ?" for name in words)
        with self._writing():
            done = self._database.execute(
                f"UPDATE attempts SET state = ?{names} WHERE id = ? AND state = ?",  # noqa: S608 - names of our own columns
                (after, *words.values(), attempt.id, before),
            )
            if done.rowcount != 1:
                found = self._database.execute("SELECT state FROM attempts WHERE id = ?", (attempt.id,)).fetchone()
                raise AttemptDecided(AttemptState(found["state"]))

    def _attempts(self, condition: str, value: str) -> list[Attempt]:
        with self._lock:
            query = f"SELECT {_COLUMNS} FROM attempts WHERE {condition} ORDER BY id"  # noqa: S608 - conditions of this module
            return [_attempt(row) for row in self._database.execute(query, (value,)).fetchall()]

    def _now(self) -> str:
        return self._clock.now().isoformat()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._lock:
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._database.execute("ROLLBACK")
                raise
            self._database.execute("COMMIT")


def _attempt(row: sqlite3.Row) -> Attempt:
    values = dict(row)
    values["order_id"] = UUID(values["order_id"])
    values["state"] = AttemptState(values["state"])
    values["sent_at"] = datetime.fromisoformat(values["sent_at"]).astimezone(SHANGHAI)
    return Attempt(**values)


_OUTCOMES = {
    AttemptState.APPROVED: PaymentOutcome.APPROVED,
    AttemptState.DECLINED: PaymentOutcome.DECLINED,
    AttemptState.SENT: PaymentOutcome.UNKNOWN,
    AttemptState.REVERSE: PaymentOutcome.UNKNOWN,
    AttemptState.REVERSED: PaymentOutcome.NOT_CHARGED,
    AttemptState.NOT_SENT: PaymentOutcome.NOT_CHARGED,
}


def _result(order_id: UUID, amount_fen: int, attempts: list[Attempt]) -> PaymentResult:
    """The last attempt speaks for the order: there is none after one that is approved or undecided."""
    if not attempts:
        return PaymentResult(order_id, PaymentOutcome.NOT_CHARGED, amount_fen)
    last = attempts[-1]
    return PaymentResult(
        order_id=order_id,
        outcome=_OUTCOMES[last.state],
        amount_fen=amount_fen,
        card=last.card or None,
        reference=last.reference,
        authorisation=last.authorisation,
        trace=last.trace,
        batch=last.batch,
        response_code=last.response_code,
        reason=last.reason,
        at=last.sent_at,
    )
