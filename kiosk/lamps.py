"""The lamps at the mouths of the cabinet: where something is to be put in or taken out, there it blinks."""

from collections.abc import Mapping
from threading import Lock

from domain.failures import FailureCode
from drivers.cabinet.contract import CabinetBoard, Lamp, LampState
from drivers.device import DeviceReport, DeviceStatus
from drivers.supervisor import SupervisedDevice
from kiosk.flow.screen_state import ScreenState

_MOUTHS = {"id_card": Lamp.ID_CARD, "bank_card": Lamp.BANK_CARD, "receipt": Lamp.RECEIPT, "document": Lamp.DOCUMENT}
_CARD_IN, _CARD_OUT = frozenset({"insert"}), frozenset({"take_card"})


def lamps_of(state: ScreenState) -> Mapping[Lamp, LampState]:
    """Return how every lamp burns beside this screen."""
    lamps = dict.fromkeys(Lamp, LampState.OFF)
    lamps[Lamp.STATUS] = LampState.SLOW if state.screen == "out_of_service" else LampState.ON
    if state.screen == "read_id_card" and state.view.get("phase") == "waiting":
        lamps[Lamp.ID_CARD] = LampState.SLOW
    if state.screen == "pay":
        phase = state.view.get("phase")
        lamps[Lamp.BANK_CARD] = (
            LampState.SLOW if phase in _CARD_IN else LampState.QUICK if phase in _CARD_OUT else LampState.OFF
        )
    if state.view.get("receipt") == "delivered":
        lamps[Lamp.RECEIPT] = LampState.QUICK
    for thing in _things_left(state):
        lamps[_MOUTHS[thing]] = LampState.QUICK
    return lamps


def _things_left(state: ScreenState) -> list[str]:
    left = state.view.get("left") if state.screen in {"goodbye", "out_of_service"} else None
    rows = left if isinstance(left, list) else []
    return [str(row["thing"]) for row in rows if isinstance(row, dict) and not row["taken"] and row["thing"] in _MOUTHS]


class LampKeeper:
    """Sends the board what changes. A board that came back, or was not heard, is told everything anew. Thread-safe."""

    def __init__(self, board: SupervisedDevice[CabinetBoard]) -> None:
        self._board = board
        self._lock = Lock()
        self._wanted: Mapping[Lamp, LampState] = dict.fromkeys(Lamp, LampState.OFF)
        self._told: dict[Lamp, LampState] = {}
        self._online = False

    def show(self, state: ScreenState) -> None:
        """Let the lamps burn as this screen needs them; called in the flow's thread."""
        self._wanted = lamps_of(state)
        self._tell()

    def board_changed(self, report: DeviceReport) -> None:
        """Hear of the board's report."""
        online = report.status is DeviceStatus.ONLINE
        with self._lock:
            was, self._online = self._online, online
            if not online:
                self._told.clear()
        if online and not was:
            self._tell()

    def _tell(self) -> None:
        with self._lock:
            if not self._online:
                return
            news = {lamp: state for lamp, state in self._wanted.items() if self._told.get(lamp) is not state}
            self._told.update(news)
        for lamp, state in news.items():
            self._set(lamp, state)

    def _set(self, lamp: Lamp, state: LampState) -> None:
        def told(result: FailureCode | None) -> None:
            if result is not None:
                with self._lock:
                    self._told.pop(lamp, None)

        self._board.submit(lambda board, _: board.set_lamp(lamp, state), told)
