"""pcscd, the machine's card service, for one cabinet alone: started, killed and started again on order."""

import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

from simulators.devices.card_service_room import DONE, KILL, MAKE_SOCKET, START, START_WITHOUT_READER, find_program

DRIVER = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
PORT = 35963  # of vpcd's first slot, in the room's network
READERS = f"""\
FRIENDLYNAME "Sandbox Bank Card Reader"
DEVICENAME /dev/null:0x{PORT:X}
LIBPATH {DRIVER}
CHANNELID 0x{PORT:X}
"""
START_LIMIT_S = 10.0
LOOK_S = 0.005
LONGEST_SOCKET_PATH = 107  # bytes, sys/un.h


class CardServiceUnavailable(Exception):
    """pcscd cannot run on this machine; the text says what is missing."""


class CardService:
    """One pcscd behind `socket`. Not for several threads at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.socket = folder / "pcscd.comm"
        self._control: socket.socket | None = None
        self._room: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Make the room and start pcscd in it; raises :class:`CardServiceUnavailable`."""
        _require_parts(self.socket)
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "reader.conf").write_text(READERS, encoding="ascii")
        (self.folder / "no-reader.conf").write_text("# none\n", encoding="ascii")
        self._make_room()
        self.run()

    def stop(self) -> None:
        """End pcscd and the room; nothing of them is left."""
        control, self._control = self._control, None
        if control is not None:
            control.close()
        room, self._room = self._room, None
        if room is not None:
            room.wait()
            if room.stderr is not None:
                room.stderr.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, *, with_reader: bool = True) -> None:
        """Start pcscd afresh, with or without its reader; returns when it answers."""
        self._order(START if with_reader else START_WITHOUT_READER)
        until = time.monotonic() + START_LIMIT_S
        while not self._answers():
            if time.monotonic() > until:
                raise CardServiceUnavailable("pcscd does not answer")
            time.sleep(LOOK_S)

    def kill(self) -> None:
        """Kill pcscd."""
        self._order(KILL)

    def connect(self) -> socket.socket:
        """Return a line to the reader's slot: a card that is in it; raises :class:`CardServiceUnavailable`."""
        until = time.monotonic() + START_LIMIT_S
        while True:
            line = self._make_socket()
            try:
                line.connect(("127.0.0.1", PORT))
            except ConnectionRefusedError:
                line.close()
                if time.monotonic() > until:
                    raise CardServiceUnavailable("the reader does not answer") from None
                time.sleep(LOOK_S)
            else:
                return line

    def _make_room(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        inside = [sys.executable, "-m", "simulators.devices.card_service_room", str(theirs.fileno()), str(self.folder)]
        with theirs:
            self._room = subprocess.Popen(  # noqa: S603 - our own module
                [find_program("unshare") or "unshare", "--map-root-user", "--mount", "--net", "--", *inside],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
            )
        ours.settimeout(START_LIMIT_S)
        self._control = ours
        try:
            self._hear()
        except CardServiceUnavailable:
            self.stop()
            raise

    def _order(self, order: bytes) -> None:
        if self._control is None:
            raise CardServiceUnavailable("the card service was not started")
        try:
            self._control.send(order)
        except OSError:
            raise CardServiceUnavailable("the room of pcscd is gone") from None
        self._hear()

    def _hear(self) -> None:
        heard = self._control.recv(256) if self._control else b""
        if heard != DONE:
            raise CardServiceUnavailable(heard.decode() or self._last_words())

    def _last_words(self) -> str:
        if self._room is None or self._room.stderr is None:
            return "the room was closed"
        words = self._room.stderr.read().decode(errors="replace").strip().splitlines()
        return (
            f"pcscd needs namespaces of its own, which may not be permitted here: {words[-1] if words else 'no reason given'}"
        )

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as caller:
            return caller.connect_ex(str(self.socket)) == 0

    def _make_socket(self) -> socket.socket:
        if self._control is None:
            raise CardServiceUnavailable("the card service was not started")
        try:
            self._control.send(MAKE_SOCKET)
            _, given, _, _ = socket.recv_fds(self._control, len(DONE), 1)
        except OSError:
            raise CardServiceUnavailable("the room of pcscd is gone") from None
        return socket.socket(fileno=given[0])


def _require_parts(path: Path) -> None:
    if len(str(path).encode()) > LONGEST_SOCKET_PATH:
        raise CardServiceUnavailable(
            f"the path of pcscd's socket is longer than {LONGEST_SOCKET_PATH} bytes: choose a shorter root"
        )
    missing = [name for name in ("unshare", "pcscd") if find_program(name) is None]
    if not DRIVER.exists():
        missing.append("vsmartcard-vpcd")
    if missing:
        raise CardServiceUnavailable(f"not installed: {', '.join(missing)}")
