"""The panel in millimetres above the floor: down from which line of the picture somebody seated reaches it."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:  # the screens import this before anything heavy
    from kiosk.settings import Ui

REACH_MM = 1220  # the highest that an unobstructed hand of a wheelchair user reaches (EN 301 549 V3.2.1, 8.3.2)
SHORT_EDGE_PX, LONG_EDGE_PX = 1080, 1920
ROUNDING_MM = 1e-6  # of floating-point sums
HIGHEST_PX = {"portrait": 640, "landscape": 0}  # above it nobody has to reach, however low the panel hangs
LOWEST_PX = {"portrait": 896, "landscape": 376}  # the screens' targets fit below it, but not below a lower line


@dataclass(frozen=True)
class Reach:
    """The reachable layout on one panel. `line_px`: nothing to touch lies above it, in pixels of the stage."""

    line_px: int
    highest_mm: int | None  # of the line above the floor; None: nobody said how high the panel hangs
    limit_mm: int  # how high the picture's lower edge may hang at most

    @property
    def holds(self) -> bool:
        """Tell whether a hand at 1220 mm reaches everything, as far as is known."""
        return self.highest_mm is None or self.highest_mm <= REACH_MM


def reach_of(orientation: Literal["portrait", "landscape"], panel_width_mm: float, panel_bottom_mm: float | None) -> Reach:
    """Return the reach on a panel with this short edge whose picture ends at `panel_bottom_mm` above the floor."""
    mm_per_px = panel_width_mm / SHORT_EDGE_PX
    height_px = LONG_EDGE_PX if orientation == "portrait" else SHORT_EDGE_PX
    lowest = LOWEST_PX[orientation]
    limit_mm = math.floor(REACH_MM - (height_px - lowest) * mm_per_px)
    if panel_bottom_mm is None:
        return Reach(lowest, None, limit_mm)
    wanted = height_px - math.floor((REACH_MM - panel_bottom_mm) / mm_per_px)
    line = min(lowest, max(HIGHEST_PX[orientation], wanted))
    return Reach(line, math.ceil(panel_bottom_mm + (height_px - line) * mm_per_px - ROUNDING_MM), limit_mm)


def reach_on(panel: "Ui") -> Reach:
    """Return the reach on the panel of the settings."""
    return reach_of(panel.orientation, panel.panel_width_mm, panel.panel_bottom_mm)


def panel_warning(panel: "Ui") -> str | None:
    """What a technician must know when the panel hangs too high for the reachable layout, else None."""
    reach = reach_on(panel)
    if reach.holds:
        return None
    return (
        f"the panel hangs too high: in the reachable layout targets begin at {reach.highest_mm} mm above the floor, "
        f"a wheelchair user reaches {REACH_MM} mm; the lower edge of the picture (ui.panel_bottom_mm) may be at most "
        f"{reach.limit_mm} mm high"
    )
