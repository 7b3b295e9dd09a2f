"""The exit sensor 出纸口传感器 as a witness of what a printer says: it counts the sheets that really went past the mouth.

A printer that was switched off, or a queue that cannot count, leaves the fate of a document unknown; the sensor often knows
it. And a printer that says "delivered" is not believed when fewer sheets went past. Where no board is fitted, or it does not
answer, the printer's word stands as it is.
"""

import logging
from dataclasses import replace
from threading import Event

from domain.clock import Clock
from domain.failures import FailureCode
from drivers.cabinet.contract import CabinetBoard, CabinetState
from drivers.printing import PrintOutcome, PrintResult
from drivers.supervisor import SupervisedDevice

log = logging.getLogger(__name__)

ANSWER_LIMIT_S = 5.0
LAG_S = 6.0  # a sheet that the printer has counted may still be on its way to the mouth
LOOK_S = 0.2


class ExitSensor:
    """Counts sheets. Calls block for seconds: they belong into the printer's own thread."""

    def __init__(self, board: SupervisedDevice[CabinetBoard] | None, clock: Clock, lag_s: float = LAG_S) -> None:
        self._board = board
        self._clock = clock
        self._lag_s = lag_s
        self._pause = Event()

    def look(self) -> CabinetState | None:
        """Return what the board sees now; None when nobody knows."""
        if self._board is None or self._board.report.failure is not None:
            return None
        found: list[CabinetState | FailureCode] = []
        asked = self._board.submit(lambda board, _: board.read(), found.append)
        if not asked.wait(ANSWER_LIMIT_S):
            return None
        return found[0] if isinstance(found[0], CabinetState) else None

    def witness(self, before: CabinetState | None, told: PrintResult) -> PrintResult:
        """Return what the printer `told` as the sensor saw it since `before`."""
        wanted = told.sheets_out if told.outcome is PrintOutcome.NOT_DELIVERED else told.sheets_asked
        passed = self._passed_since(before, wanted or 0)
        return told if passed is None else compared(told, passed)

    def _passed_since(self, before: CabinetState | None, wanted: int) -> int | None:
        """Return how many sheets went past, as soon as it is as many as `wanted` or no more can be on their way."""
        until = self._clock.monotonic() + self._lag_s
        while before is not None and (now := self.look()) is not None:
            passed = now.sheets_since(before)
            if passed >= wanted or self._clock.monotonic() >= until:
                return passed
            self._pause.wait(LOOK_S)
        return None


def compared(told: PrintResult, passed: int) -> PrintResult:
    """Return what is certain of a document when `passed` sheets went past the sensor.

    More than it has cannot be: a board that was switched off begins its counter anew. Then the printer's word stands.
    """
    asked = told.sheets_asked or 0
    if passed > asked:
        log.warning("document printer: %d sheets went past the exit sensor, and there were %d", passed, asked)
        return told
    if passed == asked > 0:
        return replace(told, outcome=PrintOutcome.DELIVERED, failure=None, sheets_out=asked)
    if told.outcome is PrintOutcome.DELIVERED:
        log.warning("document printer: says %d sheets, %d went past the exit sensor", asked, passed)
        return PrintResult(PrintOutcome.UNKNOWN, FailureCode.DOCUMENT_RESULT_UNKNOWN, passed, asked)
    return replace(told, sheets_out=passed)
