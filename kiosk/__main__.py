"""Commands of the terminal, and the composition root: the only file that sees everything, the screens included.

The first frame is on the screen before the database, the network and the devices are imported.
"""

import json
import logging
import signal
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from domain.clock import Clock, SystemClock
from domain.failures import FailureCode, KnownFailure, parse_failures
from drivers.command_line import say
from drivers.private_memory import keep_memory_private
from kiosk.bugs import tell_bug
from kiosk.face.commands import app as face_app
from kiosk.flow.screen_state import Observer, ScreenState, Touch
from kiosk.settings import CONFIG_DIR, Settings, load_settings
from kiosk.words import load_texts

if TYPE_CHECKING:
    from kiosk.cabinet import Cabinet

log = logging.getLogger(__name__)

FIRST_FRAME_LIMIT_S = 5.0
BUILD_LIMIT_S = 30.0

app = typer.Typer(help="The self-service terminal.", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
outbox_app = typer.Typer(help="What waits for the office.", no_args_is_help=True)
audit_app = typer.Typer(help="The audit log.", no_args_is_help=True)
app.add_typer(outbox_app, name="outbox")
app.add_typer(audit_app, name="audit")
app.add_typer(face_app, name="face")

Overlay = Annotated[Path | None, typer.Option("--overlay", help="Overlay on config/; default: KIOSK_OVERLAY.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]


class Gate:
    """Stands between screen and flow: the flow comes after the first frame, and goes before the screen does."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._observers: list[Observer] = []
        self._cabinet: Cabinet | None = None
        self._closed = False

    def observe(self, observer: Observer) -> None:
        """Have `observer` called with every state while the gate is open."""
        self._observers.append(observer)

    def send(self, touch: Touch) -> None:
        """Hand a touch to the flow; before there is one it falls on nobody."""
        if self._cabinet is not None:
            self._cabinet.touch(touch)

    def open(self, cabinet: "Cabinet") -> None:
        """Let touches through to `cabinet`."""
        self._cabinet = cabinet

    def while_open(self, call: Callable[[], None]) -> None:
        """Make a call to the screen if it is there, and keep it there meanwhile."""
        with self._lock:
            if not self._closed:
                call()

    def show(self, state: ScreenState) -> None:
        """Pass a state on, in the caller's thread."""
        with self._lock:
            if not self._closed:
                for observer in self._observers:
                    observer(state)

    def close(self) -> None:
        """Let nothing through any more: the screen is about to go."""
        with self._lock:
            self._closed = True
            self._cabinet = None


class Terminal:
    """The whole terminal in one process. Make it in the main thread; ``run()`` returns after ``shell.quit()``."""

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        from ui.bridge.strikes import KeyTimes
        from ui.shell import Shell, ShellOptions

        gate = Gate()

        class TerminalShell(Shell):
            """Closes the gate before the window goes, so that no worker touches a screen that is gone."""

            def close(self) -> None:
                gate.close()
                super().close()

        self._settings = settings
        self._clock = clock or SystemClock()
        self._gate = gate
        self._cabinet: Cabinet | None = None
        self._first_frame = threading.Event()
        self._builder = threading.Thread(target=self._build, name="builder", daemon=True)
        options = ShellOptions(
            orientation=settings.ui.orientation,
            fullscreen=settings.ui.fullscreen,
            panel_width_mm=settings.ui.panel_width_mm,
            panel_bottom_mm=settings.ui.panel_bottom_mm,
            sandbox=settings.sandbox,
            keys=KeyTimes(**settings.ui.keyboard.model_dump()),
        )
        self.shell = TerminalShell(options, load_texts(settings.config_dir), self._clock)
        self.shell.window.frameSwapped.connect(self._first_frame.set)
        self.shell.attach(gate)

    def observe(self, observer: Observer) -> None:
        """Have `observer` called with every new screen state, in the flow's thread. Call before :meth:`run`."""
        self._gate.observe(observer)

    def run(self) -> int:
        """Serve until the shell is told to quit, then stop everything in order; return the exit status."""
        self._settings.state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._builder.start()
        try:
            return self.shell.exec()
        finally:
            self._gate.close()
            self._stop()

    def _build(self) -> None:
        """Import and build what is heavy, once the first frame is on the screen."""
        self._first_frame.wait(FIRST_FRAME_LIMIT_S)
        try:
            self._cabinet = build_cabinet(self._settings, self._clock)
            preview = self._cabinet.preview
            self._gate.while_open(lambda: self.shell.attach_preview(preview))
            self._cabinet.observe(self._gate.show)
            self._gate.open(self._cabinet)
            self._cabinet.start()
        except Exception as bug:  # noqa: BLE001 - the thread's edge: the citizen sees a calm screen, the log gets the rest
            tell_bug(log, "start", bug)
            fault = {"failure": FailureCode.TERMINAL_FAULT.value}
            self._gate.show(ScreenState(serial=1, screen="out_of_service", view=fault, sandbox=self._settings.sandbox))

    def _stop(self) -> None:
        self._builder.join(BUILD_LIMIT_S)
        if self._cabinet is not None and not self._cabinet.stop():
            log.error("a worker did not stop in time")


def build_cabinet(settings: Settings, clock: Clock) -> "Cabinet":
    """Wire the terminal's insides to the devices of the settings; imports everything heavy."""
    from kiosk.cabinet import Cabinet
    from kiosk.face.verifier import ProcessFaceVerifier
    from kiosk.hardware import open_printer, open_reader
    from kiosk.logs import configure_logging
    from kiosk.panel import panel_warning
    from payment.client import PaymentClient

    configure_logging(settings.state_dir, settings.log)
    if warning := panel_warning(settings.ui):
        log.warning(warning)
    face = ProcessFaceVerifier(settings, clock)
    payments = PaymentClient(settings.payment_socket)
    return Cabinet(settings, clock, lambda: open_reader(settings, clock), lambda: open_printer(settings, clock), face, payments)


@app.command()
def run(overlay: Overlay = None) -> None:
    """Serve citizens until told to stop."""
    keep_memory_private()
    terminal = Terminal(_settings(overlay))

    def stop(_signal: int, _frame: FrameType | None) -> None:
        terminal.shell.quit()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    raise typer.Exit(terminal.run())


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
        print(json.dumps(found, ensure_ascii=False))
        return
    for key, value in found.items():
        rows = (value or [say("technician.none")]) if isinstance(value, list) else [value]
        for row in rows:
            print(f"{key}: {json.dumps(row, ensure_ascii=False) if isinstance(row, dict) else row}")


def _fail(code: FailureCode, as_json: bool, hint: str | None = None, **more: Any) -> NoReturn:
    entry = parse_failures((CONFIG_DIR / "failures.toml").read_text("utf-8"))[code]
    shown = {"code": code.value, "message": entry.citizen_zh, "hint": hint or entry.technician_zh, **more}
    if as_json:
        print(json.dumps(shown, ensure_ascii=False))
    else:  # a technician reads this: not the sentence for citizens
        typer.echo("\n".join((code.value, hint or entry.technician_zh, entry.technician_en)), err=True)
    raise typer.Exit(1)


def main() -> None:
    """Run the command line."""
    app(prog_name="kiosk")


if __name__ == "__main__":
    main()
