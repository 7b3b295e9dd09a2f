"""What the office wants of terminals between visits: self-tests on command, who may open them, what they told of it."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import Select, select

from backoffice.audit import services as audit
from backoffice.fleet import configuration
from backoffice.fleet.models import SelfTestErrand, ServiceSwitch, Technician
from backoffice.fleet.terminal_commands import ROLES, SELF_TEST_ASKED, note_taken, require_terminal, signed_orders
from backoffice.office import SYSTEM, Work
from backoffice.staff.models import Role
from domain.staff_pin import NUMBER, SALT_BYTES, hash_pin
from domain.wire.v1_errands import (
    ErrandsAnswer,
    ErrandsQuestion,
    SelfTestFound,
)
from domain.wire.v1_errands import (
    SelfTestErrand as WantedSelfTest,
)
from domain.wire.v1_errands import (
    Technician as AllowedTechnician,
)
from domain.wire.v1_fleet import CommandKind

ERRAND_LIFE = timedelta(days=1)  # a terminal that was away for longer need not test itself for yesterday's question


class NumberRefused(ValueError):
    """A staff number has four digits."""


@dataclass(frozen=True)
class NewPin:
    """A technician's PIN, seen only now."""

    number: str
    pin: str = field(repr=False)


def allow(work: Work, number: str) -> NewPin:
    """Let a technician open the terminals of the whole city, with a PIN drawn by chance.

    Raises Refused(role_missing, whole_city_only), :class:`NumberRefused`.
    """
    _require_administrator(work)
    if not NUMBER.fullmatch(number):
        raise NumberRefused
    pin = f"{secrets.randbelow(10**8):08d}"
    row = work.session.get(Technician, number) or Technician(number=number)
    row.pin, row.added_at, row.withdrawn_at = hash_pin(pin, secrets.token_bytes(SALT_BYTES)), work.now, None
    work.session.add(row)
    audit.record(work, "technician.allowed", subject=number)
    return NewPin(number, pin)


def withdraw(work: Work, number: str) -> None:
    """Let this technician in nowhere any more; harmless for one who is not allowed. Raises as :func:`allow`."""
    _require_administrator(work)
    row = work.session.get(Technician, number)
    if row is not None and row.withdrawn_at is None:
        row.withdrawn_at = work.now
        audit.record(work, "technician.withdrawn", subject=number)


def _require_administrator(work: Work) -> None:
    if work.actor != SYSTEM:
        work.actor.require_whole_city(Role.ADMIN)


def technicians(work: Work) -> list[Technician]:
    """Return everybody who is allowed in."""
    wanted = select(Technician).where(Technician.withdrawn_at.is_(None)).order_by(Technician.number)
    return list(work.session.scalars(wanted))


def ask_for_self_test(work: Work, terminal_id: str) -> str:
    """Have a terminal test itself between two visits; asked again before it answered it is the same errand.

    Raises Refused (role_missing, not_found), :class:`backoffice.fleet.services.NoSuchTerminal`.
    """
    require_terminal(work, terminal_id, *ROLES[CommandKind.SELF_TEST])
    open_one = work.session.scalars(_open_errands(work, terminal_id)).first()
    if open_one is not None:
        return open_one.errand
    row = SelfTestErrand(errand=str(uuid4()), terminal_id=terminal_id, asked_at=work.now, parts=[])
    work.session.add(row)
    audit.record(work, SELF_TEST_ASKED, subject=terminal_id)
    return row.errand


def answer(work: Work, terminal_id: str, question: ErrandsQuestion) -> ErrandsAnswer:
    """Tell a terminal what is wanted of it; keep whether it serves."""
    _keep_switch(work, terminal_id, question.out_of_service)
    note_taken(work, terminal_id, question.holding)
    allowed = [AllowedTechnician(number=row.number, pin=row.pin) for row in technicians(work)]
    tests = list(work.session.scalars(_open_errands(work, terminal_id)))
    if not question.takes_commands:
        return ErrandsAnswer(technicians=allowed, self_tests=[WantedSelfTest(errand=UUID(row.errand)) for row in tests])
    return ErrandsAnswer(
        technicians=allowed,
        self_tests=[],
        commands=signed_orders(work, terminal_id, tests, ERRAND_LIFE),
        configuration=configuration.signed_for(work, terminal_id, question.configuration),
    )


def take_found(work: Work, terminal_id: str, found: SelfTestFound) -> None:
    """Keep what a self-test found, once; one that nobody here asked this terminal for falls on nobody."""
    row = work.session.get(SelfTestErrand, str(found.errand))
    if row is None or row.terminal_id != terminal_id or row.ended_at is not None:
        return
    row.ended_at, row.refused = found.ended_at, found.refused
    row.parts = [{"name": part.name, "failure": None if part.passed else part.failure or "unknown"} for part in found.parts]
    codes = tuple(sorted({part.failure for part in found.parts if part.failure}))
    audit.record(work, "terminal.self_test_told", subject=terminal_id, codes=codes)


def newest_self_tests(work: Work) -> Mapping[str, SelfTestErrand]:
    """Return the newest self-test on command of each terminal."""
    rows = work.session.scalars(select(SelfTestErrand).order_by(SelfTestErrand.asked_at))
    return {row.terminal_id: row for row in rows}


def closed_terminals(work: Work) -> Mapping[str, str]:
    """Return the reason for each terminal that staff took out of service."""
    rows = work.session.scalars(select(ServiceSwitch).where(ServiceSwitch.reason.is_not(None)))
    return {row.terminal_id: row.reason for row in rows if row.reason}


def _open_errands(work: Work, terminal_id: str) -> Select[SelfTestErrand]:
    return (
        select(SelfTestErrand)
        .where(
            SelfTestErrand.terminal_id == terminal_id,
            SelfTestErrand.ended_at.is_(None),
            SelfTestErrand.asked_at > work.now - ERRAND_LIFE,
        )
        .order_by(SelfTestErrand.asked_at)
    )


def _keep_switch(work: Work, terminal_id: str, reason: str | None) -> None:
    row = work.session.get(ServiceSwitch, terminal_id)
    if row is None:
        row = ServiceSwitch(terminal_id=terminal_id, reason=None)
        work.session.add(row)
    if row.reason != reason:
        audit.record(work, "terminal.closed" if reason else "terminal.reopened", subject=terminal_id)
    row.reason, row.told_at = reason, work.now
