"""What a technician asks of the terminal. Serving citizens is not in here: it does not wait for the library of the commands."""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from domain.clock import SystemClock
from domain.failures import FailureCode, KnownFailure, parse_failures
from domain.texts import Language, parse_texts
from drivers.command_line import say
from kiosk.face.commands import app as face_app
from kiosk.setting_files import CONFIG_DIR
from kiosk.settings import Settings, load_settings

app = typer.Typer(help="The self-service terminal.", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
outbox_app = typer.Typer(help="What waits for the office.", no_args_is_help=True)
audit_app = typer.Typer(help="The audit log.", no_args_is_help=True)
app.add_typer(outbox_app, name="outbox")
app.add_typer(audit_app, name="audit")
app.add_typer(face_app, name="face")

Overlay = Annotated[Path | None, typer.Option("--overlay", help="Overlay on config/; default: KIOSK_OVERLAY.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]


Parts = Annotated[list[str] | None, typer.Argument(help="Devices and parts; none: all of them.", show_default=False)]


@app.command("self-test")
def self_test(parts: Parts = None, overlay: Overlay = None, as_json: Json = False) -> None:
    """Try devices, line, clock, disk, certificate, database and models; a running terminal does it between two visits."""
    from kiosk.maintenance.checks import CHECKS
    from kiosk.maintenance.console import NoSuchPart, TerminalBusy
    from kiosk.maintenance.console import self_test as test
    from kiosk.panel import panel_warning
    from payment.client import PaymentClient

    settings = _settings(overlay)
    if warning := panel_warning(settings.ui):
        typer.echo(warning, err=True)
    try:
        results = test(settings, SystemClock(), parts or [], PaymentClient(settings.payment_socket).self_test)
    except KnownFailure as failure:
        _fail(failure.code, as_json)
    except NoSuchPart as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    except TerminalBusy:
        _fail(FailureCode.DEVICE_BUSY, as_json)
    wrong = {name: result.failure or FailureCode.TERMINAL_FAULT for name, result in results.items() if not result.passed}
    said = {name: wrong[name].value if name in wrong else "passed" for name in results}
    devices = {name: word for name, word in said.items() if name not in CHECKS}
    checks = {name: word for name, word in said.items() if name in CHECKS}
    if wrong and as_json:
        _fail(next(iter(wrong.values())), as_json, devices=devices, checks=checks)
    _tell({"passed": not wrong, "devices": devices, "checks": checks}, as_json)
    raise typer.Exit(1 if wrong else 0)


@outbox_app.command("list")
def outbox_list(overlay: Overlay = None, as_json: Json = False) -> None:
    """Show every application of this terminal and where it stands."""
    from kiosk.maintenance.records import list_outbox

    try:
        rows = list_outbox(_settings(overlay).state_dir)
    except KnownFailure as failure:
        _fail(failure.code, as_json)
    _tell({"applications": rows}, as_json)


@outbox_app.command("show")
def outbox_show(number: str, overlay: Overlay = None, as_json: Json = False) -> None:
    """Show one application, by its number."""
    from kiosk.maintenance.records import get_outbox_row

    try:
        row = get_outbox_row(_settings(overlay).state_dir, number)
    except KnownFailure as failure:
        _fail(failure.code, as_json)
    except LookupError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    _tell(row, as_json)


@audit_app.command("verify")
def audit_verify(overlay: Overlay = None, as_json: Json = False) -> None:
    """Walk the chain of the audit log."""
    from kiosk.maintenance.records import verify_audit

    try:
        verdict = verify_audit(_settings(overlay).state_dir)
    except KnownFailure as failure:
        _fail(failure.code, as_json)
    if not verdict.intact:
        _fail(FailureCode.STORE_FAILED, as_json, hint=f"audit log broken at row {verdict.broken_at}")
    _tell({"intact": True, "rows": verdict.rows, "head": verdict.head}, as_json)


@app.command()
def backup(file: Path, overlay: Overlay = None, as_json: Json = False) -> None:
    """Back this terminal up into the new FILE, also while it runs, and print the code that opens it."""
    from kiosk.maintenance.keeping import back_up
    from kiosk.setting_files import overlay_path

    settings = _settings(overlay)
    with _keeping(as_json):
        code, kept = back_up(settings, file, overlay_path(overlay), SystemClock())
    if as_json:
        typer.echo(json.dumps({"code": code, **kept.shown}))
    else:
        typer.echo(f"{_keeping_says('saved', **kept.shown)}\n{_keeping_says('code', code=code)}")


@app.command()
def restore(file: Path, overlay: Overlay = None, as_json: Json = False) -> None:
    """Put a backup in place of what is older or gone; the services must be stopped. Asks for the code, or reads it."""
    from kiosk.maintenance.keeping import restore as put_back
    from kiosk.setting_files import overlay_path

    settings = _settings(overlay)
    code = typer.prompt(_keeping_says("ask")) if sys.stdin.isatty() else sys.stdin.readline()
    with _keeping(as_json):
        kept = put_back(settings, file, code, overlay_path(overlay), SystemClock())
    typer.echo(json.dumps(kept.shown) if as_json else _keeping_says("restored", **kept.shown))


@contextmanager
def _keeping(as_json: bool) -> Iterator[None]:
    """Say what backup or restore refuses, and end with status 1."""
    from kiosk.maintenance.keeping import KeepingRefused

    try:
        yield
    except KeepingRefused as refused:
        message = _keeping_says(f"refused.{refused.reason}")
        told = json.dumps({"code": f"keeping_{refused.reason}", "message": message, "hint": message}, ensure_ascii=False)
        typer.echo(told if as_json else message, err=not as_json)
        raise typer.Exit(1) from refused
    except KnownFailure as failure:
        _fail(failure.code, as_json)


def _keeping_says(key: str, **values: object) -> str:
    book = parse_texts([(CONFIG_DIR / "texts" / "devices_keeping.toml").read_text("utf-8")])
    return "  ".join(book.get(f"keeping.{key}", language, **values) for language in Language)


def _settings(overlay: Path | None) -> Settings:
    try:
        return load_settings(overlay)
    except (OSError, ValueError) as error:
        typer.echo(f"settings: {error}", err=True)
        raise typer.Exit(2) from error


def _tell(found: Mapping[str, Any], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    for key, value in found.items():
        rows = (value or [say("technician.none")]) if isinstance(value, list) else [value]
        for row in rows:
            typer.echo(f"{key}: {json.dumps(row, ensure_ascii=False) if isinstance(row, dict) else row}")


def _fail(code: FailureCode, as_json: bool, hint: str | None = None, **more: Any) -> NoReturn:
    entry = parse_failures((CONFIG_DIR / "failures.toml").read_text("utf-8"))[code]
    shown = {"code": code.value, "message": entry.citizen_zh, "hint": hint or entry.technician_zh, **more}
    if as_json:
        typer.echo(json.dumps(shown, ensure_ascii=False))
    else:  # a technician reads this: not the sentence for citizens
        typer.echo("\n".join((code.value, hint or entry.technician_zh, entry.technician_en)), err=True)
    raise typer.Exit(1)
