"""What an example is made of: a name, a state, and the person, number and line that all of them share. All invented."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from kiosk.flow.screen_state import Json, ScreenState
from kiosk.services.driver_licence_reissue_loss import PLAN

SLUG = "driver_licence_reissue_loss"
PERSON = "张∗"
PHONE = "13800138000"
NUMBER = "2611 2200 0100 1375"


@dataclass(frozen=True)
class Example:
    """One state worth looking at."""

    name: str
    state: ScreenState = field(repr=False)


def on_line(screen: str, view: Mapping[str, Json], step: str = "", **changes: object) -> ScreenState:
    """Return a state of a step of 驾驶证遗失补证, with the line above it; `step`: the stop's name, if it has its own."""
    place = PLAN.place_on_line(step or screen)
    known = PERSON if place > 0 else ""
    state = ScreenState(
        serial=1,
        screen=screen,
        step=step,
        view=view,
        service=SLUG,
        stations=PLAN.line,
        station=place,
        person=known,
        can_go_back=True,
        can_end=True,
        sandbox=True,
    )
    return replace(state, **changes)  # type: ignore[arg-type]  # fields by name


def off_line(screen: str, view: Mapping[str, Json], **changes: object) -> ScreenState:
    """Return a state of a step outside of a service."""
    return replace(ScreenState(serial=1, screen=screen, view=view, sandbox=True), **changes)  # type: ignore[arg-type]
