"""`kiosk self-test`: all that needs no person. A running terminal is asked to, for its devices are its own.

While no terminal runs, the devices are opened here.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from threading import Event
from uuid import uuid4

from backend_client import errands
from backend_client.errands import Errand, Found, Orderer
from domain.clock import Clock
from domain.failures import FailureCode, KnownFailure
from drivers.device import SelfTestResult
from kiosk.maintenance.checks import CHECKS, Ground
from kiosk.maintenance.payment_tests import PAYMENT_DEVICES
from kiosk.maintenance.self_test import AskPayment, Opener, openers_of, run_self_test
from kiosk.settings import Settings

WAIT_S = 1500.0  # a visit is waited for (at most 900 s), then every part is tested
LOOK_EVERY_S = 0.3


class NoSuchPart(LookupError):
    """This cabinet has no device or part of this name; carries the names that there are."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(f"{name}: one of {', '.join(known)}")


class TerminalBusy(Exception):
    """The running terminal did not come to it in time: a visit goes on, or a technician is in."""


def known_parts(settings: Settings) -> tuple[str, ...]:
    """Return the names of everything that can be tested here."""
    return (*openers_of(settings), *PAYMENT_DEVICES, *CHECKS)


def self_test(
    settings: Settings, clock: Clock, wanted: Sequence[str], ask_payment: AskPayment, wait_s: float = WAIT_S
) -> dict[str, SelfTestResult]:
    """Test what is wanted (nothing named: everything) and keep the results.

    Raises :class:`NoSuchPart`, :class:`TerminalBusy`, :class:`KnownFailure` (``store_failed``).
    """
    known = known_parts(settings)
    for name in wanted:
        if name not in known:
            raise NoSuchPart(name, known)
    if errands.is_terminal_running(settings.state_dir):
        return ask_terminal(settings, clock, wanted, wait_s)
    return _test_here(settings, clock, wanted or known, ask_payment)


def ask_terminal(settings: Settings, clock: Clock, wanted: Sequence[str], wait_s: float) -> dict[str, SelfTestResult]:
    """Lay an errand for the running terminal and wait until it was done between two visits."""
    errand = Errand(uuid4(), Orderer.CONSOLE, tuple(wanted))
    try:
        errands.post(settings.state_dir, errand)
    except OSError as error:
        raise KnownFailure(FailureCode.STORE_FAILED) from error
    try:
        return _opened(_await(settings, clock, errand, wait_s))
    finally:
        with suppress(OSError):
            errands.drop(settings.state_dir, errand.errand)


def _await(settings: Settings, clock: Clock, errand: Errand, wait_s: float) -> Found:
    until, pause = clock.monotonic() + wait_s, Event()
    while clock.monotonic() < until:
        for found in errands.done(settings.state_dir, Orderer.CONSOLE):
            if found.errand == errand.errand:
                return found
        if not errands.is_terminal_running(settings.state_dir):
            break
        pause.wait(LOOK_EVERY_S)
    raise TerminalBusy


def _opened(found: Found) -> dict[str, SelfTestResult]:
    return {part.name: SelfTestResult(part.passed, _code(part.failure)) for part in found.parts}


def _code(failure: str | None) -> FailureCode | None:
    if failure is None:
        return None
    try:
        return FailureCode(failure)
    except ValueError:  # a terminal of another version
        return FailureCode.TERMINAL_FAULT


def _test_here(settings: Settings, clock: Clock, wanted: Sequence[str], ask_payment: AskPayment) -> dict[str, SelfTestResult]:
    openers: Mapping[str, Opener] = {name: opener for name, opener in openers_of(settings).items() if name in wanted}
    paying = any(device in wanted for device in PAYMENT_DEVICES)

    def asked() -> dict[str, SelfTestResult]:
        return {name: result for name, result in ask_payment().items() if name in wanted}

    results = run_self_test(settings, clock, openers, asked if paying else dict)
    office = settings.office
    ground = Ground(settings.config_dir, settings.state_dir, office.url, office.ca_file, settings.face.engine, clock)
    return results | {name: check(ground) for name, check in CHECKS.items() if name in wanted}
