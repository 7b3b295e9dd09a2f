"""What was left behind: known by sensors and by the reader, gone when they say so."""

from collections.abc import Callable
from typing import Any

from domain.failures import FailureCode
from drivers.cabinet.contract import CabinetState, Lamp, LampState
from kiosk.flow.screen_state import ScreenState
from kiosk.lamps import lamps_of
from kiosk.left_things import LeftThings

EMPTY = CabinetState(False, False, False, False, False, 0)


class Handle:
    def cancel(self) -> None:
        """Nothing waits."""


class Place:
    """Exits and a reader."""

    def __init__(self) -> None:
        self.seen: CabinetState | None = EMPTY
        self.asked: list[Callable[[Any], None]] = []
        self.left = LeftThings(lambda: self.seen, self._await_removal)

    def _await_removal(self, limit_s: float, on_result: Callable[[Any], None]) -> Handle:
        self.asked.append(on_result)
        return Handle()


def test_papers_lie_while_their_sensor_sees_them() -> None:
    place = Place()
    assert place.left.papers() == {"receipt": False, "document": False}
    place.seen = CabinetState(False, False, False, True, True, 4)
    assert place.left.lying() == ["receipt", "document"]
    place.seen = None  # nobody knows
    assert (place.left.lying(), place.left.papers()) == ([], {})


def test_a_card_is_looked_for_once_at_a_time_until_it_is_gone() -> None:
    place = Place()
    place.left.look()
    assert place.asked == []
    place.left.left_behind(["receipt"])
    assert place.left.lying() == []
    place.left.left_behind(["id_card", "document"])
    place.left.look()
    place.left.look()
    assert len(place.asked) == 1
    place.asked[0](False)
    assert place.left.lying() == ["id_card"]
    place.left.look()
    place.asked[1](True)
    assert place.left.lying() == []
    place.left.look()
    assert len(place.asked) == 2


def test_a_reader_that_is_gone_keeps_nobody_away_for_a_card() -> None:
    place = Place()
    place.left.left_behind(["id_card"])
    place.left.look()
    place.asked[0](FailureCode.DEVICE_UNPLUGGED)
    assert place.left.lying() == []


def lit(screen: str, **view: Any) -> dict[str, str]:
    lamps = lamps_of(ScreenState(serial=1, screen=screen, view=view))
    return {lamp.value: state.value for lamp, state in lamps.items() if state is not LampState.OFF}


def test_lamps_lead_the_hand() -> None:
    assert lit("attract") == {"status": "on"}
    assert lit("read_id_card", phase="waiting") == {"status": "on", "id_card": "slow"}
    assert lit("read_id_card", phase="reading") == {"status": "on"}
    assert lit("pay", phase="insert") == {"status": "on", "bank_card": "slow"}
    assert lit("pay", phase="take_card") == {"status": "on", "bank_card": "quick"}
    assert lit("submitted", receipt="delivered") == {"status": "on", "receipt": "quick"}
    left = [{"thing": "id_card", "taken": False}, {"thing": "bank_card", "taken": True}, {"thing": "document", "taken": False}]
    assert lit("goodbye", left=left) == {"status": "on", "id_card": "quick", "document": "quick"}
    assert lit("out_of_service", left=left[:1]) == {"status": "slow", "id_card": "quick"}
    assert set(lamps_of(ScreenState(serial=1, screen="home"))) == set(Lamp)
