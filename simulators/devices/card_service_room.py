"""A room of its own for pcscd: namespaces with nothing but a loopback line and an empty `/run`; run by `card_service.py`.

vpcd, the driver that stands in for a reader, listens on every address of its network, and pcscd at one fixed place of the
file system: both must not be shared with the machine. Sockets do not care: pcscd's own lies in a folder that is bound into
the room, and a socket that was made here reaches vpcd from any process that is given it.
"""

import ctypes
import fcntl
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
from pathlib import Path

MS_BIND = 0x1000  # linux/mount.h
SET_INTERFACE_FLAGS, INTERFACE_UP = 0x8914, 0x41  # linux/sockios.h, linux/if.h: up and running
PR_SET_PDEATHSIG = 1  # linux/prctl.h

START, START_WITHOUT_READER, KILL, MAKE_SOCKET = b"start", b"start without reader", b"kill", b"socket"
DONE = b"done"

ADMINISTRATORS_PATH = "/usr/sbin:/sbin"  # plain users do not have it in theirs

libc = ctypes.CDLL(None, use_errno=True)


def set_up() -> None:
    """Bring the loopback line up and put the folder that we stand in at pcscd's place."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SET_INTERFACE_FLAGS, struct.pack("16sh14x", b"lo", INTERFACE_UP))
    _mount(b"none", b"/run", b"tmpfs", 0)
    Path("/run/pcscd").mkdir()
    _mount(b".", b"/run/pcscd", None, MS_BIND)


def serve(control: socket.socket) -> None:
    """Do what is ordered until the other end closes, which the kernel does for a cabinet that was killed."""
    service: subprocess.Popen[bytes] | None = None
    try:
        while order := control.recv(64):
            if order == MAKE_SOCKET:
                with socket.socket() as made:
                    socket.send_fds(control, [DONE], [made.fileno()])
                continue
            end(service)
            service = None if order == KILL else start(with_reader=order == START)
            control.send(DONE)
    finally:
        end(service)


def start(*, with_reader: bool) -> subprocess.Popen[bytes]:
    """Start pcscd, which is told of its readers by a file."""
    for left in ("pcscd.comm", "pcscd.pid"):  # of one that was killed
        Path(left).unlink(missing_ok=True)
    readers = "reader.conf" if with_reader else "no-reader.conf"
    command = [find_program("pcscd") or "pcscd", "--foreground", "--config", str(Path("/run/pcscd") / readers)]
    return subprocess.Popen(  # noqa: S603 - pcscd as it was found
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=_die_with_parent,  # noqa: PLW1509 - this process has one thread
    )


def end(service: "subprocess.Popen[bytes] | None") -> None:
    """Kill pcscd, as rough as a crash."""
    if service is not None:
        service.kill()
        service.wait()


def find_program(name: str) -> str | None:
    """Return where a program is, also one for administrators; None when it is not installed."""
    return shutil.which(name, path=f"{os.environ.get('PATH', os.defpath)}:{ADMINISTRATORS_PATH}")


def _mount(what: bytes, where: bytes, kind: bytes | None, flags: int) -> None:
    if libc.mount(what, where, kind, ctypes.c_ulong(flags), None):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def _die_with_parent() -> None:
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def main() -> None:
    """Run in fresh namespaces; the arguments are the control socket's number and the folder for pcscd's files."""
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, signal.SIG_IGN)  # a key press at the cabinet's terminal: the cabinet ends us when it is ready
    with socket.socket(fileno=int(sys.argv[1])) as control:
        try:
            os.chdir(sys.argv[2])
            set_up()
        except OSError as error:
            control.send(f"no room for pcscd: {error.strerror}".encode())
            return
        control.send(DONE)
        serve(control)


if __name__ == "__main__":
    main()
