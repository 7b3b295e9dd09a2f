"""How a visitor wants to see it: the global actions that change the display and nothing else."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from kiosk.flow.screen_state import Display, Touch


def _language(display: Display, touch: Touch) -> Display:
    match touch.payload.get("language"):
        case "zh":
            return replace(display, language="zh")
        case "en":
            return replace(display, language="en")
    return display


def _is_on(touch: Touch) -> bool:
    return touch.payload.get("on") is True


PREFERENCES: Mapping[str, Callable[[Display, Touch], Display]] = {
    "language": _language,
    "elder": lambda display, touch: replace(display, elder=_is_on(touch)),
    "contrast": lambda display, touch: replace(display, contrast=_is_on(touch)),
    "reachable": lambda display, touch: replace(display, reachable=_is_on(touch)),
}
"""Action → what it makes of the display."""


def preferred(display: Display, touch: Touch) -> Display:
    """Return the display as the visitor wants it after `touch`, which is one of :data:`PREFERENCES`."""
    return PREFERENCES[touch.action](display, touch)
