"""The courier's errands for the office: brings who may open it and what is to be tested, takes back what was found."""

import base64
import hashlib
from pathlib import Path

import structlog

from backend_client import errands, orders, redacted_logs, rolled_out
from backend_client.client import OfficeClient
from backend_client.errands import Errand, Found, Orderer
from backend_client.orders import OfficeVoice, Order, OrderBook, Outcome
from domain.clock import Clock
from domain.failures import KnownFailure
from domain.wire.v1_errands import ErrandsAnswer, ErrandsQuestion, SelfTestFound, TestedPart
from domain.wire.v1_fleet import CommandDone, CommandKind, CommandResult, LogUpload

MOST_TOLD = 40
_log = structlog.get_logger()


class ErrandRunner:
    """Runs between office and the files of :mod:`backend_client.errands`; what fails is tried again at the next heartbeat."""

    def __init__(self, client: OfficeClient, clock: Clock, state_dir: Path, voice: OfficeVoice | None = None) -> None:
        """`voice`: whose orders are believed; without it none are."""
        self._voice = voice
        self._client = client
        self._clock = clock
        self._state_dir = state_dir

    def run(self) -> None:
        """Hand over what was found, then ask what is wanted; never raises for office, line or disk."""
        try:
            for found in errands.done(self._state_dir, Orderer.OFFICE):
                self._client.self_test_found(_told(found))
                errands.drop(self._state_dir, found.errand)
            if self._voice is not None:
                self._do_orders(OrderBook(self._state_dir, self._clock, self._voice))
            self._take(self._client.errands(self._question()))
        except KnownFailure as failure:  # an office of an earlier version does not know the call
            _log.info("errands_not_run", code=failure.code.value)
        except OSError as error:
            _log.warning("errands_not_kept", error=type(error).__name__)

    def _question(self) -> ErrandsQuestion:
        layer = rolled_out.lying(self._state_dir)
        return ErrandsQuestion(
            asked_at=self._clock.now(),
            out_of_service=errands.out_of_service(self._state_dir),
            takes_commands=self._voice is not None,
            holding=[order.command for order in orders.waiting(self._state_dir)][:MOST_TOLD],
            configuration=layer.sha256 if layer else None,
        )

    def _do_orders(self, book: OrderBook) -> None:
        """Do what disturbs nobody, and tell what was done."""
        book.end_overdue()
        for order in orders.waiting(self._state_dir):
            if order.kind is CommandKind.UPLOAD_LOGS:
                self._upload_logs(order)
            elif order.kind is CommandKind.SELF_TEST:
                errands.post(self._state_dir, Errand(order.command, Orderer.OFFICE))
                orders.drop(self._state_dir, order.command)  # what it found is told as ever
        for outcome in orders.outcomes(self._state_dir):
            done = CommandDone(command=outcome.command, ended_at=outcome.ended_at, result=outcome.result, detail=outcome.detail)
            self._client.command_done(done)
            orders.drop(self._state_dir, outcome.command)

    def _upload_logs(self, order: Order) -> None:
        now = self._clock.now()
        content = redacted_logs.newest(self._state_dir)
        told = base64.b64encode(content).decode()
        sha256 = hashlib.sha256(content).hexdigest()
        self._client.upload_log(LogUpload(command=order.command, taken_at=now, content=told, sha256=sha256))
        orders.settle(self._state_dir, Outcome(order.command, now, CommandResult.DONE))

    def _take(self, answer: ErrandsAnswer) -> None:
        errands.keep_technicians(self._state_dir, {one.number: one.pin for one in answer.technicians})
        for wanted in answer.self_tests:
            errands.post(self._state_dir, Errand(wanted.errand, Orderer.OFFICE, tuple(wanted.parts)))
        if self._voice is None:
            return
        book = OrderBook(self._state_dir, self._clock, self._voice)
        for signed in answer.commands:
            book.take(signed)
        if answer.configuration is not None:
            rolled_out.take(self._state_dir, self._voice, answer.configuration)
        self._do_orders(book)


def _told(found: Found) -> SelfTestFound:
    return SelfTestFound(
        errand=found.errand,
        ended_at=found.ended_at,
        parts=[TestedPart(name=part.name, passed=part.passed, failure=part.failure) for part in found.parts],
        refused=found.refused,
    )
