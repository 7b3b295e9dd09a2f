"""Orders are believed with the office's signature, for this terminal, in time, and once."""

import base64
import gzip
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from backend_client import errands, orders, redacted_logs, rolled_out
from backend_client.errand_runner import ErrandRunner
from backend_client.errands import Orderer
from backend_client.orders import OfficeVoice, OrderBook, Outcome
from domain.clock import SHANGHAI, FrozenClock
from domain.wire.message import Message
from domain.wire.v1_errands import ErrandsAnswer, ErrandsQuestion
from domain.wire.v1_fleet import (
    Command,
    CommandDone,
    CommandKept,
    CommandKind,
    CommandResult,
    Configuration,
    LogUpload,
    Purpose,
    Signed,
    signed_bytes,
)

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=SHANGHAI)
KEY = Ed25519PrivateKey.generate()
ME = "terminal-me"


def text_of(key: Ed25519PrivateKey) -> str:
    return base64.b64encode(key.public_key().public_bytes_raw()).decode()


def signed(message: Message, purpose: Purpose = Purpose.COMMAND, key: Ed25519PrivateKey = KEY) -> Signed:
    payload = message.model_dump_json().encode()
    signature = base64.b64encode(key.sign(signed_bytes(purpose, payload))).decode()
    return Signed(payload=base64.b64encode(payload).decode(), signature=signature)


def command(**changes: Any) -> Command:
    told = {
        "command": uuid4(),
        "terminal_id": ME,
        "kind": CommandKind.RESTART_SCREEN,
        "issued_at": NOW,
        "expires_at": NOW + timedelta(hours=24),
        **changes,
    }
    return Command.model_validate(told)


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(NOW)


@pytest.fixture
def voice() -> OfficeVoice:
    return OfficeVoice(ME, lambda: text_of(KEY))


@pytest.fixture
def book(tmp_path: Path, clock: FrozenClock, voice: OfficeVoice) -> OrderBook:
    return OrderBook(tmp_path, clock, voice)


def test_a_signed_order_is_kept(book: OrderBook, tmp_path: Path) -> None:
    order = command(kind=CommandKind.TAKE_OUT, parameters={"reason": "repair"})
    book.take(signed(order))
    (kept,) = orders.waiting(tmp_path)
    assert (kept.command, kept.kind, kept.parameters) == (order.command, CommandKind.TAKE_OUT, {"reason": "repair"})


@pytest.mark.parametrize(
    "bent",
    [
        signed(command(), key=Ed25519PrivateKey.generate()),
        signed(command(), Purpose.CONFIGURATION),
        signed(command(terminal_id="terminal-other")),
        signed(command(expires_at=NOW)),
        signed(command(expires_at=NOW - timedelta(seconds=1))),
        signed(command(expires_at=NOW + timedelta(days=9))),
        signed(command()).model_copy(update={"payload": base64.b64encode(command().model_dump_json().encode()).decode()}),
        signed(command()).model_copy(update={"payload": "AAA"}),
    ],
    ids=["key", "purpose", "terminal", "ends-now", "over", "for-too-long", "payload", "no-base64"],
)
def test_anything_else_is_not_believed(book: OrderBook, tmp_path: Path, bent: Signed) -> None:
    book.take(bent)
    assert orders.waiting(tmp_path) == []


def test_without_a_known_key_nobody_orders_anything(tmp_path: Path, clock: FrozenClock) -> None:
    OrderBook(tmp_path, clock, OfficeVoice(ME, lambda: None)).take(signed(command()))
    assert orders.waiting(tmp_path) == []


def test_an_order_is_done_once_however_often_it_is_played(book: OrderBook, tmp_path: Path, clock: FrozenClock) -> None:
    order = signed(command())
    book.take(order)
    (kept,) = orders.waiting(tmp_path)
    orders.settle(tmp_path, Outcome(kept.command, NOW, CommandResult.DONE))
    book.take(order)
    orders.drop(tmp_path, kept.command)
    clock.advance(3600)
    book.take(order)
    assert orders.waiting(tmp_path) == []


def test_what_nobody_did_in_time_is_over(book: OrderBook, tmp_path: Path, clock: FrozenClock) -> None:
    book.take(signed(command(expires_at=NOW + timedelta(minutes=1))))
    clock.advance(60 + orders.AFTER_END.total_seconds())
    book.end_overdue()
    assert orders.outcomes(tmp_path) == []
    clock.advance(1)
    book.end_overdue()
    assert [one.result for one in orders.outcomes(tmp_path)] == [CommandResult.EXPIRED]


class Office:
    """Gives orders, takes what they came to."""

    def __init__(self) -> None:
        self.answer = ErrandsAnswer(technicians=[], self_tests=[])
        self.questions: list[ErrandsQuestion] = []
        self.done: list[CommandDone] = []
        self.logs: list[LogUpload] = []

    def errands(self, question: ErrandsQuestion) -> ErrandsAnswer:
        self.questions.append(question)
        return self.answer

    def command_done(self, done: CommandDone) -> CommandKept:
        self.done.append(done)
        return CommandKept(command=done.command)

    def upload_log(self, upload: LogUpload) -> CommandKept:
        self.logs.append(upload)
        return CommandKept(command=upload.command)


def test_the_courier_does_what_disturbs_nobody_and_leaves_the_rest(
    tmp_path: Path, clock: FrozenClock, voice: OfficeVoice
) -> None:
    office, ids = Office(), [UUID(int=n) for n in range(3)]
    kinds = (CommandKind.SELF_TEST, CommandKind.UPLOAD_LOGS, CommandKind.RESTART_SCREEN)
    commands = [signed(command(command=one, kind=kind)) for one, kind in zip(ids, kinds, strict=True)]
    office.answer = ErrandsAnswer(technicians=[], self_tests=[], commands=commands)
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "kiosk.log").write_text('{"event": "calm"}\n')
    runner = ErrandRunner(office, clock, tmp_path, voice)  # type: ignore[arg-type]  # what it needs of the client
    runner.run()
    assert [one.errand for one in errands.waiting(tmp_path)] == [ids[0]]
    assert errands.waiting(tmp_path)[0].orderer is Orderer.OFFICE
    assert [one.command for one in office.logs] == [ids[1]]
    assert [(one.command, one.result) for one in office.done] == [(ids[1], CommandResult.DONE)]
    office.answer = ErrandsAnswer(technicians=[], self_tests=[])
    runner.run()
    assert office.questions[0].takes_commands
    assert office.questions[1].holding == [ids[2]]


LINES = [
    {"event": "device_changed", "device": "ups"},
    {"event": "500103199001010010"},
    {"event": "张三丰"},
]


def test_only_harmless_lines_leave_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    lines = [json.dumps(line, ensure_ascii=False) for line in LINES]
    (tmp_path / "log" / "kiosk.log").write_text("\n".join([*lines, "Traceback: something", "[1]"]) + "\n")
    assert gzip.decompress(redacted_logs.newest(tmp_path)).decode() == lines[0] + "\n"


def test_the_newest_lines_go_when_there_are_too_many(tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    lines = [json.dumps({"event": "x", "code": f"{n * 7919 % 99991:05d}"}) for n in range(4000)]
    (tmp_path / "log" / "kiosk.log").write_text("\n".join(lines) + "\n")
    packed = redacted_logs.newest(tmp_path, largest=4096)
    kept = gzip.decompress(packed).decode().splitlines()
    assert len(packed) <= 4096
    assert kept == lines[-len(kept) :]
    assert len(kept) > 100


def rollout(number: int, fragment: str, **changes: Any) -> Signed:
    told = {"terminal_id": ME, "number": number, "fragment": fragment, "issued_at": NOW, **changes}
    return signed(Configuration.model_validate(told), Purpose.CONFIGURATION)


def test_a_rollout_is_kept_and_an_older_one_is_not_played_again(tmp_path: Path, voice: OfficeVoice) -> None:
    first, second = "[times]\ngoodbye = 9\n", "[times]\ngoodbye = 12\n"
    for number, fragment in ((1, first), (3, second), (2, first), (3, first)):
        rolled_out.take(tmp_path, voice, rollout(number, fragment))
    assert [(one.number, one.fragment) for one in rolled_out.layers(tmp_path)] == [(3, second), (1, first)]
    rolled_out.take(tmp_path, voice, rollout(4, ""))
    lying = rolled_out.lying(tmp_path)
    assert lying is not None
    assert lying.sha256 is None, "as shipped"


@pytest.mark.parametrize(
    "fragment", ["no toml", "[office]\nurl = 'http://elsewhere'\n", "[times]\ngoodbye = 0\n", "state_dir = '/tmp'\n"]
)
def test_what_may_not_be_changed_from_afar_is_not_kept(tmp_path: Path, voice: OfficeVoice, fragment: str) -> None:
    rolled_out.take(tmp_path, voice, rollout(1, fragment))
    assert rolled_out.lying(tmp_path) is None


def test_a_rollout_for_another_terminal_or_by_somebody_else_is_not_kept(tmp_path: Path, voice: OfficeVoice) -> None:
    fragment = "[times]\ngoodbye = 9\n"
    rolled_out.take(tmp_path, voice, rollout(1, fragment, terminal_id="terminal-other"))
    told = Configuration(terminal_id=ME, number=1, fragment=fragment, issued_at=NOW)
    rolled_out.take(tmp_path, voice, signed(told, Purpose.CONFIGURATION, Ed25519PrivateKey.generate()))
    rolled_out.take(tmp_path, voice, signed(told, Purpose.COMMAND))
    assert rolled_out.lying(tmp_path) is None
