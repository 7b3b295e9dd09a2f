"""A client of the control API with the same methods as the cabinet itself, for scripts and tests in other processes."""

import json
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

    def set_scene(self, scene: str) -> None:
        """Put ``person``, ``other``, ``photo``, ``two`` in front of the camera, or nobody (``empty``)."""
        self._post("/api/camera/scene", {"scene": scene})

    def set_person(self, person: str) -> None:
        """Say whose face it is, whatever card is laid, until another card is laid."""
        self._post("/api/camera/person", {"person": person})

    def set_pose(self, pose: str) -> None:
        """Look ``front``, ``left``, ``right``, or where the terminal's screen asks (``auto``)."""
        self._post("/api/camera/pose", {"pose": pose})

    def set_camera_fault(self, fault: str | None) -> None:
        """Break the camera in one way, or mend it with None."""
        self._post("/api/camera/fault", {"fault": fault})

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

    def link_desk(self, url: str | None) -> None:
        """Tell the dock where the office's desk is."""
        self._post("/api/links", {"desk": url})

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
