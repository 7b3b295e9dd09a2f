"""Commands of the terminal, and the composition root: the only file that sees everything, the screens included.

The first frame is on the screen before the database, the network, the devices and even the check of the settings are imported.
"""

import logging
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

from domain.clock import Clock, SystemClock
from domain.failures import FailureCode
from drivers.life_signs import find_life_signs
from drivers.private_memory import keep_memory_private
from kiosk.bugs import tell_bug
from kiosk.first_look import FirstLook, first_look
from kiosk.flow.screen_state import Observer, ScreenState, Touch
from kiosk.only_terminal import AnotherTerminalRuns, OnlyTerminal
from kiosk.words import load_texts

if TYPE_CHECKING:
    from kiosk.cabinet import Cabinet
    from kiosk.settings import Settings
    from ui.shell import ShellOptions

log = logging.getLogger(__name__)

FIRST_FRAME_LIMIT_S = 5.0
BUILD_LIMIT_S = 30.0
WRONG_USAGE = 2
NOT_ALONE = 1


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
    """The whole terminal in one process. Make it in the main thread; ``run()`` returns after ``shell.quit()``.

    `load` reads and checks the settings, behind the first frame and in another thread; it raises :class:`OSError` or
    :class:`ValueError` for settings that make no sense, and then ``run()`` returns 2. While another terminal runs in the same
    state folder it returns 1 and touches neither devices nor store.
    """

    def __init__(self, look: FirstLook, load: Callable[[], "Settings"], clock: Clock | None = None) -> None:
        from ui.shell import Shell

        gate = Gate()

        class TerminalShell(Shell):
            """Closes the gate before the window goes, so that no worker touches a screen that is gone."""

            def close(self) -> None:
                gate.close()
                super().close()

        self._load = load
        self._sandbox = look.sandbox
        self._clock = clock or SystemClock()
        self._gate = gate
        self._cabinet: Cabinet | None = None
        self._only: OnlyTerminal | None = None
        self._status = 0
        self._first_frame = threading.Event()
        self._builder = threading.Thread(target=self._build, name="builder", daemon=True)
        self.shell = TerminalShell(shell_options(look), load_texts(look.config_dir), self._clock)
        self.shell.window.frameSwapped.connect(self._first_frame.set)
        self.shell.attach(gate)

    def observe(self, observer: Observer) -> None:
        """Have `observer` called with every new screen state, in the flow's thread. Call before :meth:`run`."""
        self._gate.observe(observer)

    def run(self) -> int:
        """Serve until the shell is told to quit, then stop everything in order; return the exit status."""
        from ui.heartbeat import Heartbeat

        heartbeat = Heartbeat(self.shell.window, find_life_signs(self._clock), self._is_well)
        self._builder.start()
        try:
            return self.shell.exec() or self._status
        finally:
            heartbeat.end()
            self._gate.close()
            self._stop()

    def _is_well(self) -> bool:
        return self._cabinet is None or self._cabinet.machine.is_turning

    def _build(self) -> None:
        """Import and build what is heavy, once the first frame is on the screen."""
        self._first_frame.wait(FIRST_FRAME_LIMIT_S)
        try:
            settings = self._settings()
            if settings is not None:
                self._open(settings)
        except Exception as bug:  # noqa: BLE001 - the thread's edge: the citizen sees a calm screen, the log gets the rest
            tell_bug(log, "start", bug)
            fault = {"failure": FailureCode.TERMINAL_FAULT.value}
            self._gate.show(ScreenState(serial=1, screen="out_of_service", view=fault, sandbox=self._sandbox))

    def _settings(self) -> "Settings | None":
        try:
            return self._load()
        except (OSError, ValueError) as error:
            sys.stderr.write(f"settings: {error}\n")
            self._status = WRONG_USAGE
            self.shell.quit()
            return None

    def _open(self, settings: "Settings") -> None:
        settings.state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            self._only = OnlyTerminal(settings.state_dir)
        except AnotherTerminalRuns:
            sys.stderr.write("another terminal runs with this state folder\n")
            self._status = NOT_ALONE
            self.shell.quit()
            return
        self._cabinet = build_cabinet(settings, self._clock)
        preview = self._cabinet.preview
        self._gate.while_open(lambda: self.shell.attach_preview(preview))
        self._cabinet.observe(self._gate.show)
        self._gate.open(self._cabinet)
        self._cabinet.start()

    def _stop(self) -> None:
        self._builder.join(BUILD_LIMIT_S)
        if self._cabinet is not None and not self._cabinet.stop():
            log.error("a worker did not stop in time")
        if self._only is not None:
            self._only.end()


def shell_options(look: FirstLook) -> "ShellOptions":
    """Return what the shell is told."""
    from ui.bridge.strikes import KeyTimes
    from ui.shell import ShellOptions

    names = {field.name for field in fields(KeyTimes)}
    return ShellOptions(
        orientation=look.orientation,
        fullscreen=look.fullscreen,
        panel_width_mm=look.panel_width_mm,
        panel_bottom_mm=look.panel_bottom_mm,
        sandbox=look.sandbox,
        keys=KeyTimes(**{name: time for name, time in look.keyboard.items() if name in names}),
    )


def build_cabinet(settings: "Settings", clock: Clock) -> "Cabinet":
    """Wire the terminal's insides to the devices of the settings; imports everything heavy."""
    from kiosk.cabinet import Cabinet
    from kiosk.face.verifier import ProcessFaceVerifier
    from kiosk.hardware import openers
    from kiosk.logs import configure_logging
    from kiosk.panel import panel_warning
    from payment.client import PaymentClient

    configure_logging(settings.state_dir, settings.log)
    if warning := panel_warning(settings.ui):
        log.warning(warning)
    face = ProcessFaceVerifier(settings, clock)
    payments = PaymentClient(settings.payment_socket)
    return Cabinet(settings, clock, openers(settings, clock), face, payments)


def run(overlay: Path | None = None) -> NoReturn:
    """Serve citizens until told to stop; status 2 if the settings make no sense."""
    keep_memory_private()
    try:
        look = first_look(overlay)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"settings: {error}\n")
        sys.exit(WRONG_USAGE)
    terminal = Terminal(look, lambda: _settings(overlay))

    def stop(_signal: int, _frame: FrameType | None) -> None:
        terminal.shell.quit()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    sys.exit(terminal.run())


def main() -> None:
    """Serve, or run a technician's command. Serving does not wait for the library that reads command lines."""
    match sys.argv[1:]:
        case ["run"]:
            run()
        case ["run", "--overlay", overlay]:
            run(Path(overlay))
        case _:
            from kiosk.commands import app

            app.command()(run)
            app(prog_name="kiosk")


def _settings(overlay: Path | None) -> "Settings":
    from kiosk.settings import load_settings

    return load_settings(overlay)


if __name__ == "__main__":
    main()
