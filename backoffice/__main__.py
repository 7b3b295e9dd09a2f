"""Commands of the office, by `backoffice`: serve, worker, migrate, staff, audit, fleet, keys, payments, demo, backup, restore.

`--json` prints one object on standard output and nothing else there. Exit status 0 success, 1 a refusal, 2 wrong usage.
"""

import json
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from backoffice import serving
from backoffice.audit import services as audit
from backoffice.demo import DemoClerk, make_blanks, make_clerks, make_technician
from backoffice.fleet.commands import app as fleet
from backoffice.life_signs import find_life_signs
from backoffice.migrations import make_migration
from backoffice.migrations import migrate as bring_up_to_date
from backoffice.office import SYSTEM, Office
from backoffice.opening import open_office
from backoffice.passes import commands as pass_commands
from backoffice.payments.commands import app as payments
from backoffice.recovery import services as recovery
from backoffice.recovery.manifest import BackupImpossible
from backoffice.refusals import Refused
from backoffice.retention.commands import app as evidence
from backoffice.retention.key_commands import app as keys
from backoffice.retention.stores import StoreDown
from backoffice.serving import ENDINGS, Crew, OfficeServer, member_command
from backoffice.settings import load_settings
from backoffice.staff.commands import app as staff
from backoffice.worker import Worker
from domain.clock import SystemClock

LOOPBACK = "127.0.0.1"
PARTNERS_ASIDE = (
    "Registry, post and SMS are not started by this: until they are, nothing of them is answered or sent, and cases wait.\n"
    "./run starts everything, with simulated partners. For an office of its own: .venv/bin/python -m simulators up --json\n"
    "prints their addresses and keys for [registry], [post] and [sms] of the overlay; see docs/backoffice.md."
)
BACKLOG = 2048  # connections that wait to be accepted: a fleet comes back at once after a cut

app = typer.Typer(help="The back office.", no_args_is_help=True, pretty_exceptions_enable=False)
truck_passes = typer.Typer(help="Truck passes.", no_args_is_help=True)
audit_log = typer.Typer(help="The audit log.", no_args_is_help=True)
app.add_typer(staff, name="staff")
app.add_typer(audit_log, name="audit")
app.add_typer(evidence, name="evidence")
app.add_typer(keys, name="keys")
app.add_typer(fleet, name="fleet")
app.add_typer(truck_passes, name="pass")
app.add_typer(payments, name="payments")

DemoDay = Annotated[bool, typer.Option("--day", help="Fill an empty database with the last working days of a city.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def main() -> None:
    """Run the command line."""
    os.umask(0o077)  # whatever the office writes is the office's alone
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        app()
    except PermissionError as denied:
        print(
            f"cannot write {denied.filename}: run as the office's user, or name a folder in BACKOFFICE_OVERLAY", file=sys.stderr
        )
        sys.exit(1)


@app.command()
def serve(
    port: int = 0,
    port_file: Path | None = None,
    workers: Annotated[int | None, typer.Option(min=1, max=64, help="Processes; more than one needs PostgreSQL.")] = None,
) -> None:
    """Serve desk and terminal API on loopback (TLS ends at the proxy in front); port 0 takes a free one."""
    settings = load_settings()
    crew = workers or settings.web.workers
    if crew > 1 and settings.is_sqlite:
        _fail("workers_need_postgresql", "SQLite has one writer: serve with one process, or set database_url")
    _migrate()
    signs = find_life_signs(SystemClock())
    with socket.create_server((LOOPBACK, port), backlog=BACKLOG) as listener:
        if port_file is not None:
            _write_whole(port_file, f"{listener.getsockname()[1]}\n")
        if crew > 1:
            Crew(crew, listener, member_command, SystemClock()).run(signs.ready, signs.alive)
            return
        from backoffice.app import create_app  # only who serves needs the pages

        OfficeServer(create_app(settings, SystemClock()), signs.ready, signs.alive).run(sockets=[listener])


@app.command(hidden=True)
def serve_in_crew(listener: int, signs: int) -> None:
    """Serve as one of a crew, on a socket that the chief has opened."""
    from backoffice.app import create_app

    serving.serve_in_crew(create_app(load_settings(), SystemClock()), socket.socket(fileno=listener), signs, SystemClock())


@app.command()
def worker() -> None:
    """Send notices, ask registry and post, seal the audit log; ends cleanly on SIGTERM."""
    stop = threading.Event()

    def end(*_: object) -> None:
        for ending in ENDINGS:  # a second signal inside Event.set would wait for itself for ever
            signal.signal(ending, signal.SIG_IGN)
        stop.set()

    for ending in ENDINGS:
        signal.signal(ending, end)
    _migrate()
    signs = find_life_signs(SystemClock())
    with _office() as office:
        signs.ready()
        Worker(office, stop, signs.alive).run()


@app.command()
def migrate() -> None:
    """Bring the database up to date."""
    _migrate()


@app.command(hidden=True)
def make_new_migration(message: str) -> None:
    """Write a migration from the difference between tables and database (for developers)."""
    with _office() as office:
        make_migration(office.database.engine, message)


@audit_log.command("verify")
def verify_audit(as_json: AsJson = False) -> None:
    """Recompute the whole chain; exit status 1 when it is broken."""
    with _office() as office, office.reading() as work:
        report = audit.verify(work.session)
    if as_json:
        print(
            json.dumps({"sealed": report.sealed, "waiting": report.waiting, "broken_at": report.broken_at, "head": report.head})
        )
    else:
        print(f"sealed {report.sealed}, waiting {report.waiting}, head {report.head}, broken at {report.broken_at}")
    if report.broken_at is not None:
        raise typer.Exit(1)


@truck_passes.command("verify")
def verify_pass(text: str) -> None:
    """Say whether the text of a scanned code (or a number) is a pass of this office, and how it stands now."""
    with _office() as office, office.writing(SYSTEM) as work:
        found = pass_commands.verified(work, text)
    print(json.dumps(found, ensure_ascii=False))
    if found.get("state") != "valid":
        raise typer.Exit(1)


@truck_passes.command("keys")
def show_pass_keys() -> None:
    """Print the public keys with which codes can be checked without any network."""
    with _office() as office:
        print(json.dumps(pass_commands.public_keys(office.settings.keys_dir)))


@app.command()
def demo(as_json: AsJson = False, *, day: DemoDay = False) -> None:
    """Make the sandbox's clerks and its technician with random passwords, shown once."""
    _migrate()
    with _office() as office:
        try:
            clerks, technician = _demo_clerks(office, whole_day=day), make_technician(office)
        except Refused as refused:
            _fail(refused.reason, "only the sandbox has demo clerks, and a day needs an empty database")
    rows = [
        {
            "username": one.username,
            "password": one.password,
            "second_factor": one.second_factor,
            "display_name": one.display_name,
            "roles": list(one.roles),
        }
        for one in clerks
    ]
    if as_json:
        told = {"clerks": rows, "technician": {"number": technician.number, "pin": technician.pin}}
        print(json.dumps(told, ensure_ascii=False))
        return
    for row in rows:
        print("{username:12} {password}  {second_factor}  {display_name} {0}".format(" ".join(row["roles"]), **row))
    print(f"{technician.number:12} {technician.pin}  technician")
    print(PARTNERS_ASIDE, file=sys.stderr)


def _demo_clerks(office: Office, *, whole_day: bool) -> list[DemoClerk]:
    if not whole_day:
        made = make_clerks(office)
        make_blanks(office)
        return made
    from backoffice.demo_day.day import make_day  # draws: only this command needs it

    return make_day(office, office.clock.now())


@app.command()
def backup(
    target: Path,
    *,
    objects: Annotated[bool, typer.Option("--objects/--no-objects", help="Sealed objects too (always, from a folder).")] = True,
) -> None:
    """Copy database, keys, evidence and live pictures into the new folder TARGET, while the office runs."""
    _recover(lambda: recovery.back_up(load_settings(), SystemClock(), target, objects=objects))


@app.command()
def verify_backup(source: Path) -> None:
    """Check a backup against its manifest, changing nothing."""
    _recover(lambda: recovery.verify(source))


@app.command()
def restore(source: Path) -> None:
    """Put a backup in place; the office must be stopped and empty. Terminals then send again what is missing."""
    _recover(lambda: recovery.restore(load_settings(), SystemClock(), source))


def _recover(work: Callable[[], recovery.Outcome]) -> None:
    try:
        print(json.dumps(work().told))
    except (BackupImpossible, StoreDown) as wrong:
        _fail("backup_impossible", str(wrong))


@contextmanager
def _office() -> Iterator[Office]:
    office = open_office(load_settings(), SystemClock())
    try:
        yield office
    finally:
        office.database.close()


def _migrate() -> None:
    settings = load_settings()
    settings.state_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _office() as office:
        bring_up_to_date(office.database.engine)


def _write_whole(path: Path, content: str) -> None:
    """Write so that a reader never sees half of it."""
    beside = path.with_name(path.name + ".new")
    beside.write_text(content, encoding="ascii")
    beside.replace(path)


def _fail(code: str, message: str) -> NoReturn:
    print(json.dumps({"code": code, "message": message}, ensure_ascii=False), file=sys.stderr)
    raise typer.Exit(1)


if __name__ == "__main__":
    main()
