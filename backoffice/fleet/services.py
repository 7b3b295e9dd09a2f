"""Operations of the fleet: pair, enrol, recognise, hear how a terminal is, revoke."""

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Connection, bindparam, delete, func, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from backoffice.audit import services as audit
from backoffice.fleet import certificates, pulse
from backoffice.fleet.models import PairingToken, SeenNonce, Terminal, TerminalState
from backoffice.fleet.signatures import LARGEST_SKEW
from backoffice.fleet.upsert import insert_for, insert_into
from backoffice.office import SYSTEM, Work
from backoffice.recovery.epochs import first_number
from backoffice.staff.models import Role
from backoffice.staff.scope import may_see
from domain.wire.v1 import EnrolmentRequest, Heartbeat

TOKEN_BYTES = 20  # 160 bits: thirty-two characters in base32, no padding
TOKEN_GROUP = 4
TOKEN_LIFE = timedelta(hours=1)
NONCE_LIFE = timedelta(seconds=2 * LARGEST_SKEW)  # an accepted `created` is at most this far from going stale
FORGET_ONE_IN = 64  # requests
LAST_NUMBER = 9999


class TokenRefused(Exception):
    """The pairing token is unknown, used by another terminal, or too old. Which of them is not told."""


class NumbersExhausted(Exception):
    """Every terminal number has been given out."""


class NoSuchDistrict(ValueError):
    """Not the code of a district or county of this office."""


class NoSuchTerminal(LookupError):
    """No terminal of this id."""


@dataclass(frozen=True)
class NewToken:
    """A pairing token, seen only now."""

    token: str = field(repr=False)
    expires_at: datetime


def make_pairing_token(work: Work, place_zh: str, place_en: str, district: str = "") -> NewToken:
    """Make a token for one terminal at this place; only its hash is kept.

    Raises Refused(role_missing), :class:`NoSuchDistrict`: also for one that is none of the administrator's own.
    """
    if work.actor != SYSTEM and not may_see(work.actor.require(Role.ADMIN), district):
        raise NoSuchDistrict
    if district and all(region.code != district for region in work.office.regions):
        raise NoSuchDistrict
    token = base64.b32encode(secrets.token_bytes(TOKEN_BYTES)).decode()
    row = PairingToken(
        token_hash=_token_hash(token),
        place_zh=place_zh,
        place_en=place_en,
        district=district,
        made_at=work.now,
        expires_at=work.now + TOKEN_LIFE,
    )
    work.session.add(row)
    audit.record(work, "terminal.pairing_token_made")
    groups = (token[i : i + TOKEN_GROUP] for i in range(0, len(token), TOKEN_GROUP))
    return NewToken("-".join(groups), row.expires_at)


def enrol(work: Work, request: EnrolmentRequest) -> Terminal:
    """Make a terminal of a good token; the same token with the same key answers the same terminal again.

    Raises :class:`TokenRefused`, :class:`NumbersExhausted`.
    """
    row = work.session.get(PairingToken, _token_hash(request.pairing_token), with_for_update=True)
    if row is None or row.expires_at <= work.now:
        raise TokenRefused
    if row.terminal_id is not None:
        return _same_again(work.session, row.terminal_id, request)
    terminal = Terminal(
        terminal_id=f"terminal-{secrets.token_hex(8)}",
        terminal_number=_next_number(work.session),
        public_key=request.public_key,
        place_zh=row.place_zh,
        place_en=row.place_en,
        district=row.district,
        enrolled_at=work.now,
    )
    work.session.add(terminal)
    work.session.flush()
    row.terminal_id, row.used_at = terminal.terminal_id, work.now
    audit.record(work, "terminal.enrolled", subject=terminal.terminal_id)
    return terminal


def _same_again(session: Session, terminal_id: str, request: EnrolmentRequest) -> Terminal:
    terminal = session.get_one(Terminal, terminal_id)
    if terminal.public_key != request.public_key or terminal.revoked_at is not None:
        raise TokenRefused
    return terminal


def _next_number(session: Session) -> int:
    number = max((session.scalar(select(func.max(Terminal.terminal_number))) or 0) + 1, first_number(session))
    if number > LAST_NUMBER:
        raise NumbersExhausted
    return number


def _token_hash(token: str) -> str:
    typed = token.replace("-", "").replace(" ", "").upper()
    return hashlib.sha256(typed.encode(errors="replace")).hexdigest()


_TERMINALS = Terminal.__table__.c
_PUBLIC_KEY = select(_TERMINALS.public_key).where(
    _TERMINALS.terminal_id == bindparam("terminal_id"), _TERMINALS.revoked_at.is_(None)
)


def find_public_key(session: Session | Connection, terminal_id: str) -> str | None:
    """Return the key of an enrolled terminal, None when there is none or it was revoked."""
    return session.scalar(_PUBLIC_KEY, {"terminal_id": terminal_id})


def get_terminal(session: Session, terminal_id: str) -> Terminal:
    """Return a terminal; raises :class:`NoSuchTerminal`."""
    terminal = session.get(Terminal, terminal_id)
    if terminal is None:
        raise NoSuchTerminal
    return terminal


def revoke(work: Work, terminal_id: str) -> None:
    """Refuse a terminal's signatures from now on (stolen, scrapped); raises :class:`NoSuchTerminal`."""
    terminal = get_terminal(work.session, terminal_id)
    terminal.revoked_at = terminal.revoked_at or work.now
    certificates.revoke_all(work, terminal_id)
    audit.record(work, "terminal.revoked", subject=terminal_id)


def take_nonce(line: Connection, terminal_id: str, nonce: str, now: datetime) -> bool:
    """Remember a nonce and tell whether it is new; old ones are forgotten on the way, now and then."""
    if secrets.randbelow(FORGET_ONE_IN) == 0:
        line.execute(delete(SeenNonce).where(SeenNonce.seen_at < now - NONCE_LIFE))
    values = {"terminal_id": terminal_id, "nonce": nonce, "seen_at": now}
    return line.scalar(_remembering(line.dialect.name), values) is not None


@cache
def _remembering(dialect: str) -> ReturningInsert[tuple[str]]:
    return insert_for(dialect, SeenNonce).on_conflict_do_nothing().returning(SeenNonce.nonce)


def keep_state(work: Work, terminal_id: str, beat: Heartbeat) -> None:
    """Replace what is known of a terminal by its newest heartbeat."""
    values = {
        "terminal_id": terminal_id,
        "received_at": work.now,
        "clock_offset_seconds": (beat.sent_at - work.now).total_seconds(),
        "software_version": beat.software_version,
        "devices": dict(beat.devices),
        "down": {device: one.model_dump() for device, one in beat.down.items()},
        "outbox_depth": beat.outbox_depth,
        "outbox_oldest_seconds": beat.outbox_oldest_seconds,
        "outbox_dead": beat.outbox_dead,
        "every_seconds": max(beat.every_seconds, 1),
        "levels": dict(beat.levels),
        "ups_percent": beat.ups_percent,
        "disk_free_mb": beat.disk_free_mb,
        "configuration": beat.configuration,
        "rulebook": beat.rulebook,
        "certificate_days": beat.certificate_days,
    }
    pulse.beat(work, terminal_id, beat.every_seconds)
    statement = insert_into(work.session, TerminalState).values(values)
    work.session.execute(statement.on_conflict_do_update(index_elements=["terminal_id"], set_=values))
