"""Holds CUPS' IPP printer and the message bus that it insists on; run by `ipp_printer.py`, ends when the other end closes.

The printer announces itself over D-Bus even when told not to, and dies without a system bus: it gets an empty one of its own.
"""

import ctypes
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1  # linux/prctl.h
START, KILL, FREEZE, THAW = b"start", b"kill", b"freeze", b"thaw"
DONE = b"done"
ADMINISTRATORS_PATH = "/usr/sbin:/sbin"  # ippeveprinter lies there
BUS = """\
<busconfig><type>system</type><listen>unix:path={path}</listen><auth>EXTERNAL</auth><policy context="default">
<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/><allow user="*"/></policy></busconfig>
"""
Process = subprocess.Popen[bytes]

libc = ctypes.CDLL(None, use_errno=True)


def serve(control: socket.socket, port: str) -> None:
    """Do what is ordered until the other end closes, which the kernel does for a cabinet that was killed."""
    printer: Process | None = None
    try:
        while order := control.recv(64):
            if order in {START, KILL}:
                end(printer)
                printer = start_printer(port) if order == START else None
            elif printer is not None:
                printer.send_signal(signal.SIGSTOP if order == FREEZE else signal.SIGCONT)
            control.send(DONE)
    finally:
        end(printer)


def start_bus() -> Process:
    """Start a message bus with nobody on it."""
    Path("bus.conf").write_text(BUS.format(path=Path("bus").absolute()), encoding="utf-8")
    return start("dbus-daemon", "--config-file=bus.conf", "--nofork", "--nopidfile")


def start_printer(port: str) -> Process:
    """Start the printer, on the loopback addresses only (``-n localhost``) and without DNS-SD (``-r off``)."""
    os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = f"unix:path={Path('bus').absolute()}"
    where = ("-r", "off", "-n", "localhost", "-p", port, "-d", "spool")
    what = ("-M", "Sandbox", "-m", "A4", "-s", "20", "-f", "application/pdf", "-c", str(Path("engine").absolute()))
    return start("ippeveprinter", *where, *what, "Sandbox A4")


def start(program: str, *words: str) -> Process:
    """Start a program that dies with us and says nothing."""
    return subprocess.Popen(  # noqa: S603 - Debian's own programs
        [program, *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=_die_with_parent,  # noqa: PLW1509 - this process has one thread
    )


def end(process: Process | None) -> None:
    """Kill it, as rough as a power cut."""
    if process is not None:
        process.kill()
        process.wait()


def _die_with_parent() -> None:
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def main() -> None:
    """The arguments are the control socket's number, the folder, and the port."""
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, signal.SIG_IGN)  # a key press at the cabinet's terminal: the cabinet ends us when it is ready
    os.environ["PATH"] = f"{os.environ.get('PATH', os.defpath)}:{ADMINISTRATORS_PATH}"
    os.chdir(sys.argv[2])
    with socket.socket(fileno=int(sys.argv[1])) as control:
        bus = start_bus()
        try:
            serve(control, sys.argv[3])
        finally:
            end(bus)


if __name__ == "__main__":
    main()
