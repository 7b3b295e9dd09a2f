"""The house, standing: every program of the terminal and the office around one simulated cabinet."""

import fcntl
import json
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulators.stage import overlays
from simulators.stage.processes import Child, Children
from simulators.supervisor import Cabinet

MARK = ".stage"  # says that a folder is this program's own and may be emptied
PLACE = {"zh": "样本商场一层服务台旁", "en": "Sample mall, ground floor"}


class StageInUse(RuntimeError):
    """Another run owns this folder."""


@dataclass(frozen=True)
class Addresses:
    """Where people look."""

    dock: str
    desk: str
    staff: list[dict[str, Any]]
    technician: dict[str, str]  # number and PIN


class House:
    """Starts the programs in the order in which they need each other; used as a context manager."""

    def __init__(
        self,
        root: Path,
        orientation: str = "portrait",
        say: Callable[[str], None] = lambda _text: None,
        settings: Mapping[str, Mapping[str, object]] | None = None,
    ) -> None:
        """`settings`: tables that the terminal's overlay carries besides, e.g. ``{"face": {"try_limit": 9}}``."""
        self.root = root
        self.pictures = root / "pictures"
        self.terminal_socket = root / "terminal.sock"
        self._orientation = orientation
        self._say = say
        self._settings = settings or {}
        self._lock = self._claim(root)
        for folder in ("logs", "terminal", "office", "pictures", "tmp"):
            (root / folder).mkdir(mode=0o700)
        self.children = Children(root / "logs")
        self.cabinet = Cabinet(root)
        self.addresses = Addresses(dock="", desk="", staff=[], technician={})
        self._env: dict[str, str] = {"TMPDIR": str(root / "tmp")}

    @staticmethod
    def _claim(root: Path) -> int:
        root.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(root.parent / f".{root.name}.lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(lock)
            raise StageInUse(f"another run uses {root}; give this one another --name") from error
        if root.exists():
            if not (root / MARK).exists():
                os.close(lock)
                raise StageInUse(f"{root} was not made by this program; it stays as it is")
            shutil.rmtree(root)
        root.mkdir(mode=0o700)
        (root / MARK).touch()
        return lock

    def __enter__(self) -> "House":
        try:
            self._start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _start(self) -> None:
        self._say("启动模拟机柜与外部系统 / starting the simulated cabinet and partners")
        self.cabinet.start()
        self._say("启动后台 / starting the back office")
        desk, demo = self._start_office()
        self._say("登记终端 / enrolling the terminal")
        self._enrol()
        self.addresses = Addresses(dock=self.cabinet.address, desk=desk, staff=demo["clerks"], technician=demo["technician"])
        self.cabinet.link_desk(desk, demo["clerks"])

    def _start_office(self) -> tuple[str, dict[str, Any]]:
        office = self.root / "office"
        overlay = overlays.write(
            self.root / "office.toml",
            {
                "profile": "sandbox",
                "state_dir": office,
                "database_url": f"sqlite:///{office / 'office.db'}",
                **self.cabinet.partner_settings(),
            },
        )
        self._env["BACKOFFICE_OVERLAY"] = str(overlay)
        demo: dict[str, Any] = json.loads(self.children.run("backoffice", "demo", "--json", env=self._env))
        port_file = self.root / "office.port"
        server = self.children.start("backoffice", "backoffice", "serve", "--port-file", str(port_file), env=self._env)
        self.children.start("backoffice-worker", "backoffice", "worker", env=self._env)
        self.children.wait_for(server, port_file)
        port = int(port_file.read_text())
        self.cabinet.set_office("127.0.0.1", port)
        return f"http://127.0.0.1:{port}", demo

    def _enrol(self) -> None:
        overlay = overlays.write(
            self.root / "kiosk.toml",
            {
                "profile": "sandbox",
                "state_dir": self.root / "terminal",
                "office": {"url": self.cabinet.office_url},
                "ui": {"orientation": self._orientation, "fullscreen": self._has_display()},
                "devices.id_card_reader": {"port": self.cabinet.id_card_reader_port, "photo_decoder": "reader_supplied"},
                "devices.camera": {"source": self.cabinet.camera_url},
                "devices.document_camera": {"source": self.cabinet.document_camera_url},
                "devices.receipt_printer": {"port": self.cabinet.receipt_printer_port},
                "devices.document_printer": {"uri": self.cabinet.document_printer_uri},
                "devices.code_scanner": {"port": self.cabinet.code_scanner_port},
                **self.cabinet.cabinet_settings(),
                "power": {"off_command": [sys.executable, "-m", "simulators.power_off", self.cabinet.address]},
                **self.cabinet.payment_settings(),
                **self._settings,
            },
        )
        self._env["KIOSK_OVERLAY"] = str(overlay)
        place = ("--place-zh", PLACE["zh"], "--place-en", PLACE["en"])
        token = json.loads(self.children.run("backoffice", "fleet", "pair", *place, "--json", env=self._env))["token"]
        office = ("--office", self.cabinet.office_url, "--token", token)
        self.children.run("backend_client", "enrol", *office, env=self._env)

    @staticmethod
    def _has_display() -> bool:
        return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))

    def start_courier(self) -> Child:
        """Start the courier."""
        return self.children.start("courier", "backend_client", "courier", "--die-with-parent", env=self._env)

    def start_payment(self) -> Child:
        """Start the payment process; it answers as soon as its socket is there."""
        socket = self.root / "terminal" / "payment" / "payment.sock"
        socket.unlink(missing_ok=True)
        child = self.children.start("payment", "payment", "serve", "--die-with-parent", env=self._env)
        self.children.wait_for(child, socket)
        return child

    def start_terminal_on_display(self) -> Child:
        """Start the fullscreen terminal on the display of this session."""
        return self.children.start("terminal", "kiosk", "run", env=self._env)

    def start_terminal_behind_socket(self, **platform: str) -> Child:
        """Start the terminal, offscreen unless `platform` names a display; the dock shows it and lends it a finger."""
        self.terminal_socket.unlink(missing_ok=True)
        env = {**self._env, "QT_QPA_PLATFORM": "offscreen", **platform}
        child = self.children.start("terminal", "simulators.citizen", "--socket", str(self.terminal_socket), env=env)
        self.children.wait_for(child, self.terminal_socket)
        self.cabinet.attach_terminal(self.terminal_socket)
        return child

    def tend(self, terminal: Child, start: Callable[[], Child]) -> Child:
        """Return the terminal, started again when it ended in order: ordered to begin anew, it leaves that to who started it.

        On a real machine that is systemd (`Restart=always`). Raises ProcessFailed when it fell.
        """
        if terminal.ended_in_order:
            self._say("终端按指令重新启动 / the terminal begins anew, as it was ordered")
            self.children.remove(terminal)
            return start()
        terminal.require_running()
        return terminal

    @property
    def environment(self) -> dict[str, str]:
        """What a program must find in its environment to belong to this house."""
        return dict(self._env)

    def stop(self) -> None:
        """Stop everything that was started, the last first, and nothing else."""
        self.children.stop_all()
        self.cabinet.stop()
        os.close(self._lock)
