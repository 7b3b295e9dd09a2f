"""Applications on the terminal, and the one durable act: number, sealed body, outbox row, audit events in one transaction."""

import base64
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Engine, Row, text

from backend_client import outbox
from backend_client.database import reading, writing
from backend_client.identity import Identity
from backend_client.sealing import SealedBody, seal, seal_faces
from domain import numbers
from domain.application import ApplicationStatus, require_step
from domain.clock import Clock
from domain.failures import FailureCode, KnownFailure
from domain.wire.v1 import ApplicationBody, PaidFee
from domain.wire.v1_faces import FaceBody
from kiosk.audit.log import AuditLog
from kiosk.flow.visit import Confirmed, Saved

COUNTER = "application"


class ApplicationStore:
    """Stores applications for the terminal that `identity` returns. One thread at a time."""

    def __init__(self, engine: Engine, clock: Clock, audit: AuditLog, identity: Callable[[], Identity | None]) -> None:
        self._engine = engine
        self._clock = clock
        self._audit = audit
        self._identity = identity

    def lodge(self, key: UUID, body: ApplicationBody, pictures: Sequence[bytes] = ()) -> Saved:
        """Confirm an application that costs nothing: it is lodged in the same transaction. Raises like :meth:`confirm`."""
        confirmed = self.confirm(key, body, pictures)
        return Saved(confirmed.number, confirmed.key)

    def confirm(self, key: UUID, body: ApplicationBody, pictures: Sequence[bytes] = ()) -> Confirmed:
        """Do the durable act once per `key`; asked again it returns what it did before. `pictures`: JPEGs, best first.

        With a fee the outbox row stays held until :meth:`settle` or :meth:`abandon`.
        Raises :class:`KnownFailure`: ``store_failed`` when nothing was committed, ``terminal_not_enrolled``.
        """
        identity = self._identity()
        if identity is None:
            raise KnownFailure(FailureCode.TERMINAL_NOT_ENROLLED)
        with writing(self._engine) as connection:
            if find_number(connection, key) is None:
                self._confirm(connection, key, body, pictures, identity)
            row = _row_of(connection, key)
        return Confirmed(number=row.number, key=key, order_id=UUID(row.order_id), fee_fen=row.fee_fen, service=row.service)

    def settle(self, key: UUID, paid: PaidFee) -> Saved:
        """The fee is paid: mark it and let the courier have the application, in one transaction. Once; then it changes nothing.

        Raises :class:`LookupError` for what was paid but awaits no payment: that must never be.
        """
        with writing(self._engine) as connection:
            row = _row_of(connection, key)
            if row.status != ApplicationStatus.LODGED:
                if row.status != ApplicationStatus.CONFIRMED or row.order_id != str(paid.order_id):
                    raise LookupError("a payment for an application that does not await it")
                self._mark_paid(connection, row.id, paid)
                self._release(connection, row.id, row.number, paid)
                self._note(connection, "application_lodged", service=row.service, application=row.id)
        return Saved(row.number, key)

    def abandon(self, key: UUID) -> None:
        """The fee was not charged and never will be: the application lapses, its body goes at once. Once."""
        now = self._clock.now()
        with writing(self._engine) as connection:
            row = _row_of(connection, key)
            if row.status != ApplicationStatus.CONFIRMED:
                return
            require_step(ApplicationStatus.CONFIRMED, ApplicationStatus.ABANDONED)
            connection.execute(
                text("UPDATE applications SET status = :status, abandoned_at = :now WHERE id = :id"),
                {"status": ApplicationStatus.ABANDONED.value, "now": now.isoformat(), "id": row.id},
            )
            outbox.abandon(connection, row.number, now)
            self._note(connection, "application_abandoned", service=row.service, application=row.id)

    def unsettled(self) -> list[Confirmed]:
        """Return what was confirmed and awaits its payment, oldest first."""
        with reading(self._engine) as connection:
            rows = connection.execute(
                text(
                    "SELECT key, number, order_id, fee_fen, service FROM applications"
                    " WHERE status = :confirmed AND fee_fen > 0 ORDER BY id"
                ),
                {"confirmed": ApplicationStatus.CONFIRMED.value},
            ).all()
        return [Confirmed(row.number, UUID(row.key), UUID(row.order_id), row.fee_fen, row.service) for row in rows]

    def recover(self) -> int:
        """At boot: lodge what was confirmed and needs no fee; return how many. What awaits a payment is left to it."""
        with writing(self._engine) as connection:
            rows = connection.execute(
                text("SELECT id, number, service FROM applications WHERE status = :confirmed AND fee_fen = 0 ORDER BY id"),
                {"confirmed": ApplicationStatus.CONFIRMED.value},
            ).all()
            for row in rows:
                self._release(connection, row.id, row.number)
                self._note(connection, "application_recovered", service=row.service, application=row.id)
        return len(rows)

    def _confirm(
        self, connection: Connection, key: UUID, body: ApplicationBody, pictures: Sequence[bytes], identity: Identity
    ) -> None:
        now, order = self._clock.now(), uuid4()
        number = numbers.allot(now.date(), identity.terminal_number, next_running(connection, now))
        whole = body.model_copy(
            update={
                "number": number,
                "terminal_id": identity.terminal_id,
                "confirmed_at": now,
                "order_id": order if body.fee_fen else None,
            }
        )
        row_id = _insert(connection, key, whole, order, now)
        faces = seal_pictures(whole, pictures, identity)
        outbox.put(connection, key, number, whole.service, seal(whole, identity.sealing_key), now, faces=faces)
        self._note(connection, "application_confirmed", service=whole.service.value, application=row_id)
        if pictures and faces is None:
            self._note(connection, "face_pictures_not_kept", application=row_id)
        if whole.fee_fen == 0:
            self._release(connection, row_id, number)
            self._note(connection, "application_lodged", service=whole.service.value, application=row_id)

    def _mark_paid(self, connection: Connection, row_id: int, paid: PaidFee) -> None:
        connection.execute(
            text("UPDATE applications SET paid_at = :paid_at WHERE id = :id"),
            {"paid_at": paid.paid_at.isoformat(), "id": row_id},
        )
        self._note(connection, "application_paid", application=row_id, amount_fen=paid.amount_fen)

    def _release(self, connection: Connection, row_id: int, number: str, paid: PaidFee | None = None) -> None:
        require_step(ApplicationStatus.CONFIRMED, ApplicationStatus.LODGED)
        now = self._clock.now()
        connection.execute(
            text("UPDATE applications SET status = :status, lodged_at = :now WHERE id = :id"),
            {"status": ApplicationStatus.LODGED.value, "now": now.isoformat(), "id": row_id},
        )
        outbox.release(connection, number, now, payment=paid)

    def _note(self, connection: Connection, event: str, **details: str | int) -> None:
        self._audit.append(connection, self._clock.now(), event, details)


def seal_pictures(body: ApplicationBody, pictures: Sequence[bytes], identity: Identity) -> SealedBody | None:
    """Seal the live pictures to the office's face key; None when there are none, or the office has not told that key yet."""
    if not pictures or identity.face_key is None:
        return None
    faces = FaceBody(
        number=body.number,
        terminal_id=body.terminal_id,
        taken_at=body.face.checked_at if body.face else body.confirmed_at,
        pictures=[base64.b64encode(picture).decode() for picture in pictures],
    )
    return seal_faces(faces, body.service, identity.face_key)


def find_number(connection: Connection, key: UUID) -> str | None:
    """Return the number of what was confirmed under `key`, if anything was."""
    found = connection.execute(text("SELECT number FROM applications WHERE key = :key"), {"key": str(key)})
    number = found.scalar_one_or_none()
    return str(number) if number is not None else None


def _row_of(connection: Connection, key: UUID) -> Row[Any]:
    """Return the application `key`; raises :class:`sqlalchemy.exc.NoResultFound` when there is none: a bug."""
    return connection.execute(
        text("SELECT id, number, service, status, order_id, fee_fen FROM applications WHERE key = :key"), {"key": str(key)}
    ).one()


def next_running(connection: Connection, now: datetime) -> int:
    """Count one up for this day; a day's count is kept, so a clock put back gives no number twice."""
    return int(
        connection.execute(
            text(
                "INSERT INTO counters (name, day, value) VALUES (:name, :day, 1)"
                " ON CONFLICT (name, day) DO UPDATE SET value = value + 1 RETURNING value"
            ),
            {"name": COUNTER, "day": now.date().isoformat()},
        ).scalar_one()
    )


def _insert(connection: Connection, key: UUID, body: ApplicationBody, order: UUID, now: datetime) -> int:
    return int(
        connection.execute(
            text(
                "INSERT INTO applications (key, number, service, status, order_id, fee_fen, confirmed_at)"
                " VALUES (:key, :number, :service, :status, :order_id, :fee_fen, :now) RETURNING id"
            ),
            {
                "key": str(key),
                "number": body.number,
                "service": body.service.value,
                "status": ApplicationStatus.CONFIRMED.value,
                "order_id": str(order),
                "fee_fen": body.fee_fen,
                "now": now.isoformat(),
            },
        ).scalar_one()
    )
