"""`python -m backend_client enrol|courier|outbox`: the terminal's line to the office, without its screens.

Exit status: 0 success, 1 a failure of the catalogue, 2 wrong usage.
"""

import ctypes
import fcntl
import json
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from sqlalchemy import Engine

from backend_client import log, outbox
from backend_client.certificate import CertificateFolder
from backend_client.client import OfficeClient
from backend_client.courier import Courier, Post
from backend_client.database import database_path, open_database, reading, writing
from backend_client.enrolment import enrol as enrol_terminal
from backend_client.identity import Identity, IdentityExists, find_identity
from backend_client.life_signs import find_life_signs
from backend_client.line import Limits, OfficeLine
from backend_client.settings import Settings, load_settings
from domain.clock import Clock, SystemClock
from domain.failures import KnownFailure
from domain.life_signs import LifeSigns

ENDINGS = (signal.SIGTERM, signal.SIGINT)
PR_SET_PDEATHSIG = 1  # prctl(2)
LAST_WORDS = 3.0  # seconds a courier gets to end its request; being cut off then is harmless, it is sent again
WAIT_FOR_IDENTITY = 1.0  # seconds
ENROL_LIMITS = Limits(connect=5.0, answer=20.0)

app = typer.Typer(help=__doc__, no_args_is_help=True, pretty_exceptions_enable=False)

Overlay = Annotated[Path | None, typer.Option(help="Overlay on config/kiosk.toml; default: KIOSK_OVERLAY.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]


class CourierRunning(RuntimeError):
    """Another courier works in this state folder."""


def _fail(code: str, message: str, hint: str, *, as_json: bool) -> NoReturn:
    shown = {"code": code, "message": message, "hint": hint}
    print(json.dumps(shown), file=sys.stdout) if as_json else print(f"{code}: {message}. {hint}", file=sys.stderr)
    raise typer.Exit(1)


@app.command()
def enrol(
    token: Annotated[str, typer.Option(help="Pairing token of the fleet desk: good once, for one hour.")],
    office: Annotated[str | None, typer.Option(help="Address of the office; default: the settings'.")] = None,
    overlay: Overlay = None,
    as_json: Json = False,
) -> None:
    """Make this machine a terminal of the office."""
    settings, clock = load_settings(overlay), SystemClock()
    line = OfficeLine(office or settings.office.url, ENROL_LIMITS, settings.office.ca_file)
    try:
        who = enrol_terminal(settings.state_dir, line, token, clock)
    except IdentityExists:
        _fail("already_enrolled", "this terminal has an identity", "It is never overwritten.", as_json=as_json)
    except KnownFailure as failure:
        problem = getattr(failure, "problem", None) or "no answer of the office"
        _fail(failure.code.value, problem, "Nothing was changed; the token may be tried again.", as_json=as_json)
    finally:
        line.close()
    shown = {"terminal_id": who.terminal_id, "terminal_number": who.terminal_number, "place_zh": who.place_zh}
    print(json.dumps(shown, ensure_ascii=False) if as_json else f"{who.terminal_number:04d}  {who.terminal_id}  {who.place_zh}")


@app.command()
def courier(
    overlay: Overlay = None,
    die_with_parent: Annotated[bool, typer.Option(help="End when the starting process ends.")] = False,
) -> None:
    """Drain the outbox and send heartbeats until SIGTERM."""
    if die_with_parent:
        _die_with_parent()
    log.configure()
    settings = load_settings(overlay)
    try:
        with _only_one(settings.state_dir):
            _work(settings, SystemClock())
    except CourierRunning:
        _fail("courier_running", "another courier works here", "One per terminal is enough.", as_json=False)


@app.command("outbox")
def show_outbox(overlay: Overlay = None, as_json: Json = False) -> None:
    """Tell how much waits for the office, and which applications it refused for good."""
    with _opened(load_settings(overlay)) as engine, reading(engine) as connection:
        counts, dead = outbox.counts(connection, SystemClock().now()), outbox.dead(connection)
    shown = {"depth": counts.depth, "oldest_seconds": counts.oldest_seconds, "dead": counts.dead}
    refused = [{"number": entry.number, "error": entry.last_error, "action": entry.staff_action} for entry in dead]
    if as_json:
        print(json.dumps({**shown, "refused": refused}))
        return
    print("  ".join(f"{name} {value}" for name, value in shown.items()))
    for row in refused:
        print("{number}  {error}  {action}".format(**row))


@app.command()
def revive(number: str, overlay: Overlay = None) -> None:
    """Send a refused application once more, after its cause was removed."""
    try:
        with _opened(load_settings(overlay)) as engine, writing(engine) as connection:
            outbox.revive(connection, number, SystemClock().now())
    except outbox.OutboxError:
        _fail("not_refused", "no refused application of this number", "`outbox` lists them.", as_json=False)


@contextmanager
def _opened(settings: Settings) -> Iterator[Engine]:
    engine = open_database(database_path(settings.state_dir))
    try:
        with writing(engine) as connection:
            outbox.create_tables(connection)
        yield engine
    finally:
        engine.dispose()


def _work(settings: Settings, clock: Clock) -> None:
    """Run the courier in a thread of its own, so that a signal is heard while it waits for the office."""
    stop = threading.Event()

    def end(*_: object) -> None:
        for number in ENDINGS:  # a second signal inside Event.set would wait for itself for ever
            signal.signal(number, signal.SIG_IGN)
        stop.set()

    for number in ENDINGS:
        signal.signal(number, end)
    crashed: list[BaseException] = []

    def work() -> None:
        try:
            _carry(settings, clock, stop, signs)
        except BaseException as error:  # noqa: BLE001 - the thread's edge: told to the main thread, raised there
            crashed.append(error)
        finally:
            stop.set()

    signs = find_life_signs(clock)
    worker = threading.Thread(target=work, name="courier", daemon=True)
    worker.start()
    stop.wait()
    signs.ending()
    worker.join(LAST_WORDS)
    if crashed:
        raise crashed[0]


def _carry(settings: Settings, clock: Clock, stop: threading.Event, signs: LifeSigns) -> None:
    signs.ready()
    identity = _identity(settings.state_dir, stop, signs)
    if identity is None:
        return
    limits = Limits(settings.courier.connect_limit, settings.courier.answer_limit)
    certificate = CertificateFolder(settings.state_dir, clock)
    line = OfficeLine(settings.office.url, limits, settings.office.ca_file, certificate.to_present)
    client = OfficeClient(line, identity, clock)
    try:
        with _opened(settings) as engine:
            Courier(Post(engine, client, identity, settings.state_dir), clock, settings.courier).run(stop, signs.alive)
    finally:
        client.close()


def _identity(state_dir: Path, stop: threading.Event, signs: LifeSigns) -> Identity | None:
    """Wait until this terminal is enrolled; None when told to stop first."""
    while not stop.is_set():
        identity = find_identity(state_dir)
        if identity:
            return identity
        signs.alive()
        stop.wait(WAIT_FOR_IDENTITY)
    return None


@contextmanager
def _only_one(state_dir: Path) -> Iterator[None]:
    """Hold the courier's lock; raises :class:`CourierRunning`. The kernel gives it back when the process dies."""
    state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(state_dir / "courier.lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        raise CourierRunning from error
    try:
        yield
    finally:
        os.close(descriptor)


def _die_with_parent() -> None:
    parent = os.getppid()
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it ended before the kernel was asked
        raise typer.Exit(1)


def main() -> None:
    """Run the command line."""
    try:
        app()
    except PermissionError as denied:
        print(f"cannot write {denied.filename}: run as the terminal's user, or name a folder in KIOSK_OVERLAY", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
