"""Every thing of the cabinet that can be broken and mended by a word, under the dock's name of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from simulators.controls import Controls
from simulators.devices.bank_card import BankCardFault
from simulators.devices.cabinet_board import BoardFault
from simulators.devices.camera import CameraFault
from simulators.devices.code_scanner import ScannerFault
from simulators.devices.document_camera import DocumentCameraFault
from simulators.devices.document_printer import DocumentPrinterFault
from simulators.devices.id_card_reader import ReaderFault
from simulators.devices.pin_pad import PinPadFault
from simulators.devices.receipt_printer import PrinterFault
from simulators.devices.speaker import SpeakerFault
from simulators.devices.ups import UpsFault
from simulators.partners.acquirer import AcquirerFault
from simulators.partners.gate import PartnerFault

MIDWAY = "_midway"
SENSORS = ("door_open", "service_key", "presence", "slip_at_exit", "document_at_exit")


@dataclass(frozen=True)
class Switch:
    """`set(word, on)` breaks it in this way, or mends that. What cannot be undone is never mended."""

    words: frozenset[str]
    set: Callable[[str, bool], None]
    mends: bool = True


def switches(controls: Controls) -> Mapping[str, Switch]:
    """Return the switch of everything."""
    return {
        "id_card_reader": _one(ReaderFault, controls.set_reader_fault, lambda: controls.id_card_reader.fault),
        "camera": _one(CameraFault, controls.set_camera_fault, lambda: controls.camera.fault),
        "document_camera": _one(
            DocumentCameraFault, controls.set_document_camera_fault, lambda: controls.document_camera.fault
        ),
        "bank_card": _one(BankCardFault, controls.set_bank_card_fault, lambda: controls.bank_card.fault),
        "pin_pad": _one(PinPadFault, controls.set_pin_pad_fault, lambda: controls.pin_pad.fault),
        "code_scanner": _one(ScannerFault, controls.set_code_scanner_fault, lambda: controls.code_scanner.fault),
        "cabinet": _one(BoardFault, controls.set_cabinet_fault, lambda: controls.cabinet_board.fault),
        "ups": _one(UpsFault, controls.set_ups_fault, lambda: controls.ups.fault),
        "speaker": _one(SpeakerFault, controls.set_speaker_fault, lambda: controls.speaker.fault),
        "acquirer": _one(AcquirerFault, controls.set_acquirer_fault, lambda: controls.acquirer.fault),
        "acquirer_once": _one(
            AcquirerFault, lambda fault: controls.set_acquirer_fault(fault, once=True), lambda: controls.acquirer.fault
        ),
        "receipt_printer": _several(PrinterFault, controls.set_printer_fault),
        "document_printer": _several(DocumentPrinterFault, controls.set_document_printer_fault),
        "sensor": Switch(frozenset(SENSORS), controls.set_sensor),
        "power": Switch(frozenset({"battery", "low"}), lambda word, on: _set_power(controls, word, on=on)),
        "network": Switch(frozenset({"cut", "hang"}), lambda word, on: controls.set_network(word if on else "up")),
        "hand": Switch(frozenset({"pull_card"}), lambda _word, _on: controls.pull_bank_card(), mends=False),
        **{name: _partner(controls, name) for name in controls.partners},
    }


def _one(faults: Iterable[str], set_fault: Callable[[str | None], None], now: Callable[[], str | None]) -> Switch:
    """Return the switch of what is broken in one way at a time; what a person chose meanwhile is left alone."""

    def turn(word: str, on: bool) -> None:
        if on:
            set_fault(word)
        elif now() == word or (word.endswith(MIDWAY) and now() is not None):
            set_fault(None)

    return Switch(frozenset(faults), turn)


def _several(faults: Iterable[str], set_fault: Callable[[str, bool], None]) -> Switch:
    """Return the switch of what is broken in several ways at once; one that was armed has become another meanwhile."""
    words = frozenset(faults)

    def turn(word: str, on: bool) -> None:
        set_fault(word, on)
        become = word.removesuffix(MIDWAY)
        if not on and become in words:
            set_fault(become, False)  # noqa: FBT003 - on or off, as the dock says it

    return Switch(words, turn)


def _partner(controls: Controls, name: str) -> Switch:
    gate = controls.partners[name]
    return _one(PartnerFault, lambda fault: controls.set_partner_fault(name, fault), lambda: gate.fault)


def _set_power(controls: Controls, word: str, *, on: bool) -> None:
    ups = controls.ups
    if word == "battery":
        controls.set_power(on_battery=on, low=ups.low and on, worn=ups.worn)
    else:
        controls.set_power(on_battery=ups.on_battery, low=on, worn=ups.worn)
