"""The whole cabinet in one process: devices, partners, network, control API and dock, on free loopback ports."""

import json
import os
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from domain.clock import Clock, SystemClock
from simulators.control_api import build
from simulators.controls import PROFILE, Controls
from simulators.desk_link import OfficeMember
from simulators.devices.speaker import DEVICE
from simulators.http_server import HOST, HttpServer
from simulators.preset_api import add_presets
from simulators.presets import PresetPlayer
from simulators.terminal_log import LOG, TerminalLog

ADDRESSES = "simulators.json"
MAC_MASTER_KEY = "mac-master.key"


class WrongProfile(Exception):
    """Simulators run in the sandbox only."""


class Cabinet(Controls):
    """A running cabinet, for scripts and for tests.

    Use::

        with Cabinet(tmp_path) as cabinet:
            cabinet.lay_card("chen_zhiyuan")

    `root` receives `pty/`, `slips/` and `simulators.json`. Raises :class:`WrongProfile` for any profile but the sandbox.
    """

    def __init__(self, root: Path, clock: Clock | None = None, *, profile: str = PROFILE, paced: bool = True) -> None:
        if profile != PROFILE:
            raise WrongProfile(profile)
        super().__init__(root, clock or SystemClock(), paced=paced)
        self.presets = PresetPlayer(self, self.clock)
        self.terminal_log = TerminalLog(lambda: self.terminal_socket, self.clock, self._ringer(LOG))
        api = build(self)
        add_presets(api, self.presets, self.terminal_log)
        self.server = HttpServer(api, name="control-api")
        self._running = ExitStack()

    @property
    def address(self) -> str:
        """Where control API and dock answer."""
        return self.server.url

    @property
    def office_url(self) -> str:
        """Where the terminal finds the office: the relay."""
        return f"http://{HOST}:{self.network.port}"

    @property
    def id_card_reader_port(self) -> Path:
        """The serial port of the ID-card reader."""
        return self.id_card_reader.port.link

    @property
    def receipt_printer_port(self) -> Path:
        """The serial port of the receipt printer."""
        return self.receipt_printer.port.link

    @property
    def document_printer_uri(self) -> str:
        """Where the A4 printer takes jobs; known once it runs."""
        return self.document_printer.uri

    @property
    def code_scanner_port(self) -> Path:
        """The serial port of the code scanner."""
        return self.code_scanner.port.link

    @property
    def cabinet_port(self) -> Path:
        """The serial port of the cabinet's board."""
        return self.cabinet_board.port.link

    def cabinet_settings(self) -> dict[str, dict[str, Any]]:
        """Return the tables of an overlay for board, power supply and loudspeaker."""
        return {
            "devices.cabinet": {"port": self.cabinet_port},
            "devices.ups": {"port": self.ups.port},
            "devices.speaker": {"device": DEVICE, "alsa_config": self.speaker.config},
        }

    @property
    def camera_url(self) -> str:
        """The camera's stream."""
        return self.camera.port.url

    @property
    def document_camera_url(self) -> str:
        """The document camera's stream."""
        return self.document_camera.port.url

    @property
    def bank_card_socket(self) -> Path:
        """Where the card service (pcscd) of the bank-card reader listens."""
        return self.bank_card.socket

    @property
    def pin_pad_port(self) -> Path:
        """The serial port of the PIN pad."""
        return self.pin_pad.port.link

    def payment_settings(self) -> dict[str, dict[str, Any]]:
        """Return the tables of an overlay that terminal and payment process need for paying here."""
        host = self.acquirer
        return {
            "payment": {"mac_master_key_file": str(self.root / MAC_MASTER_KEY)},
            "payment.acquirer": {
                "host": host.host,
                "port": host.port,
                "terminal": host.terminal,
                "merchant": host.merchant,
            },
            "devices.pin_pad": {"port": str(self.pin_pad_port)},
            "devices.bank_card_reader": {"socket": str(self.bank_card_socket)},
        }

    def partner_settings(self) -> dict[str, dict[str, str]]:
        """Return the office's settings for its partners: url and key of registry, post and sms."""
        return {name: {"url": gate.url, "key": gate.key} for name, gate in self.partners.items()}

    def addresses(self) -> dict[str, Any]:
        """Return every address, key and path that others need."""
        return {
            "profile": PROFILE,
            "pid": os.getpid(),
            "control": {"url": self.address},
            "dock": {"url": f"{self.address}/"},
            "devices": {
                "id_card_reader": {"port": str(self.id_card_reader_port)},
                "receipt_printer": {"port": str(self.receipt_printer_port)},
                "document_printer": {"uri": self.document_printer_uri},
                "code_scanner": {"port": str(self.code_scanner_port)},
                "cabinet": {"port": str(self.cabinet_port)},
                "ups": {"port": self.ups.port},
                "speaker": {"device": DEVICE, "alsa_config": str(self.speaker.config)},
                "camera": {"source": self.camera_url},
                "document_camera": {"source": self.document_camera_url},
                "bank_card_reader": {"socket": str(self.bank_card_socket)},
                "pin_pad": {"port": str(self.pin_pad_port)},
            },
            "acquirer": self.payment_settings()["payment.acquirer"],
            "partners": self.partner_settings(),
            "network": {"url": self.office_url, "host": HOST, "port": self.network.port},
            "slips": str(self.root / "slips"),
        }

    def start(self) -> None:
        """Start everything; `simulators.json` appears when all of it answers.

        Raises :class:`simulators.devices.card_service.CardServiceUnavailable` or
        :class:`simulators.devices.ipp_printer.IppPrinterUnavailable` when a program of Debian's is missing.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        paying = (self.bank_card, self.pin_pad, self.acquirer)
        paper = (self.receipt_printer, self.document_printer)
        cameras = (self.camera, self.document_camera)
        around = (self.cabinet_board, self.ups, self.speaker)
        for part in (*paying, *paper, *cameras, *around, self.network, self.id_card_reader, self.code_scanner, self.screen):
            part.start()
            self._running.callback(part.stop)
        _write_private(self.root / MAC_MASTER_KEY, self.acquirer.masters.mac)
        for gate in self.partners.values():
            self._running.enter_context(gate.server)
        self.terminal_log.start()
        self._running.callback(self.terminal_log.stop)
        self._running.callback(self.presets.stop)
        self._running.enter_context(self.server)
        self._running.callback(self.events.close)  # first of all when stopping: open streams end
        self._write_addresses()

    def link_desk(self, url: str | None, staff: Sequence[Mapping[str, Any]] = ()) -> None:
        """Tell the dock where the office's desk is, and whose codes it shows (as ``backoffice demo --json`` names them)."""
        self.desk_link.tell(url, [OfficeMember(one["username"], one["display_name"], one["second_factor"]) for one in staff])

    def reset(self) -> None:
        """Break off what is played and bring everything back to the beginning."""
        self.presets.stop()
        super().reset()

    def stop(self) -> None:
        """Stop everything and remove what was written but the slips."""
        (self.root / ADDRESSES).unlink(missing_ok=True)
        (self.root / MAC_MASTER_KEY).unlink(missing_ok=True)
        self._running.close()
        self.acquirer.stop()
        self.network.stop()  # sockets are open from the beginning, whether anything was started or not
        self.camera.stop()
        self.document_camera.stop()
        self.bank_card.stop()
        self.document_printer.stop()
        self.ups.stop()
        for server in (self.server, *(gate.server for gate in self.partners.values())):
            server.stop()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def _write_addresses(self) -> None:
        text = json.dumps(self.addresses(), ensure_ascii=False, indent=2)
        _write_private(self.root / ADDRESSES, text.encode())  # it holds the partners' keys


def _write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read; it appears whole."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    fresh.replace(path)
