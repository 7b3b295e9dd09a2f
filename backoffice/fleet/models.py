"""Tables of the fleet: terminals, the tokens they are paired with, the nonces they used, how they last were."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from backoffice.database import Base


class Terminal(Base):
    """One enrolled terminal. Its number stands in every application number it allots, so it is never given again."""

    __tablename__ = "terminal"

    terminal_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    terminal_number: Mapped[int] = mapped_column(unique=True)  # 1..9999
    public_key: Mapped[str] = mapped_column(String(44))  # base64 of the raw Ed25519 key
    place_zh: Mapped[str] = mapped_column(String(120))
    place_en: Mapped[str] = mapped_column(String(120))
    district: Mapped[str] = mapped_column(String(12), server_default="")  # code of its region, six digits; "": none told
    enrolled_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]  # from then on its signatures are refused


class PairingToken(Base):
    """What staff hand to the technician; kept as its hash, good for one terminal and one hour."""

    __tablename__ = "pairing_token"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)  # hex SHA-256
    place_zh: Mapped[str] = mapped_column(String(120))
    place_en: Mapped[str] = mapped_column(String(120))
    district: Mapped[str] = mapped_column(String(12), server_default="")
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    terminal_id: Mapped[str | None] = mapped_column(ForeignKey("terminal.terminal_id"))


class SeenNonce(Base):
    """A signed request that was taken; the same one is refused while its `created` would still be good."""

    __tablename__ = "seen_nonce"

    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminal.terminal_id"), primary_key=True)
    nonce: Mapped[str] = mapped_column(String(64), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(index=True)


class TerminalState(Base):
    """The last heartbeat of a terminal; there is one row per terminal, history belongs to a metrics store."""

    __tablename__ = "terminal_state"

    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminal.terminal_id"), primary_key=True)
    received_at: Mapped[datetime]
    clock_offset_seconds: Mapped[float]  # terminal's clock minus the office's
    software_version: Mapped[str] = mapped_column(String(40))
    devices: Mapped[dict[str, str]] = mapped_column(JSON)
    down: Mapped[dict[str, dict[str, str | int | None]]] = mapped_column(JSON)  # why, and for how many seconds then
    outbox_depth: Mapped[int]
    outbox_oldest_seconds: Mapped[int]
    outbox_dead: Mapped[int]


class Technician(Base):
    """Who may open the maintenance mode of the terminals; known there within a heartbeat, withdrawn as fast."""

    __tablename__ = "technician"

    number: Mapped[str] = mapped_column(String(4), primary_key=True)  # 工号
    pin: Mapped[str] = mapped_column(String(200))  # domain.staff_pin
    added_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class SelfTestErrand(Base):
    """A self-test that staff asked a terminal for; `parts`: what it found, name and failure (None: passed) each."""

    __tablename__ = "self_test_errand"

    errand: Mapped[str] = mapped_column(String(36), primary_key=True)
    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminal.terminal_id"), index=True)
    asked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    refused: Mapped[str | None] = mapped_column(String(40))
    parts: Mapped[list[dict[str, str | None]]] = mapped_column(JSON)


class ServiceSwitch(Base):
    """Whether staff took a terminal out of service, and why; as it told last."""

    __tablename__ = "service_switch"

    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminal.terminal_id"), primary_key=True)
    reason: Mapped[str | None] = mapped_column(String(40))
    told_at: Mapped[datetime]
