"""CUPS' own IPP printer (`ippeveprinter`) for one cabinet alone: started, killed, frozen and thawed on order."""

import secrets
import shlex
import shutil
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import urlopen

from simulators.devices.ipp_engine import JOB_QUESTION, PANEL_JOB, SOCKET_VARIABLE
from simulators.devices.ipp_room import ADMINISTRATORS_PATH, DONE, FREEZE, KILL, START, THAW

HOST = "127.0.0.1"
PROGRAMS = {
    "ippeveprinter": "cups-ipp-utils",
    "ipptool": "cups-ipp-utils",
    "dbus-daemon": "dbus-daemon",
    "pdftoppm": "poppler-utils",
}
BY_PASS_SHEETS = 25  # as many as it holds
START_LIMIT_S = 30.0
AGAIN_S = 8.0  # who has not answered by then died on its way up: its bus was late, or its port went to somebody else
LOOK_S = 0.01
PORTS = range(20_000, 32_000)
PORT_TRIES = 50
LONGEST_SOCKET_PATH = 107  # bytes, sys/un.h
PANEL_QUESTION, IDLE_QUESTION = "panel.test", "idle.test"
EMPTY = "empty.pdf"
_HEAD = """\
GROUP operation-attributes-tag
ATTR charset attributes-charset utf-8
ATTR naturalLanguage attributes-natural-language en
"""
QUESTIONS = {
    JOB_QUESTION: f"{{ OPERATION Get-Job-Attributes\n{_HEAD}ATTR uri job-uri $uri\nDISPLAY job-state-reasons\n}}\n",
    PANEL_QUESTION: (
        f"{{ OPERATION Print-Job\n{_HEAD}ATTR uri printer-uri $uri\nATTR name job-name {PANEL_JOB}\n"
        f"ATTR mimeMediaType document-format application/pdf\nFILE {EMPTY}\n}}\n"
    ),
    IDLE_QUESTION: (
        f"{{ OPERATION Get-Printer-Attributes\n{_HEAD}ATTR uri printer-uri $uri\n"
        "STATUS successful-ok\nEXPECT queued-job-count WITH-VALUE 0\n}\n"
    ),
    EMPTY: "%PDF-1.4\n",
}


class IppPrinterUnavailable(Exception):
    """The printer cannot run on this machine; the text says what is missing."""


class IppPrinter:
    """The printer's case. Its engine (`simulators.devices.ipp_engine`) asks `engine_socket`. For one thread at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.engine_socket = folder / "engine.socket"
        self.port = 0
        self._control: socket.socket | None = None
        self._room: subprocess.Popen[bytes] | None = None

    @property
    def uri(self) -> str:
        """Where it takes jobs."""
        return f"ipp://{HOST}:{self.port}/ipp/print"

    def prepare(self) -> None:
        """Make its folder; raises :class:`IppPrinterUnavailable`."""
        _require_parts(self.engine_socket)
        shutil.rmtree(self.folder, ignore_errors=True)
        (self.folder / "spool").mkdir(parents=True, mode=0o700)
        for name, text in QUESTIONS.items():
            (self.folder / name).write_text(text, encoding="ascii")
        project = Path(__file__).resolve().parents[2]
        engine = self.folder / "engine"
        engine.write_text(
            f"#!/bin/sh\nexport {SOCKET_VARIABLE}={shlex.quote(str(self.engine_socket.absolute()))}\n"
            f"export PYTHONPATH={shlex.quote(str(project))}\n"
            f'exec {shlex.quote(sys.executable)} -m simulators.devices.ipp_engine "$1"\n',
            encoding="utf-8",
        )
        engine.chmod(0o700)

    def start(self) -> None:
        """Make the room and switch the printer on; raises :class:`IppPrinterUnavailable`."""
        self.port = _free_port()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        inside = [sys.executable, "-m", "simulators.devices.ipp_room", str(theirs.fileno()), str(self.folder), str(self.port)]
        with theirs:
            self._room = subprocess.Popen(  # noqa: S603 - our own module
                inside, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, cwd=Path(__file__).resolve().parents[2]
            )
        ours.settimeout(START_LIMIT_S)
        self._control = ours
        self.switch_on()

    def stop(self) -> None:
        """End printer and room; nothing of them is left."""
        control, self._control = self._control, None
        if control is not None:
            control.close()
        room, self._room = self._room, None
        if room is not None:
            room.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def switch_on(self) -> None:
        """Switch it on, afresh; returns when it answers."""
        self._order(START)
        until = time.monotonic() + START_LIMIT_S
        again = time.monotonic() + AGAIN_S
        while not self._answers():
            now = time.monotonic()
            if now > until:
                raise IppPrinterUnavailable("ippeveprinter does not answer")
            if now > again:
                self._order(START)
                again = now + AGAIN_S
            time.sleep(LOOK_S)

    def switch_off(self) -> None:
        """Pull its plug: what it was doing is lost."""
        self._order(KILL)

    def freeze(self) -> None:
        """Have it answer nothing."""
        self._order(FREEZE)

    def thaw(self) -> None:
        """Have it go on where it was."""
        self._order(THAW)

    def load(self, sheets: int) -> None:
        """Put that many sheets of A4 into its tray, as its own web page does; an empty by-pass tray would be told as well."""
        loaded = {"main": ("1", sheets), "by-pass": ("3", min(sheets, BY_PASS_SHEETS))}
        form: dict[str, int | str] = {f"level{place}": level for place, level in loaded.values()}
        form |= {f"size{place}": "iso_a4_210x297mm" for place, _ in loaded.values()}
        form |= {f"type{place}": "stationery" for place, _ in loaded.values()}
        with urlopen(f"http://{HOST}:{self.port}/media?{urlencode(form)}", timeout=5) as page:
            page.read()  # it answers before it loads: only with the page's end is the paper in

    def press_panel(self) -> None:
        """Have its state brought up to date although it does nothing: only an engine can tell it. Not with an empty tray."""
        self._put(PANEL_QUESTION)
        until = time.monotonic() + START_LIMIT_S
        while not self._put(IDLE_QUESTION) and time.monotonic() < until:
            time.sleep(LOOK_S)

    def _put(self, question: str) -> bool:
        """Ask as any client would; tell whether the answer was the expected one."""
        command = ["ipptool", "-q", "-T", "5", self.uri, question]
        return subprocess.run(command, cwd=self.folder, check=False).returncode == 0  # noqa: S603 - Debian's own program

    def _answers(self) -> bool:
        try:
            self.load(100)
        except (URLError, OSError):
            return False
        return True

    def _order(self, order: bytes) -> None:
        if self._control is None:
            raise IppPrinterUnavailable("the printer was not started")
        try:
            self._control.send(order)
            heard = self._control.recv(64)
        except OSError:
            heard = b""
        if heard != DONE:
            raise IppPrinterUnavailable("the room of the printer is gone")


def _free_port() -> int:
    """Return a port that nobody has now, below those that the kernel gives to whoever connects somewhere."""
    for _ in range(PORT_TRIES):
        port = PORTS[secrets.randbelow(len(PORTS))]
        with suppress(OSError), socket.socket() as probe:
            probe.bind((HOST, port))
            return port
    raise IppPrinterUnavailable("no port is free")


def _require_parts(path: Path) -> None:
    if len(str(path.absolute()).encode()) > LONGEST_SOCKET_PATH:
        raise IppPrinterUnavailable(
            f"the path of the engine's socket is longer than {LONGEST_SOCKET_PATH} bytes: choose a shorter root"
        )
    missing = {package for program, package in PROGRAMS.items() if not _is_installed(program)}
    if missing:
        raise IppPrinterUnavailable(f"not installed: {', '.join(sorted(missing))}")


def _is_installed(program: str) -> bool:
    return bool(shutil.which(program) or shutil.which(program, path=ADMINISTRATORS_PATH))
