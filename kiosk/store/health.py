"""The health of the devices 设备健康: when each was down, why, and for how long. Bounded; types only, never personal data."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, text

from backend_client.database import reading, writing
from domain.failures import FailureCode
from drivers.device import DeviceStatus

KEPT_PER_DEVICE = 200


@dataclass(frozen=True)
class Outage:
    """One time that a device was down. Without `ended_at` it still is, or (`cut_short`) the terminal ended before it did."""

    device: str
    status: DeviceStatus
    failure: FailureCode | None
    began_at: datetime
    ended_at: datetime | None = None
    lasted_s: float | None = None  # measured, whatever the clock on the wall did meanwhile
    cut_short: bool = False


class HealthHistory:
    """The outages of this terminal's devices. One thread at a time; raises :class:`KnownFailure` (``store_failed``)."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def recover(self) -> None:
        """At start: what was down when the last run ended has an end that nobody saw."""
        with writing(self._engine) as connection:
            connection.execute(text("UPDATE device_outages SET cut_short = 1 WHERE ended_at IS NULL"))

    def begin(self, outage: Outage) -> None:
        """Enter that a device is down; the oldest outages of this device make room."""
        with writing(self._engine) as connection:
            connection.execute(
                text(
                    "INSERT INTO device_outages (device, status, failure, began_at) VALUES (:device, :status, :failure, :began)"
                ),
                {
                    "device": outage.device,
                    "status": outage.status.value,
                    "failure": outage.failure.value if outage.failure else None,
                    "began": outage.began_at.isoformat(),
                },
            )
            _make_room(connection, outage.device)

    def end(self, device: str, ended_at: datetime, lasted_s: float) -> None:
        """Enter that it is back, or down for another reason; harmless when its beginning was not entered."""
        with writing(self._engine) as connection:
            connection.execute(
                text(
                    "UPDATE device_outages SET ended_at = :ended, lasted_s = :lasted"
                    " WHERE device = :device AND ended_at IS NULL AND cut_short = 0"
                ),
                {"device": device, "ended": ended_at.isoformat(), "lasted": lasted_s},
            )


def outages(connection: Connection, device: str | None = None, limit: int = KEPT_PER_DEVICE) -> list[Outage]:
    """Return the newest outages, of one device or of all, newest first."""
    rows = connection.execute(
        text(
            "SELECT device, status, failure, began_at, ended_at, lasted_s, cut_short FROM device_outages"
            " WHERE :device IS NULL OR device = :device ORDER BY id DESC LIMIT :limit"
        ),
        {"device": device, "limit": limit},
    )
    return [
        Outage(
            device=row.device,
            status=DeviceStatus(row.status),
            failure=FailureCode(row.failure) if row.failure else None,
            began_at=datetime.fromisoformat(row.began_at),
            ended_at=datetime.fromisoformat(row.ended_at) if row.ended_at else None,
            lasted_s=row.lasted_s,
            cut_short=bool(row.cut_short),
        )
        for row in rows
    ]


def read_outages(engine: Engine, device: str | None = None, limit: int = KEPT_PER_DEVICE) -> list[Outage]:
    """Return :func:`outages` of an open database."""
    with reading(engine) as connection:
        return outages(connection, device, limit)


def _make_room(connection: Connection, device: str) -> None:
    connection.execute(
        text(
            "DELETE FROM device_outages WHERE device = :device AND id NOT IN"
            " (SELECT id FROM device_outages WHERE device = :device ORDER BY id DESC LIMIT :kept)"
        ),
        {"device": device, "kept": KEPT_PER_DEVICE},
    )
