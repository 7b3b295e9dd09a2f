"""What a device does so that a person can judge it: over the production path, in the device's own thread."""

from collections.abc import Callable
from threading import Event
from typing import Any

from domain.failures import FailureCode
from domain.texts import Language, TextBook
from drivers.cabinet.contract import CabinetBoard, Lamp, LampState
from drivers.code_scanner.contract import CodeScanner
from drivers.device import DeviceFailure
from drivers.document_camera.contract import DocumentCamera
from drivers.id_card_reader.contract import IdCardReader
from drivers.receipt_printer.contract import Align, Feed, Pair, QrCode, Receipt, Rule, TextLine
from drivers.speaker.contract import Speaker
from kiosk.maintenance.workshop import Shown

LAMP_S = 1.5
HAND_S = 60.0  # how long somebody has to lay a card, to show a code, to lay a paper

Show = Callable[[Shown], None]
Trial = Callable[[Any, Event, Show], None]


def light_lamps(board: CabinetBoard, cancelled: Event, show: Show) -> None:
    """Light one lamp after the other, each as long as one can see it, and put all of them out."""
    try:
        for lamp in Lamp:
            show(Shown(lamp.value))
            board.set_lamp(lamp, LampState.ON)
            if cancelled.wait(LAMP_S):
                raise DeviceFailure(FailureCode.DEVICE_JOB_CANCELLED)
            board.set_lamp(lamp, LampState.OFF)
    finally:
        for lamp in Lamp:
            board.set_lamp(lamp, LampState.OFF)


def play_tone(speaker: Speaker, cancelled: Event, show: Show) -> None:
    """Play three notes."""
    show(Shown("tone"))
    speaker.play_tone(cancelled)


def read_card(reader: IdCardReader, cancelled: Event, show: Show) -> None:
    """Wait for a card and read it; what stands on it goes nowhere."""
    show(Shown("lay_card"))
    reader.await_card(HAND_S, cancelled)


def read_code(scanner: CodeScanner, cancelled: Event, show: Show) -> None:
    """Wait for a code; what it says goes nowhere."""
    show(Shown("show_code"))
    scanner.scan(HAND_S, cancelled)


def look_at_paper(camera: DocumentCamera, cancelled: Event, show: Show) -> None:
    """Show what lies under the camera until a good picture was held still; nothing is kept."""
    show(Shown("lay_paper"))
    picture = camera.take(lambda preview: show(Shown("lay_paper", preview.jpeg)), cancelled, Event(), another=False)
    show(Shown("taken", picture.jpeg))


TRIALS: dict[str, Trial] = {
    "cabinet": light_lamps,
    "speaker": play_tone,
    "id_card_reader": read_card,
    "code_scanner": read_code,
    "document_camera": look_at_paper,
}


def test_slip(texts: TextBook, terminal: int, moment: str) -> Receipt:
    """Return a slip on which everything can be judged that slips have: sizes, rare characters, a QR code, the cut."""

    def word(key: str) -> str:
        return texts.get(key, Language.ZH)

    return Receipt(
        (
            TextLine(word("receipt_test.title"), size=2, bold=True, align=Align.CENTRE),
            Rule(),
            Pair(word("receipt_test.terminal"), f"{terminal:04d}"),
            Pair(word("receipt_test.moment"), moment),
            TextLine(word("receipt_test.rare")),
            TextLine(word("receipt_test.large"), size=3, align=Align.CENTRE),
            QrCode("CQJG-TEST"),
            Rule(),
            TextLine(word("receipt_test.end"), align=Align.CENTRE),
            Feed(1),
        )
    )
