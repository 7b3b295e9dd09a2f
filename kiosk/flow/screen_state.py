"""What the flow shows and what it hears: the whole contract between the flow and the screen.

The screen is a pure function of the last :class:`ScreenState`; it keeps nothing of its own but ink under a finger. Everything
a citizen does arrives as a :class:`Touch`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True)
class Display:
    """How this visitor wants to see it; back to default at the end of the visit."""

    language: Literal["zh", "en"] = "zh"
    elder: bool = False  # 大字
    contrast: bool = False  # 高对比
    reachable: bool = False  # 低位: nothing to touch above 1220 mm from the floor


@dataclass(frozen=True)
class ScreenState:
    """One screen. `view` is documented in the step that makes it; its repr is hidden because it may show a person."""

    serial: int  # grows by one with every state
    screen: str  # kind of the step, e.g. "read_id_card" -> Screens/ReadIdCard.qml
    step: str = ""  # the stop's own name in the plan; of a screen outside of a plan the screen's
    view: Mapping[str, Json] = field(repr=False, default_factory=dict)
    service: str | None = None  # slug, while one is chosen
    stations: tuple[str, ...] = ()  # text keys "station.read", ... of the metro line
    station: int = -1  # index of the present station, -1 when there is no line
    person: str = field(repr=False, default="")  # masked name, "" when nobody is known
    pictures: Mapping[str, bytes] = field(repr=False, default_factory=dict)  # JPEGs that the view names by key
    can_go_back: bool = False
    can_end: bool = False
    direction: Literal["forward", "back", "none"] = "none"
    idle_seconds_left: int | None = None  # a number while the idle warning stands
    asking_to_end: bool = False  # the "really end?" question stands
    help_open: bool = False
    tidings: str = ""  # text key of what a visitor must know whatever the screen is
    display: Display = Display()
    sandbox: bool = False  # 样本 on every screen

    def __post_init__(self) -> None:
        if not self.step:
            object.__setattr__(self, "step", self.screen)


@dataclass(frozen=True)
class Touch:
    """Something the citizen did: an action named by the step, or one of the global ones.

    Global actions: ``back``, ``help``, ``close_help``, ``end`` (asks), ``end_confirmed``, ``end_cancelled``, ``continue``
    (answers the idle warning), ``language`` {"language"}, ``elder`` {"on"}, ``contrast`` {"on"}, ``reachable`` {"on"},
    ``activity`` (a touch that means nothing else).
    """

    action: str
    payload: Mapping[str, Json] = field(repr=False, default_factory=dict)


Observer = Callable[[ScreenState], None]
"""Called in the flow's thread with every new state."""
