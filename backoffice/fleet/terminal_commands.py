"""Orders to terminals: issued at the desk, signed, fetched by the terminal, told of when done. Everything is audited."""

import base64
import binascii
import hashlib
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import Select, delete, select, update

from backoffice.audit import services as audit
from backoffice.audit.models import AuditEntry
from backoffice.fleet.command_key import CommandKey
from backoffice.fleet.models import SelfTestErrand, TerminalCommand, TerminalLog
from backoffice.fleet.services import get_terminal
from backoffice.office import SYSTEM, Work
from backoffice.refusals import Reason, Refused
from backoffice.staff.models import Role, Staff
from backoffice.staff.scope import may_see
from domain.wire.v1_fleet import Command, CommandDone, CommandKind, LogUpload, Purpose, Signed

LARGEST_PLAIN_LOG = 8 * 1024 * 1024
SELF_TEST_ASKED = "terminal.self_test_asked"
REASONS = ("repair", "supplies", "cleaning", "moving", "ordered")  # of config/texts/maintenance.toml

ROLES: dict[CommandKind, tuple[Role, ...]] = {
    CommandKind.SELF_TEST: (Role.ADMIN, Role.SUPERVISOR),
    CommandKind.RELOAD_CONFIGURATION: (Role.ADMIN,),
    CommandKind.UPLOAD_LOGS: (Role.ADMIN,),
    CommandKind.TAKE_OUT: (Role.ADMIN, Role.SUPERVISOR),
    CommandKind.PUT_BACK: (Role.ADMIN, Role.SUPERVISOR),
    CommandKind.RESTART_SCREEN: (Role.ADMIN,),
}
"""Who may order what."""


class LogUnfit(ValueError):
    """What came is not the log that was asked for."""


@dataclass(frozen=True)
class Told:
    """One order as the terminal's page shows it; `state`: asked, taken, done, failed, refused, expired."""

    asked_at: datetime
    kind: str
    parameters: dict[str, str]
    asked_by: str  # display name; of the command line and of who is not known any more the name in the log
    asked_as: str  # user name; "": by no member of staff
    state: str
    detail: str | None
    ended_at: datetime | None
    command: str


def order(work: Work, terminal_id: str, kind: CommandKind, parameters: dict[str, str] | None = None) -> str:
    """Order something of a terminal; the same again while it is open is the same order.

    Raises Refused (role_missing, not_found, command_unfit), :class:`backoffice.fleet.services.NoSuchTerminal`.
    """
    require_terminal(work, terminal_id, *ROLES[kind])
    told = parameters or {}
    if (kind is CommandKind.TAKE_OUT) != (told.get("reason") in REASONS) or kind is CommandKind.SELF_TEST:
        raise Refused(Reason.COMMAND_UNFIT)
    again = work.session.scalars(_open(work, terminal_id).where(TerminalCommand.kind == kind.value)).first()
    if again is not None:
        return again.command
    row = TerminalCommand(
        command=str(uuid4()),
        terminal_id=terminal_id,
        kind=kind.value,
        parameters=told,
        asked_at=work.now,
        asked_by=work.actor.name,
        expires_at=work.now + timedelta(hours=work.office.settings.fleet.command_hours),
    )
    work.session.add(row)
    audit.record(work, f"terminal.ordered.{kind.value}", subject=terminal_id, codes=tuple(sorted(told.values())))
    return row.command


def require_terminal(work: Work, terminal_id: str, *roles: Role) -> None:
    """Refuse who has none of `roles`, or no business with this terminal's district; the system may do everything.

    Raises Refused (role_missing, not_found), :class:`backoffice.fleet.services.NoSuchTerminal`.
    """
    terminal = get_terminal(work.session, terminal_id)
    if work.actor != SYSTEM and not may_see(work.actor.require(*roles), terminal.district):
        raise Refused(Reason.NOT_FOUND)
    if terminal.revoked_at is not None:
        raise Refused(Reason.COMMAND_UNFIT)


def signed_orders(work: Work, terminal_id: str, self_tests: list[SelfTestErrand], life: timedelta) -> list[Signed]:
    """Return what a terminal is to do, signed now."""
    key = CommandKey(work.office.settings.keys_dir)
    wanted = [
        Command(
            command=UUID(row.command),
            terminal_id=terminal_id,
            kind=CommandKind(row.kind),
            issued_at=row.asked_at,
            expires_at=row.expires_at,
            parameters=row.parameters,
        )
        for row in work.session.scalars(_open(work, terminal_id).where(TerminalCommand.taken_at.is_(None)))
    ]
    wanted += [
        Command(
            command=UUID(row.errand),
            terminal_id=terminal_id,
            kind=CommandKind.SELF_TEST,
            issued_at=row.asked_at,
            expires_at=row.asked_at + life,
        )
        for row in self_tests
    ]
    return [key.sign(Purpose.COMMAND, command) for command in wanted[:20]]


def note_taken(work: Work, terminal_id: str, commands: list[UUID]) -> None:
    """Hear which orders a terminal has verified and will do."""
    if commands:
        mine = update(TerminalCommand).where(
            TerminalCommand.terminal_id == terminal_id,
            TerminalCommand.command.in_([str(command) for command in commands]),
            TerminalCommand.taken_at.is_(None),
        )
        work.session.execute(mine.values(taken_at=work.now))


def take_done(work: Work, terminal_id: str, done: CommandDone) -> None:
    """Keep what an order came to, once; one that nobody here gave this terminal falls on nobody."""
    row = work.session.get(TerminalCommand, str(done.command))
    if row is None or row.terminal_id != terminal_id or row.ended_at is not None:
        return
    row.taken_at = row.taken_at or work.now
    row.ended_at, row.result, row.detail = work.now, done.result.value, done.detail
    codes = (row.kind, done.result.value, *((done.detail,) if done.detail else ()))
    audit.record(work, "terminal.order_done", subject=terminal_id, codes=codes)


def list_orders(work: Work, terminal_id: str, limit: int = 12) -> list[Told]:
    """Return the newest orders of a terminal, self-tests among them, and who gave them."""
    mine = select(TerminalCommand).where(TerminalCommand.terminal_id == terminal_id)
    commands = work.session.scalars(mine.order_by(TerminalCommand.asked_at.desc()).limit(limit)).all()
    tests = select(SelfTestErrand).where(SelfTestErrand.terminal_id == terminal_id).order_by(SelfTestErrand.asked_at.desc())
    errands = work.session.scalars(tests.limit(limit)).all()
    askers = _askers(work, terminal_id, errands)
    given_by = {row.command: row.asked_by for row in commands} | askers
    names = _names(work, given_by.values())
    told = [_told(row, work.now) for row in commands] + [_test_told(row) for row in errands]
    told.sort(key=lambda one: one.asked_at, reverse=True)
    return [_given(one, given_by.get(one.command, ""), names) for one in told[:limit]]


def _askers(work: Work, terminal_id: str, errands: Sequence[SelfTestErrand]) -> dict[str, str]:
    """Return who asked for each self-test: the log knows, where it was written down in the same moment."""
    if not errands:
        return {}
    asked = select(AuditEntry.at, AuditEntry.actor).where(
        AuditEntry.subject == terminal_id,
        AuditEntry.action == SELF_TEST_ASKED,
        AuditEntry.at >= min(row.asked_at for row in errands),
    )
    actors = dict(work.session.execute(asked).all())
    return {row.errand: actors[row.asked_at] for row in errands if row.asked_at in actors}


def _names(work: Work, usernames: Collection[str]) -> dict[str, str]:
    named = select(Staff.username, Staff.display_name).where(Staff.username.in_(set(usernames)))
    return dict(work.session.execute(named).all())


def _given(told: Told, by: str, names: Mapping[str, str]) -> Told:
    return replace(told, asked_by=names.get(by, by), asked_as=by if by in names else "")


def keep_log(work: Work, terminal_id: str, upload: LogUpload) -> None:
    """Keep the logs that this terminal was asked for, sealed; raises :class:`LogUnfit`."""
    row = work.session.get(TerminalCommand, str(upload.command))
    if row is None or row.terminal_id != terminal_id or row.kind != CommandKind.UPLOAD_LOGS.value:
        raise LogUnfit
    if work.session.get(TerminalLog, row.command) is not None:
        return  # the answer was lost
    content = _read_log(upload)
    vault = work.office.vault
    wrapped = vault.make_wrapped_key(row.command)
    sealed = vault.seal(wrapped, f"{row.command}:terminal-log", content)
    kept = TerminalLog(
        command=row.command, terminal_id=terminal_id, taken_at=work.now, size=len(content), wrapped=wrapped, sealed=sealed
    )
    work.session.add(kept)
    audit.record(work, "terminal.log_kept", subject=terminal_id)


def fetch_log(work: Work, command: str) -> tuple[TerminalLog, bytes]:
    """Return fetched logs, gzipped; that they were looked at is audited. Raises Refused (role_missing, not_found)."""
    work.actor.require(Role.ADMIN)
    row = work.session.get(TerminalLog, command)
    if row is None:
        raise Refused(Reason.NOT_FOUND)
    require_terminal(work, row.terminal_id, Role.ADMIN)
    audit.record(work, "terminal.log_read", subject=row.terminal_id)
    return row, work.office.vault.open(row.wrapped, f"{row.command}:terminal-log", row.sealed)


def logs_of(work: Work, terminal_id: str) -> dict[str, TerminalLog]:
    """Return the logs that are kept of a terminal, by the order that fetched them."""
    rows = work.session.scalars(select(TerminalLog).where(TerminalLog.terminal_id == terminal_id))
    return {row.command: row for row in rows}


def forget_old_logs(work: Work) -> None:
    """Destroy logs that were fetched long ago."""
    before = work.now - timedelta(days=work.office.settings.fleet.log_days)
    work.session.execute(delete(TerminalLog).where(TerminalLog.taken_at < before))


def _open(work: Work, terminal_id: str) -> Select[TerminalCommand]:
    mine = select(TerminalCommand).where(TerminalCommand.terminal_id == terminal_id, TerminalCommand.ended_at.is_(None))
    return mine.where(TerminalCommand.expires_at > work.now).order_by(TerminalCommand.asked_at)


def _told(row: TerminalCommand, now: datetime) -> Told:
    state = row.result or ("expired" if row.expires_at <= now else "taken" if row.taken_at else "asked")
    return Told(row.asked_at, row.kind, row.parameters, "", "", state, row.detail, row.ended_at, row.command)


def _test_told(row: SelfTestErrand) -> Told:
    failed = [part for part in row.parts if part["failure"]]
    state = "asked" if row.ended_at is None else "refused" if row.refused else "failed" if failed else "done"
    detail = str(failed[0]["name"]) if failed else row.refused
    return Told(row.asked_at, CommandKind.SELF_TEST.value, {}, "", "", state, detail, row.ended_at, row.errand)


def _read_log(upload: LogUpload) -> bytes:
    """Return the compressed bytes, after checking that they are what was hashed and unpack to something not too large."""
    try:
        content = base64.b64decode(upload.content, validate=True)
        if hashlib.sha256(content).hexdigest() != upload.sha256:
            raise LogUnfit
        plain = zlib.decompressobj(wbits=31).decompress(content, LARGEST_PLAIN_LOG + 1)
    except (binascii.Error, zlib.error):
        raise LogUnfit from None
    if len(plain) > LARGEST_PLAIN_LOG:
        raise LogUnfit
    return content
