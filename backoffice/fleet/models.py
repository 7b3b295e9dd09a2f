"""Tables of the fleet: terminals and their certificates, how they are and were, alarms, commands, configuration."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text, text
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
    """The last heartbeat of a terminal; there is one row per terminal, its history in pieces is :class:`HeartbeatCell`."""

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
    every_seconds: Mapped[int] = mapped_column(server_default="60")
    levels: Mapped[dict[str, int]] = mapped_column(JSON, server_default="{}")  # consumable -> per cent left
    ups_percent: Mapped[int | None]
    disk_free_mb: Mapped[int | None]
    configuration: Mapped[str | None] = mapped_column(String(64))  # hash of the rolled-out fragment that it runs with
    rulebook: Mapped[str | None] = mapped_column(String(64))
    certificate_days: Mapped[int | None]


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


class TerminalCertificate(Base):
    """A client certificate that the authority issued. Old and new are good side by side until the new one was used."""

    __tablename__ = "terminal_certificate"

    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)  # SHA-256 of the DER, hex
    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminal.terminal_id"), index=True)
    serial: Mapped[str] = mapped_column(String(40), unique=True)  # hex
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    first_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]  # with the terminal, or because a newer one was used


class HeartbeatCell(Base):
    """How a terminal was heard in one piece of 40 minutes: the strip of its page, three days long."""

    __tablename__ = "heartbeat_cell"

    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminal.terminal_id"), primary_key=True)
    cell: Mapped[int] = mapped_column(primary_key=True)  # pieces since 1970
    beats: Mapped[int]
    gaps: Mapped[int]  # silences of more than three missed heartbeats that ended in it
    every_seconds: Mapped[int]
    closed: Mapped[bool]  # staff had it out of service


class FleetListening(Base):
    """Since when this office hears terminals without a break of its own: silence before that is nobody's fault but its own."""

    __tablename__ = "fleet_listening"

    id: Mapped[int] = mapped_column(primary_key=True)  # always 1
    since: Mapped[datetime]


class FleetAlarm(Base):
    """Something that somebody must see to: one row from when it came until it went. No `terminal_id`: the whole fleet."""

    __tablename__ = "fleet_alarm"
    __table_args__ = (
        Index(
            "ix_fleet_alarm_open",
            "terminal_id",
            "kind",
            "part",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    terminal_id: Mapped[str] = mapped_column(String(40), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    part: Mapped[str] = mapped_column(String(40))  # device or consumable; "": the terminal
    since: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[int | None]  # staff
    escalated_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class TerminalCommand(Base):
    """An order to a terminal, as it was signed; self-tests have rows of their own (:class:`SelfTestErrand`)."""

    __tablename__ = "terminal_command"

    command: Mapped[str] = mapped_column(String(36), primary_key=True)
    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminal.terminal_id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    parameters: Mapped[dict[str, str]] = mapped_column(JSON)
    asked_at: Mapped[datetime]
    asked_by: Mapped[str] = mapped_column(String(80))
    expires_at: Mapped[datetime]
    taken_at: Mapped[datetime | None]  # the terminal verified it and will do it
    ended_at: Mapped[datetime | None]
    result: Mapped[str | None] = mapped_column(String(40))
    detail: Mapped[str | None] = mapped_column(String(40))


class TerminalLog(Base):
    """Redacted logs that a terminal sent on command; sealed with the office's key, destroyed after some days."""

    __tablename__ = "terminal_log"

    command: Mapped[str] = mapped_column(ForeignKey("terminal_command.command"), primary_key=True)
    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminal.terminal_id"), index=True)
    taken_at: Mapped[datetime]
    size: Mapped[int]  # of the compressed bytes
    wrapped: Mapped[bytes]  # its data key, wrapped by the office's master key
    sealed: Mapped[bytes] = mapped_column(deferred=True)


class FleetConfiguration(Base):
    """One version of what is changed on top of the shipped configuration of terminals; never altered."""

    __tablename__ = "fleet_configuration"

    version: Mapped[int] = mapped_column(primary_key=True)
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(80))
    note: Mapped[str] = mapped_column(String(200))
    fragment: Mapped[str] = mapped_column(Text)  # TOML, allowed keys only
    sha256: Mapped[str] = mapped_column(String(64))


class ConfigurationRollout(Base):
    """Who sent which version where; `share` of the terminals of these districts (none named: all), the same ones every time."""

    __tablename__ = "configuration_rollout"

    number: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(ForeignKey("fleet_configuration.version"))
    districts: Mapped[list[str]]
    share: Mapped[int]  # per cent
    terminals: Mapped[int]
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(80))


class WantedConfiguration(Base):
    """Which roll-out a terminal is to run with; what it runs with stands in its heartbeat."""

    __tablename__ = "wanted_configuration"

    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminal.terminal_id"), primary_key=True)
    number: Mapped[int] = mapped_column(ForeignKey("configuration_rollout.number"))
