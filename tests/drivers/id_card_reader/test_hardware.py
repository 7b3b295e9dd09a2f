"""The reader's driver against a scripted reader on a pseudo-terminal."""

import logging
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from threading import Event, Timer

import pytest

from domain.clock import SystemClock
from domain.failures import FailureCode
from domain.people import DocumentKind
from drivers.device import DeviceFailure, DeviceStatus
from drivers.id_card_reader.hardware import Limits, SerialIdCardReader
from drivers.id_card_reader.photo import PhotoDecoder, ReaderSupplied
from drivers.transport.serial_port import SerialPort
from tests.drivers.conftest import Connect
from tests.drivers.id_card_reader import cards
from tests.drivers.id_card_reader.script import LAID_DOWN, NO_CARD, Answers, ReaderScript

QUICK = Limits(module=0.3, card=0.3, text=0.6, address=0.3, quiet=0.1, poll=0.02)
LONG_S = 20.0

Open = Callable[[Answers], tuple[SerialIdCardReader, ReaderScript]]


@pytest.fixture
def open_reader(connect: Connect) -> Iterator[Open]:
    opened: list[SerialIdCardReader] = []

    def begin(answers: Answers) -> tuple[SerialIdCardReader, ReaderScript]:
        script = ReaderScript(answers)
        reader = reader_at(connect(script).link)
        opened.append(reader)
        return reader, script

    yield begin
    for reader in opened:
        reader.close()
        reader.close()


def reader_at(path: Path, decoder: PhotoDecoder | None = None) -> SerialIdCardReader:
    clock = SystemClock()
    return SerialIdCardReader(SerialPort(path, 115200, clock), clock, QUICK, decoder)


def failure_of(call: Callable[[], object]) -> FailureCode:
    with pytest.raises(DeviceFailure) as raised:
        call()
    return raised.value.code


def test_reads_a_resident_id_card(open_reader: Open) -> None:
    reader, script = open_reader(LAID_DOWN)
    document = reader.read()
    assert (document.name, document.number, document.valid_to) == ("测试甲", cards.NUMBER, date(2035, 5, 6))
    assert document.photo == b"\x57" * 1024
    assert not document.doubtful
    assert script.asked == [cards.FIND, cards.SELECT, cards.READ, cards.ADDRESS]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (cards.resident(), DocumentKind.RESIDENT_ID_CARD),
        (cards.hmt_permit(), DocumentKind.HMT_RESIDENCE_PERMIT),
        (cards.foreign_old(), DocumentKind.FOREIGN_PR_CARD),
        (cards.foreign_2023(), DocumentKind.FOREIGN_PR_CARD_2023),
    ],
)
@pytest.mark.parametrize("moved", [True, False])
def test_reads_each_of_the_four_kinds_with_and_without_a_new_address(
    open_reader: Open, text: bytes, kind: DocumentKind, moved: bool
) -> None:
    appended = cards.reply(0x90, cards.put("重庆市渝北区新址5号", 70)) if moved else cards.reply(0x91)
    reader, _ = open_reader({**LAID_DOWN, cards.READ: cards.reply(0x90, cards.base(text)), cards.ADDRESS: appended})
    document = reader.read()
    assert (document.kind, document.doubtful) == (kind, False)
    assert (document.address == "重庆市渝北区新址5号") == moved


def test_an_empty_photo_block_is_no_photo(open_reader: Open) -> None:
    reader, _ = open_reader({**LAID_DOWN, cards.READ: cards.reply(0x90, cards.base(cards.resident(), bytes(1024)))})
    assert reader.read().photo is None


@pytest.mark.parametrize("decoded", [b"\xff\xd8\xff picture \xff\xd9", None])
def test_a_photo_that_the_reader_hands_over_is_taken_out_of_its_block(connect: Connect, decoded: bytes | None) -> None:
    block = (b"MARK" + decoded if decoded else b"\x57").ljust(1024, b"\x00")
    script = ReaderScript({**LAID_DOWN, cards.READ: cards.reply(0x90, cards.base(cards.resident(), block))})
    with closing(reader_at(connect(script).link, ReaderSupplied())) as reader:
        assert reader.read().photo == (decoded or block)


def test_the_newest_appended_address_wins(open_reader: Open) -> None:
    appended = cards.put("重庆市渝北区旧址3号", 70) + cards.put("重庆市渝北区新址4号", 70) + bytes(140)
    reader, _ = open_reader({**LAID_DOWN, cards.ADDRESS: cards.reply(0x90, appended)})
    assert reader.read().address == "重庆市渝北区新址4号"


@pytest.mark.parametrize("answer", [cards.reply(0x21), b""], ids=["refused", "silent"])
def test_a_module_that_cannot_tell_a_new_address_leaves_a_doubt(open_reader: Open, answer: bytes) -> None:
    reader, _ = open_reader({**LAID_DOWN, cards.ADDRESS: answer})
    document = reader.read()
    assert document.doubtful
    assert document.address == "重庆市江北区测试路1号"


@pytest.mark.parametrize(
    ("request_", "answer", "code"),
    [
        (cards.FIND, cards.reply(0x80), FailureCode.ID_CARD_ABSENT),
        (cards.SELECT, cards.reply(0x81), FailureCode.ID_CARD_MOVED),
        (cards.READ, cards.reply(0x41), FailureCode.ID_CARD_MOVED),
        (cards.READ, cards.reply(0x91), FailureCode.ID_CARD_MOVED),
        (cards.ADDRESS, cards.reply(0x41), FailureCode.ID_CARD_MOVED),
        (cards.SELECT, cards.reply(0x32), FailureCode.ID_CARD_REJECTED),
        (cards.READ, cards.reply(0x33), FailureCode.ID_CARD_REJECTED),
        (cards.READ, cards.reply(0x3F), FailureCode.ID_CARD_UNREADABLE),
        (cards.READ, cards.reply(0x47), FailureCode.ID_CARD_UNREADABLE),
        (cards.READ, cards.reply(0x10), FailureCode.ID_READER_REFUSED_COMMAND),
        (cards.READ, cards.reply(0x66), FailureCode.ID_READER_FAULT),
        (cards.READ, cards.reply(0x90, cards.base(cards.resident(number="5" * 18))), FailureCode.ID_CARD_UNREADABLE),
        (cards.READ, cards.reply(0x90, cards.base(cards.resident())[:-1]), FailureCode.ID_READER_FRAME_TRUNCATED),
        (cards.ADDRESS, cards.reply(0x90, bytes(69)), FailureCode.ID_READER_FRAME_TRUNCATED),
        (cards.FIND, b"", FailureCode.DEVICE_SILENT),
        (cards.FIND, b"\x00\xff garbage", FailureCode.DEVICE_SILENT),
        (cards.FIND, cards.FOUND[:-1] + b"\x00", FailureCode.ID_READER_BAD_CHECKSUM),
        (cards.FIND, cards.FOUND[:3], FailureCode.ID_READER_FRAME_TRUNCATED),
        (cards.READ, LAID_DOWN[cards.READ][:700], FailureCode.ID_READER_FRAME_TRUNCATED),
        (cards.READ, cards.HEADER + b"\xff\xff" + bytes(3000), FailureCode.ID_READER_FRAME_OVERSIZED),
    ],
)
def test_every_bad_answer_has_a_name(open_reader: Open, request_: bytes, answer: bytes, code: FailureCode) -> None:
    reader, _ = open_reader({**LAID_DOWN, request_: answer})
    assert failure_of(reader.read) is code


@pytest.mark.parametrize(
    ("answer", "tries"),
    [
        (cards.reply(0x10), 3),
        (cards.reply(0x11), 3),
        (cards.reply(0x21), 3),
        (cards.reply(0x24), 2),
        (cards.reply(0x47), 2),
        (cards.reply(0x31), 1),
        (cards.reply(0x32), 1),
        (cards.reply(0x41), 1),
        (cards.reply(0x60), 1),
        (cards.FOUND[:-1] + b"\x00", 3),
        (b"", 2),
    ],
)
def test_tries_as_often_as_the_trouble_deserves(open_reader: Open, answer: bytes, tries: int) -> None:
    reader, script = open_reader({**LAID_DOWN, cards.READ: answer})
    failure_of(reader.read)
    assert script.asked.count(cards.READ) == tries


@pytest.mark.parametrize("bad", [cards.reply(0x10), cards.FOUND[:-1] + b"\x00", b""])
def test_one_bad_answer_is_forgiven(open_reader: Open, bad: bytes) -> None:
    reader, _ = open_reader({**LAID_DOWN, cards.FIND: [bad, cards.FOUND]})
    assert reader.read().number == cards.NUMBER


def test_a_card_that_slips_once_while_selected_is_found_again(open_reader: Open) -> None:
    reader, _ = open_reader({**LAID_DOWN, cards.SELECT: [cards.reply(0x81), cards.SELECTED]})
    assert reader.read().number == cards.NUMBER


def test_a_card_gone_while_selected_has_moved(open_reader: Open) -> None:
    reader, _ = open_reader({**LAID_DOWN, cards.SELECT: cards.reply(0x81), cards.FIND: [cards.FOUND, cards.reply(0x80)]})
    assert failure_of(reader.read) is FailureCode.ID_CARD_MOVED


def test_a_rejected_card_is_not_selected_twice(open_reader: Open) -> None:
    reader, script = open_reader({**LAID_DOWN, cards.SELECT: cards.reply(0x32)})
    assert failure_of(reader.read) is FailureCode.ID_CARD_REJECTED
    assert script.asked.count(cards.SELECT) == 1


def test_noise_before_a_frame_and_stale_frames_do_no_harm(connect: Connect) -> None:
    script = ReaderScript({**LAID_DOWN, cards.FIND: b"\xaa\xaa noise \xaa" + cards.FOUND})
    peer = connect(script)
    reader = reader_at(peer.link)
    peer.say(cards.reply(0x32))
    assert reader.read().number == cards.NUMBER
    reader.close()


def test_a_peer_that_never_stops_talking_does_not_hold_the_driver(open_reader: Open) -> None:
    reader, _ = open_reader({**LAID_DOWN, cards.FIND: cards.HEADER * 700})
    assert failure_of(reader.find) is FailureCode.ID_READER_FRAME_OVERSIZED


def test_waits_for_a_card(open_reader: Open) -> None:
    absent = cards.reply(0x80)
    reader, script = open_reader({**LAID_DOWN, cards.FIND: [absent, absent, absent, cards.FOUND]})
    assert reader.await_card(LONG_S, Event()).number == cards.NUMBER
    assert script.asked.count(cards.FIND) == 4


def test_nobody_lays_a_card_down(open_reader: Open) -> None:
    reader, _ = open_reader(NO_CARD)
    assert failure_of(lambda: reader.await_card(0.1, Event())) is FailureCode.ID_CARD_ABSENT


def test_no_wait_asks_at_least_once(open_reader: Open) -> None:
    reader, _ = open_reader(LAID_DOWN)
    assert reader.await_card(0, Event()).number == cards.NUMBER


def test_waiting_can_be_cancelled(open_reader: Open) -> None:
    reader, _ = open_reader(NO_CARD)
    cancelled = Event()
    timer = Timer(0.1, cancelled.set)
    timer.start()
    assert failure_of(lambda: reader.await_card(LONG_S, cancelled)) is FailureCode.DEVICE_JOB_CANCELLED
    assert failure_of(lambda: reader.await_card(LONG_S, cancelled)) is FailureCode.DEVICE_JOB_CANCELLED
    timer.join()


def test_notices_that_the_card_was_taken_although_find_said_no_card_all_along(open_reader: Open) -> None:
    there, gone = cards.reply(0x91), cards.reply(0x41)
    reader, script = open_reader({**NO_CARD, cards.ADDRESS: [there, there, gone]})
    assert reader.await_removal(LONG_S, Event())
    assert script.asked == [cards.ADDRESS] * 3 + [cards.FIND]


def test_a_reader_that_finds_the_same_card_again_still_has_it(open_reader: Open) -> None:
    reader, _ = open_reader({**LAID_DOWN, cards.ADDRESS: cards.reply(0x41)})
    assert not reader.await_removal(0.1, Event())


def test_waiting_for_removal_ends_with_its_limit_and_with_cancel(open_reader: Open) -> None:
    reader, _ = open_reader(LAID_DOWN)
    assert not reader.await_removal(0.1, Event())
    cancelled = Event()
    cancelled.set()
    assert failure_of(lambda: reader.await_removal(LONG_S, cancelled)) is FailureCode.DEVICE_JOB_CANCELLED


def test_reports_the_modules_number_and_asks_for_it_once(open_reader: Open, caplog: pytest.LogCaptureFixture) -> None:
    reader, script = open_reader(LAID_DOWN)
    with caplog.at_level(logging.INFO):
        report = reader.report()
    assert report.status is DeviceStatus.ONLINE
    assert report.details == (("sam_id", "05.01-20236052-0001234567-0457931583"),)
    assert "05.01-20236052" in caplog.text
    assert reader.report() == report
    assert script.asked.count(cards.SAM_ID) == 1


@pytest.mark.parametrize(
    ("request_", "answer", "code"),
    [
        (cards.STATUS, cards.reply(0x60), FailureCode.ID_READER_FAULT),
        (cards.STATUS, cards.reply(0x66), FailureCode.ID_READER_FAULT),
        (cards.SAM_ID, cards.reply(0x90, bytes(15)), FailureCode.ID_READER_FRAME_TRUNCATED),
        (cards.STATUS, b"", FailureCode.DEVICE_SILENT),
    ],
)
def test_a_module_with_a_fault_says_so(open_reader: Open, request_: bytes, answer: bytes, code: FailureCode) -> None:
    reader, _ = open_reader({**LAID_DOWN, request_: answer})
    assert failure_of(reader.report) is code
    result = reader.self_test()
    assert (result.passed, result.failure) == (False, code)


def test_the_self_test_reads_no_card(open_reader: Open) -> None:
    reader, script = open_reader(LAID_DOWN)
    assert reader.self_test().passed
    assert set(script.asked) == {cards.STATUS, cards.SAM_ID, cards.FIND}


def test_logs_statuses_and_nothing_of_the_person(open_reader: Open, caplog: pytest.LogCaptureFixture) -> None:
    reader, _ = open_reader({**LAID_DOWN, cards.FIND: [cards.reply(0x24), cards.FOUND]})
    with caplog.at_level(logging.DEBUG):
        document = reader.read()
    assert "status 24" in caplog.text
    assert document.name not in caplog.text
    assert document.number not in caplog.text


def test_the_plug_is_pulled_and_put_back(connect: Connect) -> None:
    peer = connect(ReaderScript(LAID_DOWN))
    reader = reader_at(peer.link)
    assert reader.find()
    peer.unplug()
    assert failure_of(reader.find) is FailureCode.DEVICE_UNPLUGGED
    assert failure_of(reader.report) is FailureCode.DEVICE_UNPLUGGED
    reader.close()
    assert failure_of(lambda: reader_at(peer.link)) is FailureCode.DEVICE_UNPLUGGED
    peer.plug()
    again = reader_at(peer.link)
    assert again.read().number == cards.NUMBER
    again.close()
