"""An ID-card reader on a serial port: conversations in the SAM_V protocol.

After a successful read a module answers "no card" to *find* until that card has left the field. Limits are those that readers'
makers give, rounded up (find and select 300 ms, read 2-3 s, appended address 1.5 s).
"""

import logging
from collections.abc import Container
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from domain.clock import Clock
from domain.failures import FailureCode
from domain.people import IdDocument
from drivers.device import DeviceFailure, DeviceReport, DeviceStatus, SelfTestResult
from drivers.id_card_reader import wire
from drivers.id_card_reader.card_text import parse_text, with_newest_address
from drivers.id_card_reader.photo import NoDecoder, PhotoDecoder, PhotoDecoderName, ReaderSupplied
from drivers.id_card_reader.photo_program import DecoderProgram, ProgramLimits
from drivers.id_card_reader.wire import Command, Reply, ReplyScanner, Trouble
from drivers.transport.serial_port import SerialPort

log = logging.getLogger(__name__)

_RETRIES_ON_THE_LINE = {
    FailureCode.DEVICE_SILENT: 1,
    FailureCode.ID_READER_BAD_CHECKSUM: 2,
    FailureCode.ID_READER_FRAME_TRUNCATED: 2,
    FailureCode.ID_READER_FRAME_OVERSIZED: 2,
}


class IdCardReaderSettings(BaseModel):
    """The table `devices.id_card_reader` of the configuration."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    port: Path
    baudrate: int = Field(default=115200, gt=0)
    photo_decoder: PhotoDecoderName = "none"
    photo_program: tuple[str, ...] = ()  # of decoder "program": its absolute path and arguments
    photo_limit_s: float = Field(default=3.0, gt=0)
    photo_memory_mb: int = Field(default=256, ge=16)

    @model_validator(mode="after")
    def _has_its_program(self) -> Self:
        is_named = bool(self.photo_program) and Path(self.photo_program[0]).is_absolute()
        if (self.photo_decoder == "program") != is_named:
            raise ValueError(
                'photo_program is the absolute path of a program for photo_decoder = "program", and of nothing else'
            )
        return self


@dataclass(frozen=True)
class Limits:
    """How long a reader may take, in seconds."""

    module: float = 1.0
    card: float = 0.8
    text: float = 4.0
    address: float = 2.0
    quiet: float = 0.5  # a frame that has begun and pauses this long is over
    poll: float = 0.25

    def of(self, command: Command) -> float:
        """Return the limit for the whole reply to `command`."""
        return {
            Command.SAM_STATUS: self.module,
            Command.SAM_ID: self.module,
            Command.FIND_CARD: self.card,
            Command.SELECT_CARD: self.card,
            Command.READ_TEXT_AND_PHOTO: self.text,
            Command.READ_NEW_ADDRESS: self.address,
        }[command]


class SerialIdCardReader:
    """Implements :class:`drivers.id_card_reader.contract.IdCardReader`."""

    def __init__(
        self, port: SerialPort, clock: Clock, limits: Limits | None = None, decoder: PhotoDecoder | None = None
    ) -> None:
        self._port = port
        self._clock = clock
        self._limits = limits or Limits()
        self._decoder = decoder or NoDecoder()
        self._sam_id: str | None = None

    def report(self) -> DeviceReport:
        """Ask the module how it is; raises `ID_READER_FAULT` when its self-test failed or it is not authorised."""
        self._ask(Command.SAM_STATUS)
        return DeviceReport(DeviceStatus.ONLINE, details=(("sam_id", self._ask_sam_id()),))

    def self_test(self) -> SelfTestResult:
        """Ask for status and number of the module and search the field once; no card is read."""
        try:
            details = self.report().details
            self.find()
        except DeviceFailure as failure:
            return SelfTestResult(passed=False, failure=failure.code)
        return SelfTestResult(passed=True, details=details)

    def close(self) -> None:
        """Release the port."""
        self._port.close()

    def find(self) -> bool:
        """See the contract."""
        return self._exchange(Command.FIND_CARD, accepted=(wire.FOUND, wire.OK, wire.NO_CARD)).status != wire.NO_CARD

    def read(self) -> IdDocument:
        """See the contract."""
        if not self.find():
            raise DeviceFailure(FailureCode.ID_CARD_ABSENT)
        return self._read_found()

    def await_card(self, limit_s: float, cancelled: Event) -> IdDocument:
        """See the contract."""
        until = self._clock.monotonic() + limit_s
        while not self.find():
            if not self._pause(until, cancelled):
                raise DeviceFailure(FailureCode.ID_CARD_ABSENT)
        return self._read_found()

    def await_removal(self, limit_s: float, cancelled: Event) -> bool:
        """See the contract; raises `DEVICE_JOB_CANCELLED` when `cancelled` is set."""
        until = self._clock.monotonic() + limit_s
        while self._lies_there():
            if not self._pause(until, cancelled):
                return False
        return True

    def _lies_there(self) -> bool:
        """Tell whether the selected card still answers, or any card can be found.

        *Find* alone cannot tell: a module says "no card" of a card that it has read already. The card is asked first, because
        *find* makes some modules forget which card was selected.
        """
        reply = self._exchange(Command.READ_NEW_ADDRESS, accepted=range(256))
        return reply.status in {wire.OK, wire.ABSENT_ON_CARD} or self.find()

    def _read_found(self) -> IdDocument:
        self._select()
        blocks = wire.split_text_and_photo(self._ask(Command.READ_TEXT_AND_PHOTO).data)
        if blocks is None:
            raise DeviceFailure(FailureCode.ID_READER_FRAME_TRUNCATED)
        text, photo = blocks
        document = parse_text(text)
        if document is None:
            raise DeviceFailure(FailureCode.ID_CARD_UNREADABLE)
        return self._add_new_address(replace(document, photo=(self._decoder.decode(photo) or photo) if any(photo) else None))

    def _select(self) -> None:
        """Select the card that was found; once more from the start when it slipped."""
        try:
            self._ask(Command.SELECT_CARD)
        except DeviceFailure as failure:
            if failure.code is not FailureCode.ID_CARD_MOVED or not self.find():
                raise
            self._ask(Command.SELECT_CARD)

    def _add_new_address(self, document: IdDocument) -> IdDocument:
        """Return `document` with the newest address on the chip; most chips have none, and some old modules cannot say."""
        try:
            reply = self._exchange(Command.READ_NEW_ADDRESS, accepted=(wire.OK, wire.ABSENT_ON_CARD))
        except DeviceFailure as failure:
            if failure.code in {FailureCode.ID_READER_REFUSED_COMMAND, FailureCode.DEVICE_SILENT}:
                return replace(document, doubtful=True)  # the printed address may be an old one: a person must look
            raise
        if reply.status == wire.ABSENT_ON_CARD:
            return document
        addresses = wire.split_addresses(reply.data)
        if addresses is None:
            raise DeviceFailure(FailureCode.ID_READER_FRAME_TRUNCATED)
        return with_newest_address(document, addresses)

    def _ask_sam_id(self) -> str:
        if self._sam_id is None:
            text = wire.sam_id_text(self._ask(Command.SAM_ID).data)
            if text is None:
                raise DeviceFailure(FailureCode.ID_READER_FRAME_TRUNCATED)
            self._sam_id = text
            log.info("id card reader: module %s", text)
        return self._sam_id

    def _ask(self, command: Command) -> Reply:
        return self._exchange(command, accepted=(wire.OK,))

    def _exchange(self, command: Command, accepted: Container[int]) -> Reply:
        """Send `command` until a reply has an accepted status or its trouble allows no more tries; then raise the trouble."""
        tries = 0
        while True:
            answer = self._converse(command)
            if isinstance(answer, Reply) and answer.status in accepted:
                return answer
            trouble = _trouble(answer)
            if tries >= trouble.retries:
                raise DeviceFailure(trouble.code)
            tries += 1

    def _converse(self, command: Command) -> Reply | FailureCode:
        """Send one request; return its reply, or what was wrong with what came instead."""
        self._port.drop_input()
        self._port.write(wire.encode_request(command))
        until = self._clock.monotonic() + self._limits.of(command)
        scanner = ReplyScanner()
        while True:
            pause = min(until, self._clock.monotonic() + self._limits.quiet) if scanner.begun else until
            data = self._port.read(wire.LONGEST, pause)
            reply = scanner.feed(data)
            if reply is not None:
                return reply
            if not data or self._clock.monotonic() >= until:
                return scanner.problem

    def _pause(self, until: float, cancelled: Event) -> bool:
        """Wait until the next poll; False when `until` has passed. Raises `DEVICE_JOB_CANCELLED`."""
        left = until - self._clock.monotonic()
        if cancelled.wait(min(self._limits.poll, max(left, 0.0))):
            raise DeviceFailure(FailureCode.DEVICE_JOB_CANCELLED)
        return left > 0


def _trouble(answer: Reply | FailureCode) -> Trouble:
    if isinstance(answer, FailureCode):
        return Trouble(answer, _RETRIES_ON_THE_LINE[answer])
    log.info("id card reader: status %02X", answer.status)
    return wire.trouble_of(answer.status)


def open_id_card_reader(settings: IdCardReaderSettings, clock: Clock) -> SerialIdCardReader:
    """Open the reader's port; raises `DEVICE_UNPLUGGED` or `DEVICE_IN_USE`."""
    port = SerialPort(settings.port, settings.baudrate, clock)
    return SerialIdCardReader(port, clock, decoder=photo_decoder(settings, clock))


def photo_decoder(settings: IdCardReaderSettings, clock: Clock) -> PhotoDecoder:
    """Return the decoder that the configuration names."""
    if settings.photo_decoder == "program":
        limits = ProgramLimits(settings.photo_limit_s, settings.photo_memory_mb)
        return DecoderProgram(settings.photo_program, clock, limits)
    return ReaderSupplied() if settings.photo_decoder == "reader_supplied" else NoDecoder()
