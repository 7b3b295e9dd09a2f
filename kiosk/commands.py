"""What a technician asks of the terminal. Serving citizens is not in here: it does not wait for the library of the commands."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from domain.clock import SystemClock
from domain.failures import FailureCode, KnownFailure, parse_failures
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


@app.command("self-test")
def self_test(overlay: Overlay = None, as_json: Json = False) -> None:
    """Try every device over the path that citizens use; the terminal itself must not be running."""
    from kiosk.maintenance.self_test import run_self_test
    from kiosk.panel import panel_warning
    from payment.client import PaymentClient

    settings = _settings(overlay)
    if warning := panel_warning(settings.ui):
        typer.echo(warning, err=True)
    try:
        results = run_self_test(settings, SystemClock(), ask_payment=PaymentClient(settings.payment_socket).self_test)
    except KnownFailure as failure:
        _fail(failure.code, as_json)
    wrong = {name: result.failure or FailureCode.TERMINAL_FAULT for name, result in results.items() if not result.passed}
    broken = list(wrong.values())
    devices = {name: wrong[name].value if name in wrong else "passed" for name in results}
    if broken and as_json:
        _fail(broken[0], as_json, devices=devices)
    _tell({"passed": not broken, "devices": devices}, as_json)
    raise typer.Exit(1 if broken else 0)


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
