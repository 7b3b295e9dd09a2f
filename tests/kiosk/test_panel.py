"""How high the targets of the reachable layout hang, on panels of any size and height."""

import pytest

from kiosk.panel import LOWEST_PX, REACH_MM, panel_warning, reach_of
from kiosk.settings import Ui

PANEL_27_MM = 336


def _ui(orientation: str, bottom: int | None, width: int = PANEL_27_MM) -> Ui:
    return Ui.model_validate({"orientation": orientation, "panel_width_mm": width, "panel_bottom_mm": bottom})


@pytest.mark.parametrize(("orientation", "limit"), [("portrait", 901), ("landscape", 1000)])
def test_a_27_inch_panel_may_hang_this_high_and_not_higher(orientation: str, limit: int) -> None:
    highest = _ui(orientation, limit)
    assert panel_warning(highest) is None
    warning = panel_warning(_ui(orientation, limit + 1))
    assert warning is not None
    assert "1220 mm" in warning
    assert f"at most {limit} mm" in warning


@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
def test_who_does_not_say_the_height_gets_the_lowest_line_and_no_warning(orientation: str) -> None:
    reach = reach_of(orientation, PANEL_27_MM, None)  # type: ignore[arg-type]  # a parameter of the test
    assert (reach.line_px, reach.highest_mm, reach.holds) == (LOWEST_PX[orientation], None, True)
    assert panel_warning(_ui(orientation, None)) is None


@pytest.mark.parametrize("width", [270, 336, 400, 530])
@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
def test_the_line_is_never_above_the_reach_and_the_screens_never_get_less_than_they_need(orientation: str, width: int) -> None:
    for bottom in range(300, 1300, 7):
        reach = reach_of(orientation, width, bottom)  # type: ignore[arg-type]  # a parameter of the test
        height = 1920 if orientation == "portrait" else 1080
        line_mm = bottom + (height - reach.line_px) * width / 1080
        assert reach.line_px <= LOWEST_PX[orientation]
        assert reach.holds == (bottom <= reach.limit_mm)
        assert not reach.holds or line_mm < REACH_MM + 1


def test_a_low_panel_leaves_the_screens_their_room() -> None:
    assert reach_of("portrait", PANEL_27_MM, 500).line_px == 640
    assert reach_of("landscape", PANEL_27_MM, 700).line_px == 0
    assert 640 < reach_of("portrait", PANEL_27_MM, 850).line_px < 896


def test_the_settings_refuse_a_panel_in_the_cellar() -> None:
    with pytest.raises(ValueError, match="panel_bottom_mm"):
        _ui("portrait", -1)
