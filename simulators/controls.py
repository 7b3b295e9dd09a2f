"""Everything one can do to the simulated cabinet and its outside world, and everything one can see of it."""

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

from domain.clock import Clock
from simulators.around import Around
from simulators.desk_link import DeskLink
from simulators.devices.bank_card import BankCardFault, BankCardSimulator
from simulators.devices.camera import CameraFault, CameraSimulator
from simulators.devices.code_scanner import CodeScannerSimulator, ScannerFault, Symbology
from simulators.devices.document_camera import DocumentCameraFault, DocumentCameraSimulator
from simulators.devices.document_printer import DocumentPrinterFault, DocumentPrinterSimulator
from simulators.devices.id_card_reader import IdCardReaderSimulator, ReaderFault
from simulators.devices.pin_pad import PinPadFault, PinPadSimulator
from simulators.devices.receipt_printer import ROLL_MM, PrinterFault, ReceiptPrinterSimulator
from simulators.events import EventFeed
from simulators.network import NetworkState, Relay
from simulators.partners.acquirer import AcquirerFault, AcquirerHost
from simulators.partners.gate import PartnerFault, PartnerGate
from simulators.partners.issuer import Issuer
from simulators.partners.police_registry import PoliceRegistry
from simulators.partners.post import LetterState, Post
from simulators.partners.sms import SmsCarrier
from simulators.rows import bank_card_row, letter_row, message_row, person_row, sheet_row, slip_row
from simulators.terminal_link import ScreenReader
from simulators.world.bank_cards import load_bank_cards
from simulators.world.documents import DocumentKind
from simulators.world.people import Person, load_people
from simulators.world.scene import Lids, Pose, Scene, Wall
from simulators.world.tray import Lie

PROFILE = "sandbox"


class Controls(Around):
    """Devices, partners and network of one cabinet. Unknown people and partners raise :class:`KeyError`.

    `paced` makes the line and the paper as slow as real ones.
    """

    def __init__(self, root: Path, clock: Clock, *, paced: bool = True) -> None:
        self.root = root
        self.clock = clock
        self.events = EventFeed()
        self.run_id = secrets.token_hex(4)  # a dock that was left open notices a new cabinet
        self.people: dict[str, Person] = load_people(clock.now().date())
        self.id_card_reader = IdCardReaderSimulator(
            root / "pty" / "id-card-reader", clock, paced=paced, changed=self._ringer("id_card_reader")
        )
        speed: dict[str, Any] = {} if paced else {"mm_per_second": None}
        slip_rings = self._ringer("receipt_printer")
        self.receipt_printer = ReceiptPrinterSimulator(root / "pty" / "receipt-printer", root / "slips", slip_rings, **speed)
        pace: dict[str, Any] = {} if paced else {"seconds_per_sheet": 0.05}
        printer_rings = self._ringer("document_printer")
        self.document_printer = DocumentPrinterSimulator(root / "a4", root / "documents", printer_rings, **pace)
        scanner_rings = self._ringer("code_scanner")
        self.code_scanner = CodeScannerSimulator(root / "pty" / "code-scanner", paced=paced, changed=scanner_rings)
        self._surround(root, paced=paced)
        self.screen = ScreenReader(lambda: self.terminal_socket)
        self.camera = CameraSimulator(self.people, clock, self.screen, self._ringer("camera"))
        self.document_camera = DocumentCameraSimulator(self.people, clock, self._ringer("document_camera"))
        self.bank_card = BankCardSimulator(root / "pcscd", load_bank_cards(), self._ringer("bank_card"))
        self.acquirer = AcquirerHost(Issuer(), clock, changed=self._ringer("acquirer"))
        self.pin_pad = PinPadSimulator(
            root / "pty" / "pin-pad", self.acquirer.masters.pin, paced=paced, changed=self._ringer("pin_pad")
        )
        self.network = Relay()
        self.registry = PoliceRegistry(self.people, clock, self.events.ring)
        self.post = Post(clock, self.events.ring)
        self.sms_carrier = SmsCarrier(clock, self.events.ring)
        self.partners: dict[str, PartnerGate] = {
            "registry": self.registry.gate,
            "post": self.post.gate,
            "sms": self.sms_carrier.gate,
        }
        self.card: str | None = None
        self.desk_link = DeskLink(clock, self._ringer("links"))
        self.terminal_socket: Path | None = None

    def _ringer(self, what: str) -> Callable[[], None]:
        return lambda: self.events.ring(what)

    # -- ID-card reader

    def lay_card(self, person: str | None) -> None:
        """Lay this person's card on the reader, in place of any other; None takes it away."""
        if person is None:
            self.take_card()
            return
        self.id_card_reader.lay(self.people[person].chip())
        self.card = person
        self.events.ring("id_card_reader")
        self.camera.card_laid(person)
        self.document_camera.card_laid(person)

    def take_card(self) -> None:
        """Take the card away."""
        self.id_card_reader.take_away()
        self.card = None
        self.events.ring("id_card_reader")

    def set_reader_fault(self, fault: str | None) -> None:
        """Break the reader in one way, or mend it with None; raises :class:`ValueError` for an unknown fault."""
        self.id_card_reader.set_fault(ReaderFault(fault) if fault else None)
        self.events.ring("id_card_reader")

    # -- receipt printer

    def set_printer_fault(self, fault: str, on: bool) -> None:
        """Break or mend the printer in one way; raises :class:`ValueError` for an unknown fault."""
        self.receipt_printer.set_fault(PrinterFault(fault), on)

    def refill_paper(self) -> None:
        """Put in a fresh roll."""
        self.receipt_printer.refill()

    def take_slip(self) -> int:
        """Take what lies at the exit; return how many slips it was."""
        return self.receipt_printer.take()

    def slips(self) -> list[Path]:
        """Pictures (PNG) of every printed slip, newest last."""
        return [slip.path for slip in self.receipt_printer.slips]

    def slip_rows(self) -> list[dict[str, Any]]:
        """What the dock says about every printed slip, newest last."""
        return [slip_row(slip) for slip in self.receipt_printer.slips]

    def slip_picture(self, number: int) -> bytes:
        """Return the PNG of one slip; raises :class:`KeyError` when there is none of this number."""
        for slip in self.receipt_printer.slips:
            if slip.number == number:
                return slip.path.read_bytes()
        raise KeyError(number)

    # -- document printer and code scanner

    def set_document_printer_fault(self, fault: str, on: bool) -> None:
        """Break or mend the A4 printer in one way; raises :class:`ValueError` for an unknown fault."""
        self.document_printer.set_fault(DocumentPrinterFault(fault), on)

    def refill_documents(self) -> None:
        """Fill the A4 tray, take jammed paper out, shut the cover."""
        self.document_printer.refill()

    def take_documents(self) -> int:
        """Take what lies at the A4 printer's exit; return how many sheets it was."""
        return self.document_printer.take()

    def sheets(self) -> list[Path]:
        """Pictures (PNG) of every sheet of A4 that came out, newest last; the PDFs lie beside them."""
        return [sheet.path for sheet in self.document_printer.sheets]

    def sheet_rows(self) -> list[dict[str, Any]]:
        """What the dock says about every sheet, newest last."""
        return [sheet_row(sheet) for sheet in self.document_printer.sheets]

    def sheet_picture(self, number: int) -> bytes:
        """Return the PNG of one sheet; raises :class:`KeyError` when there is none of this number."""
        for sheet in self.document_printer.sheets:
            if sheet.number == number:
                return sheet.path.read_bytes()
        raise KeyError(number)

    def show_code(self, text: str, symbology: str = Symbology.QR) -> None:
        """Hold a code (``qr``, ``code128``) to the scanner; raises :class:`ValueError` for what it cannot hold."""
        self.code_scanner.show(text, Symbology(symbology))

    def code_picture(self) -> bytes | None:
        """Return the PNG of the last code that was shown."""
        return self.code_scanner.picture()

    def set_code_scanner_fault(self, fault: str | None) -> None:
        """Break the scanner in one way, or mend it with None; raises :class:`ValueError` for an unknown fault."""
        self.code_scanner.set_fault(ScannerFault(fault) if fault else None)

    # -- cameras

    def lay_document(self, kind: str | None, lie: str = "flat", vehicle: int | None = None) -> None:
        """Lay a paper under the document camera, or take it away; raises :class:`ValueError` for what there is not."""
        self.document_camera.lay(DocumentKind(kind) if kind else None, Lie(lie), vehicle)

    def set_document_camera_fault(self, fault: str | None) -> None:
        """Break it in one way, or mend it with None; raises :class:`ValueError` for an unknown fault."""
        self.document_camera.set_fault(DocumentCameraFault(fault) if fault else None)

    def set_scene(self, scene: str) -> None:
        """Say what is in front of the camera; raises :class:`ValueError` for an unknown word."""
        self.camera.set_scene(Scene(scene))

    def set_person(self, person: str) -> None:
        """Say whose face it is, whatever card is laid, until another card is laid."""
        self.camera.set_person(person)

    def set_pose(self, pose: str) -> None:
        """Say where the person looks, or ``auto``; raises :class:`ValueError` for an unknown word."""
        self.camera.set_pose(Pose(pose))

    def set_wall(self, wall: str) -> None:
        """Say what is behind the person; raises :class:`ValueError` for an unknown word."""
        self.camera.set_wall(Wall(wall))

    def set_lids(self, lids: str) -> None:
        """Say what the person's eyes do; raises :class:`ValueError` for an unknown word."""
        self.camera.set_lids(Lids(lids))

    def set_camera_fault(self, fault: str | None) -> None:
        """Break the camera in one way, or mend it with None; raises :class:`ValueError` for an unknown fault."""
        self.camera.set_fault(CameraFault(fault) if fault else None)

    # -- bank card

    def insert_bank_card(self, card: str) -> None:
        """Put this bank card into the reader, in place of any other; returns when the reader noticed."""
        self.bank_card.insert(card)

    def pull_bank_card(self) -> None:
        """Pull the bank card, whatever it is doing."""
        self.bank_card.pull()

    def set_bank_card_fault(self, fault: str | None) -> None:
        """Break reader, service or card in one way, or mend them with None; raises :class:`ValueError` for an unknown fault."""
        self.bank_card.set_fault(BankCardFault(fault) if fault else None)

    # -- PIN pad and acquirer

    def press_pin_keys(self, digits: str = "", key: str | None = None) -> int:
        """Type on the PIN pad, then press ``enter``, ``clear`` or ``cancel``; return how many keys did something.

        Waits some seconds for the pad to take a PIN. Raises :class:`ValueError` for what is no key.
        """
        return self.pin_pad.press_pin_keys(digits, key)

    def set_pin_pad_fault(self, fault: str | None) -> None:
        """Break the pad in one way, or mend it with None; raises :class:`ValueError` for an unknown fault."""
        self.pin_pad.set_fault(PinPadFault(fault) if fault else None)

    def set_acquirer_fault(self, fault: str | None, *, once: bool = False) -> None:
        """Break the acquirer's host for one message or until it is mended with None; raises :class:`ValueError`."""
        self.acquirer.set_fault(AcquirerFault(fault) if fault else None, once=once)

    def acquirer_transactions(self) -> list[dict[str, Any]]:
        """Return what the acquirer knows of every sale, oldest first."""
        return self.acquirer.transactions()

    # -- network and partners

    def set_network(self, state: str) -> None:
        """Bring the line up, cut it or let it hang; raises :class:`ValueError` for another word."""
        self.network.set_state(NetworkState(state))
        self.events.ring("network")

    def set_office(self, host: str, port: int) -> None:
        """Tell the relay where the office listens."""
        self.network.point_at(host, port)
        self.events.ring("network")

    def set_partner_fault(self, name: str, fault: str | None) -> None:
        """Break or mend one partner; raises :class:`ValueError` for an unknown fault."""
        self.partners[name].set_fault(PartnerFault(fault) if fault else None)

    def messages(self) -> list[dict[str, Any]]:
        """Every message that the carrier took, oldest first."""
        return [message_row(message) for message in self.sms_carrier.messages]

    def letters(self) -> list[dict[str, Any]]:
        """Every letter of the post, oldest first."""
        return [letter_row(letter) for letter in self.post.letters]

    def advance_letter(self, waybill_number: str, state: str | None = None) -> dict[str, Any]:
        """Move a letter one step along, or to `state`."""
        return letter_row(self.post.advance(waybill_number, LetterState(state) if state else None))

    # -- the whole

    def attach_terminal(self, socket: Path | None) -> None:
        """Tell the dock where the terminal's screen can be fetched (a unix socket), or that there is none."""
        self.terminal_socket = socket
        self.events.ring("terminal")

    def reset(self) -> None:
        """Bring everything back to the beginning; addresses, links and the terminal's socket stay."""
        self.take_card()
        self.set_reader_fault(None)
        self.receipt_printer.reset()
        self.document_printer.reset()
        self.code_scanner.reset()
        self.reset_around()
        self.camera.reset()
        self.document_camera.reset()
        self.bank_card.reset()
        self.pin_pad.reset()
        self.acquirer.reset()
        self.set_network(NetworkState.UP)
        for partner in (self.registry, self.post, self.sms_carrier):
            partner.reset()
        self.events.ring("reset")

    def state(self) -> dict[str, Any]:
        """Return everything a dock shows but slips, messages and letters themselves."""
        return {
            "profile": PROFILE,
            "run": self.run_id,
            "people": [person_row(person) for person in self.people.values()],
            "id_card_reader": self._reader_state(),
            "receipt_printer": self._printer_state(),
            "document_printer": self._document_printer_state(),
            "code_scanner": self._code_scanner_state(),
            **self.around_state(),
            "camera": self._camera_state(),
            "document_camera": self.document_camera.state(),
            "bank_card": self._bank_card_state(),
            "pin_pad": self._pin_pad_state(),
            "acquirer": self._acquirer_state(),
            "network": {"state": self.network.state, "connections": self.network.connections},
            "partners": {name: {"fault": gate.fault, "requests": gate.requests} for name, gate in self.partners.items()},
            "counts": {
                "sms": len(self.sms_carrier.messages),
                "letters": len(self.post.letters),
                "reissued": len(self.registry.issued),
            },
            "terminal": {"attached": self.terminal_socket is not None},
            "links": {"desk": self.desk_link.url},
        }

    def _reader_state(self) -> dict[str, Any]:
        reader = self.id_card_reader
        return {"card": self.card, "read": reader.card_read, "fault": reader.fault, "faults": list(ReaderFault)}

    def _printer_state(self) -> dict[str, Any]:
        printer = self.receipt_printer
        return {
            "on": sorted(printer.faults),
            "faults": list(PrinterFault),
            "roll_left_mm": max(ROLL_MM - printer.used_mm, 0),
            "at_exit": self._slips_at_exit(),
            "slips": len(printer.slips),
            "held_back": printer.held_back,
        }

    def _document_printer_state(self) -> dict[str, Any]:
        printer = self.document_printer
        return {
            "on": sorted(printer.faults),
            "faults": list(DocumentPrinterFault),
            "at_exit": self._sheets_at_exit(),
            "sheets": len(printer.sheets),
            "printing": printer.is_printing,
        }

    def _code_scanner_state(self) -> dict[str, Any]:
        scanner = self.code_scanner
        return {
            "fault": scanner.fault,
            "faults": list(ScannerFault),
            "symbologies": list(Symbology),
            "shown": scanner.shown.symbology if scanner.shown else None,
        }

    def _bank_card_state(self) -> dict[str, Any]:
        reader = self.bank_card
        cards = [bank_card_row(card) for card in reader.cards.values()]
        return {"card": reader.card, "cards": cards, "fault": reader.fault, "faults": list(BankCardFault)}

    def _pin_pad_state(self) -> dict[str, Any]:
        pad = self.pin_pad
        return {"taking_pin": pad.taking_pin, "typed": pad.typed, "fault": pad.fault, "faults": list(PinPadFault)}

    def _acquirer_state(self) -> dict[str, Any]:
        host = self.acquirer
        return {
            "fault": host.fault,
            "once": host.once,
            "faults": list(AcquirerFault),
            "transactions": len(host.transactions()),
            "sign_ons": host.sign_ons,
        }

    def _camera_state(self) -> dict[str, Any]:
        camera = self.camera
        return {
            "scene": camera.scene,
            "scenes": list(Scene),
            "person": camera.person,
            "pose": camera.pose,
            "poses": list(Pose),
            "wall": camera.wall,
            "walls": list(Wall),
            "lids": camera.lids,
            "fault": camera.fault,
            "faults": list(CameraFault),
            "url": camera.port.url,
        }
