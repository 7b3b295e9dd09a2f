"""The photograph of a driving licence 驾驶证照片: what it must show, what can be wrong with it, and how old it may be.

Rules: 22 × 32 mm, white ground, bare head, head 19–22 mm high and 14–16 mm wide, taken within six months (secondary sources;
everything is configuration, `config/photo.toml`).
"""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.config_table import ConfigTable

FILE = "config/photo.toml"
ATTACHMENT = "licence_photo"
"""The kind under which a new photograph travels with an application."""

REPLACED = "background_replaced"
"""Said beside the defects: the ground behind the person was made white by the terminal."""


class PhotoDefect(StrEnum):
    """What can be wrong with a photograph; text keys ``licence_photo.check.<defect>``. In the order in which they are said."""

    CUT = "cut"  # nobody in it, or the head or the shoulders reach over its edge
    HEAD_SIZE = "head_size"
    POSE = "pose"  # not straight: one side of the face is hidden
    EYES = "eyes"  # closed, or glasses shine over them
    LIGHT = "light"  # too dark, too bright, or from one side
    BACKGROUND = "background"  # not light, or not even
    BLUR = "blur"


@dataclass(frozen=True)
class Span:
    """Whole millimetres, both ends included."""

    least: int
    most: int


@dataclass(frozen=True)
class PhotoSize:
    """What is printed, in millimetres, and what is delivered, in pixels and bytes."""

    width_mm: int
    height_mm: int
    head_height: Span  # chin to crown
    head_width: Span
    head_width_slack_mm: int  # hair and ears make it wider or narrower than it is
    margin_above_mm: int  # free above the crown, at least
    width_px: int
    height_px: int
    least_head_px: int  # chin to crown in the camera's picture: below it, detail would be invented
    largest_bytes: int


@dataclass(frozen=True)
class PhotoLimits:
    """Limits of the checks; grey and colour in levels of 0..255, shares in percent."""

    ground_brightness: int  # at least
    ground_colour: int  # at most, distance of its colour from grey
    ground_unevenness: int  # at most, standard deviation
    replace_ground: bool  # a ground that is not white may be made white
    shoulders: int  # percent of the head's width, at least: what was cut out before a ground that is made white
    forehead: Span  # percent, crown to eyes of eyes to chin: the same
    turn: int  # hundredths of the eyes' distance, see `kiosk.face.vision.Face.turn`
    roll: int  # degrees
    eyes_open: int  # thousandths of the eyes' distance that the dark of an eye is tall, at least
    eye_glare: int  # percent of the eyes' surroundings that shine
    brightness: Span
    glare: int  # percent of the face
    shadow: int  # percent of the face
    asymmetry: int  # percent
    sharpness: int


@dataclass(frozen=True)
class PhotoRules:
    """Everything that `config/photo.toml` says."""

    tries: int
    try_seconds: int
    countdown_seconds: int
    months: int  # a photograph on file may be used again up to this age
    size: PhotoSize
    limits: PhotoLimits


def is_recent(taken_on: date, today: date, months: int) -> bool:
    """Tell whether a photograph may be used again: up to the same day `months` later (the month's last, where it has none)."""
    at = taken_on.year * 12 + taken_on.month - 1 + months
    year, month = divmod(at, 12)
    last = date(year, month + 1, min(taken_on.day, monthrange(year, month + 1)[1]))
    return taken_on <= today <= last


def doubts_of(defects: Sequence[PhotoDefect], *, background_replaced: bool) -> list[str]:
    """Return what the office is told about a photograph, in words."""
    return [defect.value for defect in defects] + [REPLACED] * background_replaced


def parse_photo_rules(text: str) -> PhotoRules:
    """Parse `config/photo.toml`; raises :class:`domain.config_table.ConfigError`."""
    table = ConfigTable.parse(FILE, text)
    taking = table.table("taking")
    rules = PhotoRules(
        tries=taking.number("tries", 1, 9),
        try_seconds=taking.number("try_seconds", 5, 120),
        countdown_seconds=taking.number("countdown_seconds", 1, 9),
        months=taking.number("months", 1, 60),
        size=_size(table.table("size")),
        limits=_limits(table.table("limits")),
    )
    taking.finish()
    table.finish()
    return rules


def _size(table: ConfigTable) -> PhotoSize:
    size = PhotoSize(
        width_mm=table.number("width_mm", 10, 100),
        height_mm=table.number("height_mm", 10, 100),
        head_height=_span(table, "head_height_mm", 1, 100),
        head_width=_span(table, "head_width_mm", 1, 100),
        head_width_slack_mm=table.number("head_width_slack_mm", 0, 5),
        margin_above_mm=table.number("margin_above_mm", 0, 20),
        width_px=table.number("width_px", 100, 2000),
        height_px=table.number("height_px", 100, 2000),
        least_head_px=table.number("least_head_px", 50, 2000),
        largest_bytes=table.number("largest_bytes", 20_000, 400_000),
    )
    if size.head_height.most + size.margin_above_mm >= size.height_mm:
        raise table.wrong("head_height_mm", "does not fit into the height of the photograph")
    if size.head_width.most >= size.width_mm:
        raise table.wrong("head_width_mm", "does not fit into the width of the photograph")
    if abs(size.width_px * size.height_mm - size.height_px * size.width_mm) > size.height_px:
        raise table.wrong("width_px", "pixels and millimetres are of different shapes")
    table.finish()
    return size


def _limits(table: ConfigTable) -> PhotoLimits:
    limits = PhotoLimits(
        ground_brightness=table.number("ground_brightness", 0, 255),
        ground_colour=table.number("ground_colour", 0, 255),
        ground_unevenness=table.number("ground_unevenness", 0, 255),
        replace_ground=table.flag("replace_ground"),
        shoulders=table.number("shoulders", 0, 400),
        forehead=_span(table, "forehead", 0, 400),
        turn=table.number("turn", 1, 100),
        roll=table.number("roll", 1, 45),
        eyes_open=table.number("eyes_open", 0, 500),
        eye_glare=table.number("eye_glare", 0, 100),
        brightness=_span(table, "brightness", 0, 255),
        glare=table.number("glare", 0, 100),
        shadow=table.number("shadow", 0, 100),
        asymmetry=table.number("asymmetry", 0, 100),
        sharpness=table.number("sharpness", 0),
    )
    table.finish()
    return limits


def _span(table: ConfigTable, key: str, least: int, most: int) -> Span:
    inner = table.table(key)
    low = inner.number("least", least, most)
    span = Span(low, inner.number("most", low, most))
    inner.finish()
    return span
