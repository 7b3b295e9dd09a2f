"""A client of the control API with the same methods as the cabinet itself, for scripts and tests in other processes."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import requests

TIMEOUT = 10.0  # seconds


class CabinetClient:
    """Speaks to a cabinet that runs in another process. Every call raises :class:`requests.HTTPError` when it is refused."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._session = requests.Session()

    @classmethod
    def of_root(cls, root: Path) -> Self:
        """Find the cabinet by the addresses that it wrote under `root`; raises :class:`FileNotFoundError` when none runs."""
        return cls(json.loads((root / "simulators.json").read_text(encoding="utf-8"))["control"]["url"])

    def close(self) -> None:
        """Close the connection."""
        self._session.close()

    def lay_card(self, person: str | None) -> None:
        """Lay this person's card on the reader; None takes it away."""
        self._post("/api/id_card_reader/card", {"person": person})

    def take_card(self) -> None:
        """Take the card away."""
        self._post("/api/id_card_reader/card", {"person": None})

    def set_reader_fault(self, fault: str | None) -> None:
        """Break the reader in one way, or mend it with None."""
        self._post("/api/id_card_reader/fault", {"fault": fault})

    def set_printer_fault(self, fault: str, on: bool) -> None:
        """Break or mend the printer in one way."""
        self._post("/api/receipt_printer/fault", {"fault": fault, "on": on})

    def refill_paper(self) -> None:
        """Put in a fresh roll."""
        self._post("/api/receipt_printer/refill")

    def take_slip(self) -> int:
        """Take what lies at the exit; return how many slips it was."""
        return int(self._post("/api/receipt_printer/take")["taken"])

    def slips(self) -> list[Path]:
        """Pictures (PNG) of every printed slip, newest last; the cabinet runs on the same machine."""
        return [Path(row["path"]) for row in self.slip_rows()]

    def slip_rows(self) -> list[dict[str, Any]]:
        """What the dock says about every printed slip, newest last."""
        return self._list("/api/slips")

    def slip_picture(self, number: int) -> bytes:
        """Return the PNG of one slip."""
        return self._get(f"/api/slips/{number}.png").content

    def set_document_printer_fault(self, fault: str, on: bool) -> None:
        """Break or mend the A4 printer in one way."""
        self._post("/api/document_printer/fault", {"fault": fault, "on": on})

    def refill_documents(self) -> None:
        """Fill the A4 tray, take jammed paper out, shut the cover."""
        self._post("/api/document_printer/refill")

    def take_documents(self) -> int:
        """Take what lies at the A4 printer's exit; return how many sheets it was."""
        return int(self._post("/api/document_printer/take")["taken"])

    def sheets(self) -> list[Path]:
        """Pictures (PNG) of every sheet of A4, newest last; the cabinet runs on the same machine."""
        return [Path(row["path"]) for row in self.sheet_rows()]

    def sheet_rows(self) -> list[dict[str, Any]]:
        """What the dock says about every sheet of A4, newest last."""
        return self._list("/api/sheets")

    def sheet_picture(self, number: int) -> bytes:
        """Return the PNG of one sheet."""
        return self._get(f"/api/sheets/{number}.png").content

    def show_code(self, text: str, symbology: str = "qr") -> None:
        """Hold a code (``qr``, ``code128``) to the scanner."""
        self._post("/api/code_scanner/show", {"text": text, "symbology": symbology})

    def code_picture(self) -> bytes | None:
        """Return the PNG of the last code that was shown."""
        return self._get("/api/code_scanner/code.png").content or None

    def set_code_scanner_fault(self, fault: str | None) -> None:
        """Break the scanner in one way, or mend it with None."""
        self._post("/api/code_scanner/fault", {"fault": fault})

    def lay_document(self, kind: str | None, lie: str = "flat", vehicle: int | None = None) -> None:
        """Lay ``vehicle_licence``, ``damaged_plate`` or ``fresh_goods`` under the document camera, or nothing.

        `vehicle`: of which of the own vehicles, by its place; None: of the first, or the first with a damaged plate.
        """
        self._post("/api/document_camera/paper", {"kind": kind, "lie": lie, "vehicle": vehicle})

    def set_document_camera_fault(self, fault: str | None) -> None:
        """Break the document camera in one way, or mend it with None."""
        self._post("/api/document_camera/fault", {"fault": fault})

    def set_scene(self, scene: str) -> None:
        """Put ``person``, ``other``, ``photo``, ``two`` in front of the camera, or nobody (``empty``)."""
        self._post("/api/camera/scene", {"scene": scene})

    def set_person(self, person: str) -> None:
        """Say whose face it is, whatever card is laid, until another card is laid."""
        self._post("/api/camera/person", {"person": person})

    def set_pose(self, pose: str) -> None:
        """Look ``front``, ``left``, ``right``, or where the terminal's screen asks (``auto``)."""
        self._post("/api/camera/pose", {"pose": pose})

    def set_wall(self, wall: str) -> None:
        """Have the ``mall``, a ``white`` or a ``grey`` wall behind the person."""
        self._post("/api/camera/wall", {"wall": wall})

    def set_lids(self, lids: str) -> None:
        """Keep the eyes ``closed``, or open but for a blink now and then (``blinking``)."""
        self._post("/api/camera/lids", {"lids": lids})

    def set_camera_fault(self, fault: str | None) -> None:
        """Break the camera in one way, or mend it with None."""
        self._post("/api/camera/fault", {"fault": fault})

    def set_sensor(self, sensor: str, on: bool) -> None:
        """Open the door, turn the service key, step before the cabinet, let an exit sensor stick."""
        self._post("/api/cabinet/sensor", {"sensor": sensor, "on": on})

    def set_cabinet_fault(self, fault: str | None) -> None:
        """Break the cabinet's board in one way, or mend it with None."""
        self._post("/api/cabinet/fault", {"fault": fault})

    def set_power(self, *, on_battery: bool, charge: int | None = None, low: bool = False, worn: bool = False) -> None:
        """Cut the mains or bring them back."""
        self._post("/api/ups/power", {"on_battery": on_battery, "charge": charge, "low": low, "worn": worn})

    def power_off(self) -> None:
        """Note that the terminal has switched the cabinet off."""
        self._post("/api/ups/power_off")

    def set_ups_fault(self, fault: str | None) -> None:
        """Break the power supply in one way, or mend it with None."""
        self._post("/api/ups/fault", {"fault": fault})

    def set_speaker_fault(self, fault: str | None) -> None:
        """Break the loudspeaker in one way, or mend it with None."""
        self._post("/api/speaker/fault", {"fault": fault})

    def heard_sound(self) -> bytes | None:
        """Return the last sound that could be heard, as a WAV file."""
        answer = self._get("/api/speaker/sound.wav")
        return answer.content if answer.status_code == requests.codes.ok else None

    def insert_bank_card(self, card: str) -> None:
        """Put this bank card into the reader, in place of any other; returns when the reader noticed."""
        self._post("/api/bank_card/insert", {"card": card})

    def pull_bank_card(self) -> None:
        """Pull the bank card, whatever it is doing."""
        self._post("/api/bank_card/pull")

    def set_bank_card_fault(self, fault: str | None) -> None:
        """Break reader, service or card in one way, or mend them with None."""
        self._post("/api/bank_card/fault", {"fault": fault})

    def press_pin_keys(self, digits: str = "", key: str | None = None) -> int:
        """Type on the PIN pad, then press ``enter``, ``clear`` or ``cancel``; return how many keys did something."""
        return int(self._post("/api/pin_pad/type", {"digits": digits, "key": key})["pressed"])

    def set_pin_pad_fault(self, fault: str | None) -> None:
        """Break the PIN pad in one way, or mend it with None."""
        self._post("/api/pin_pad/fault", {"fault": fault})

    def set_acquirer_fault(self, fault: str | None, *, once: bool = False) -> None:
        """Break the acquirer's host for one message or until it is mended with None."""
        self._post("/api/acquirer/fault", {"fault": fault, "once": once})

    def acquirer_transactions(self) -> list[dict[str, Any]]:
        """Return what the acquirer knows of every sale, oldest first."""
        return self._list("/api/acquirer/transactions")

    def set_network(self, state: str) -> None:
        """Bring the line ``up``, ``cut`` it or let it ``hang``."""
        self._post("/api/network", {"state": state})

    def set_office(self, host: str, port: int) -> None:
        """Tell the relay where the office listens."""
        self._post("/api/network/target", {"host": host, "port": port})

    def set_partner_fault(self, name: str, fault: str | None) -> None:
        """Break (``down``) or mend (None) ``registry``, ``post`` or ``sms``."""
        self._post(f"/api/partners/{name}/fault", {"fault": fault})

    def messages(self) -> list[dict[str, Any]]:
        """Every message that the carrier took, oldest first."""
        return self._list("/api/sms")

    def letters(self) -> list[dict[str, Any]]:
        """Every letter of the post, oldest first."""
        return self._list("/api/letters")

    def advance_letter(self, waybill_number: str, state: str | None = None) -> dict[str, Any]:
        """Move a letter one step along, or to `state`."""
        return self._post(f"/api/letters/{waybill_number}/advance", {"state": state})

    def attach_terminal(self, socket: Path | None) -> None:
        """Tell the dock where the terminal's screen can be fetched."""
        self._post("/api/terminal", {"socket": str(socket) if socket else None})

    def link_desk(self, url: str | None, staff: Sequence[Mapping[str, Any]] = ()) -> None:
        """Tell the dock where the office's desk is, and whose codes it shows (as ``backoffice demo --json`` names them)."""
        shown = ("username", "display_name", "second_factor")
        self._post("/api/links", {"desk": url, "staff": [{name: one[name] for name in shown} for one in staff]})

    def presets(self) -> dict[str, Any]:
        """Return every preset, and what is being played."""
        answer: dict[str, Any] = self._get("/api/presets").json()
        return answer

    def play_preset(self, name: str) -> None:
        """Begin a preset in place of any other."""
        self._post(f"/api/presets/{name}/play")

    def stop_preset(self) -> None:
        """End what is played, and mend what it broke."""
        self._post("/api/presets/stop")

    def terminal_log(self, after: int = 0) -> list[dict[str, Any]]:
        """Return what the terminal did since the entry of this number, oldest first."""
        return self._list(f"/api/terminal/log?after={after}")

    def reset(self) -> None:
        """Bring everything back to the beginning."""
        self._post("/api/reset")

    def state(self) -> dict[str, Any]:
        """Return everything a dock shows."""
        answer: dict[str, Any] = self._get("/api/state").json()
        return answer

    def _get(self, path: str) -> requests.Response:
        answer = self._session.get(self.url + path, timeout=TIMEOUT)
        answer.raise_for_status()
        return answer

    def _list(self, path: str) -> list[dict[str, Any]]:
        answer: list[dict[str, Any]] = self._get(path).json()
        return answer

    def _post(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        answer = self._session.post(self.url + path, json=body, timeout=TIMEOUT)
        answer.raise_for_status()
        told: dict[str, Any] = answer.json()
        return told
