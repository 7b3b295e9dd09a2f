"""The courier's errands for the office: brings who may open it and what is to be tested, takes back what was found."""

from pathlib import Path

import structlog

from backend_client import errands
from backend_client.client import OfficeClient
from backend_client.errands import Errand, Found, Orderer
from domain.clock import Clock
from domain.failures import KnownFailure
from domain.wire.v1_errands import ErrandsAnswer, ErrandsQuestion, SelfTestFound, TestedPart

_log = structlog.get_logger()


class ErrandRunner:
    """Runs between office and the files of :mod:`backend_client.errands`; what fails is tried again at the next heartbeat."""

    def __init__(self, client: OfficeClient, clock: Clock, state_dir: Path) -> None:
        self._client = client
        self._clock = clock
        self._state_dir = state_dir

    def run(self) -> None:
        """Hand over what was found, then ask what is wanted; never raises for office, line or disk."""
        try:
            for found in errands.done(self._state_dir, Orderer.OFFICE):
                self._client.self_test_found(_told(found))
                errands.drop(self._state_dir, found.errand)
            reason = errands.out_of_service(self._state_dir)
            self._take(self._client.errands(ErrandsQuestion(asked_at=self._clock.now(), out_of_service=reason)))
        except KnownFailure as failure:  # an office of an earlier version does not know the call
            _log.info("errands_not_run", code=failure.code.value)
        except OSError as error:
            _log.warning("errands_not_kept", error=type(error).__name__)

    def _take(self, answer: ErrandsAnswer) -> None:
        errands.keep_technicians(self._state_dir, {one.number: one.pin for one in answer.technicians})
        for wanted in answer.self_tests:
            errands.post(self._state_dir, Errand(wanted.errand, Orderer.OFFICE, tuple(wanted.parts)))


def _told(found: Found) -> SelfTestFound:
    return SelfTestFound(
        errand=found.errand,
        ended_at=found.ended_at,
        parts=[TestedPart(name=part.name, passed=part.passed, failure=part.failure) for part in found.parts],
        refused=found.refused,
    )
