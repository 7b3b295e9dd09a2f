"""Drawings keep to what QtSvg draws, to the palette and to their grid; pictures of devices move as they are drawn."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QBitmap, QColor, QImage, QRegion
from PySide6.QtQuick import QQuickItem

from domain.texts import Language
from kiosk.flow.screen_state import Display
from tests.ui.window import everything, find, is_a, settle, visible_items
from tools.drawings import isometric
from tools.drawings.__main__ import drawn
from tools.drawings.devices import SCENES
from tools.drawings.scene import HEIGHT, MARGIN, WIDTH, Scene
from ui.bridge.pictures import CONTRAST, DRAWINGS, DrawingProvider, coloured
from ui.gallery.book import open_book
from ui.gallery.components import Sheet
from ui.gallery.examples import examples
from ui.gallery.studio import Studio

pytestmark = [pytest.mark.no_qt_log, pytest.mark.usefixtures("qapp")]

SVG = "{http://www.w3.org/2000/svg}"
SHAPES = {SVG + name for name in ("svg", "g", "path", "rect", "circle", "ellipse")}
PLACES = {"viewBox", "width", "height", "preserveAspectRatio", "transform", "d", "x", "y", "rx", "ry", "cx", "cy", "r"}
STROKES = {"fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin", "stroke-dasharray"}
COLOUR = re.compile(r"#[0-9A-Fa-f]{3,8}\b")
WORDS = {"none", "currentColor", "PAPER", "MARKBG", "MARKFG", "MARKDOT"}
CONTOURS = {"#194873", "#22588D"}  # lines on deep blue, of no other use
PALETTE = {*CONTRAST, isometric.WHITE}
ICONS = sorted(path.stem for path in DRAWINGS.glob("icons/*.svg") if path.stem != "mark")
DEVICES = sorted(SCENES)
STATES = {example.name: example.state for example in examples()}
GRID, CLEAR = 48, 3  # of an icon: its side, and what stays clear at its edges


def _read(path: Path) -> ET.Element:
    return ET.fromstring(path.read_text("utf-8"))  # noqa: S314 - our own files


def _files() -> Iterator[Path]:
    yield from sorted(DRAWINGS.rglob("*.svg"))


@pytest.mark.parametrize("path", list(_files()), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_drawing_uses_only_what_qt_draws_and_the_palette(path: Path) -> None:
    allowed = PALETTE | WORDS | (CONTOURS if path.stem.startswith("contours") else set())
    for element in _read(path).iter():
        assert element.tag in SHAPES
        assert set(element.attrib) <= PLACES | STROKES
        assert {element.get("fill", "none"), element.get("stroke", "none")} <= allowed
        assert re.fullmatch(r"(translate\([-\d. ]+\))?", element.get("transform", "")), "QtSvg was seen to move, nothing else"


@pytest.mark.parametrize(("ink", "ground"), [("1B568F", "FFFFFF"), ("FFFFFF", "000000")], ids=["normal", "contrast"])
@pytest.mark.parametrize("side", [44, 96])
@pytest.mark.parametrize("name", ICONS)
def test_an_icon_is_there_and_leaves_its_edges_clear(name: str, side: int, ink: str, ground: str) -> None:
    image = DrawingProvider().requestImage(f"icon/{name}/{ink}/{ground}", QSize(), QSize(side, side))
    assert image.size() == QSize(side, side)
    inked = _bounds(image, QColor(f"#{ink}"))
    assert not inked.isEmpty()
    clear = int(CLEAR * side / GRID)  # whole pixels
    assert QRect(clear, clear, side - 2 * clear, side - 2 * clear).contains(inked)
    assert max(inked.width(), inked.height()) >= side / 2


def _bounds(image: QImage, ink: QColor) -> QRect:
    """Where the drawing is of its own colour, edges that are half see-through apart."""
    places = [
        QRect(x, y, 1, 1)
        for x in range(image.width())
        for y in range(image.height())
        if (pixel := image.pixelColor(x, y)).alpha() > 200 and pixel.lightness() - ink.lightness() in range(-60, 61)
    ]
    region = QRegion()
    for place in places:
        region = region.united(place)
    return region.boundingRect()


def test_an_icon_is_one_stroke_on_one_grid() -> None:
    for name in ICONS:
        root = _read(DRAWINGS / "icons" / f"{name}.svg")
        assert root.get("viewBox") == "0 0 48 48", name
        assert {element.get("stroke-width") for element in root.iter()} <= {None, "3"}, name


def test_the_pictures_are_those_that_the_tool_draws() -> None:
    stale = [name for name, svg in drawn().items() if (DRAWINGS / "art" / name).read_text("utf-8") != svg]
    assert stale == [], "run python -m tools.drawings"


@pytest.mark.parametrize("theme", ["normal", "contrast"])
@pytest.mark.parametrize("name", sorted(drawn()))
def test_a_picture_of_a_device_leaves_its_edges_clear(name: str, theme: str) -> None:
    image = DrawingProvider().requestImage(f"art/{Path(name).stem}/{theme}", QSize(), QSize(WIDTH, HEIGHT))
    inside = QRect(MARGIN, MARGIN, WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN).adjusted(-3, -3, 3, 3)  # half a stroke
    opaque = _bounds_of_all(image)
    assert not opaque.isEmpty()
    assert inside.contains(opaque)


def _bounds_of_all(image: QImage) -> QRect:
    """Where anything is drawn at all."""
    solid = image.createAlphaMask(Qt.ImageConversionFlag.ThresholdDither)
    return QRegion(QBitmap.fromImage(solid)).boundingRect()


def test_a_scene_larger_than_a_picture_is_refused() -> None:
    with pytest.raises(ValueError, match="pixels are more than a picture has"):
        Scene(still=isometric.footprint(0, 0, 900, 900)).layers()


def test_the_lamp_is_the_only_amber_thing_and_can_be_off() -> None:
    for device, scene in SCENES.items():
        layers = scene.layers()
        assert isometric.AMBER in layers[""] or isometric.AMBER in layers.get("-cover", "") + "".join(scene.acts.values()), (
            device
        )
        for name in ("-off", "-cover-off", "-missing"):
            assert isometric.AMBER not in layers.get(name, ""), f"{device}{name}"


# -- the control that shows them ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pictures(portrait: Studio) -> Iterator[list[QQuickItem]]:
    """One picture of every act of every device."""
    sheet = Sheet(portrait, "acts", Display())
    yield [item for item in visible_items(sheet.item) if is_a(item, "DevicePicture")]
    sheet.close()


def _drawings(picture: QQuickItem) -> dict[str, dict[str, object]]:
    table: dict[str, dict[str, object]] = picture.property("drawings").toVariant()
    return table


def test_every_device_moves_as_it_is_drawn(pictures: list[QQuickItem]) -> None:
    table = _drawings(pictures[0])
    assert sorted(table) == DEVICES
    for device, drawing in table.items():
        scene = SCENES[device]
        assert drawing["travel"] == pytest.approx(scene.travel, abs=0.1)
        assert drawing["cover"] == bool(scene.cover)
        assert set(scene.acts) <= set(drawing["acts"])  # type: ignore[call-overload]  # a list, as QML has it
        assert ("missing" in drawing["acts"]) == bool(scene.missing)  # type: ignore[operator]  # the same


def test_every_act_is_told_to_those_who_do_not_see_it(pictures: list[QQuickItem]) -> None:
    book = open_book()
    for picture in pictures:
        device, act = picture.property("device"), picture.property("shown")
        for language in Language:
            assert book.get(f"picture.{device}.{act}", language)
            assert book.get(f"picture.device.{device}", language)


def test_an_act_that_a_device_does_not_have_is_its_rest(pictures: list[QQuickItem]) -> None:
    picture = next(one for one in pictures if one.property("device") == "pin_pad")
    before = picture.property("act")
    picture.setProperty("act", "insert")
    assert picture.property("shown") == "rest"
    picture.setProperty("act", before)


def test_a_picture_that_stands_still_shows_the_thing_on_its_way(pictures: list[QQuickItem]) -> None:
    for picture in pictures:
        assert picture.property("place") == (0 if picture.property("travels") else 1)


def test_the_thing_travels_to_its_place_and_begins_again() -> None:
    studio = Studio("portrait", moving=True)
    studio.show(STATES["read_id_card"], Display())
    picture = next(item for item in everything(find(studio.shell.window, "page")) if is_a(item, "DevicePicture"))
    settle(lambda: picture.property("place") == 1)
    settle(lambda: picture.property("place") == 0)
    studio.shell.close()


@pytest.mark.parametrize(
    ("name", "device", "act"),
    [
        ("read_id_card", "id_card_reader", "insert"),
        ("read_id_card-reading", "id_card_reader", "hold"),
        ("pay-insert", "bank_card_reader", "insert"),
        ("pay", "pin_pad", "press"),
        ("pay-working", "bank_card_reader", "rest"),
        ("pay-take_card_declined", "bank_card_reader", "take"),
        ("goodbye-card_lies", "id_card_reader", "take"),
        ("goodbye-bank_card_lies", "bank_card_reader", "take"),
        ("goodbye", "receipt_printer", "take"),
        ("submitted", "receipt_printer", "take"),
        ("submitted-no_paper", "receipt_printer", "missing"),
    ],
)
def test_a_screen_shows_where_and_how(portrait: Studio, name: str, device: str, act: str) -> None:
    portrait.show(STATES[name], Display())
    portrait.shell.window.grabWindow()
    shown = [item for item in visible_items(find(portrait.shell.window, "page")) if is_a(item, "DevicePicture")]
    assert [(item.property("device"), item.property("shown")) for item in shown] == [(device, act)]


def test_who_waits_for_a_device_sees_it(portrait: Studio) -> None:
    state = STATES["wait"]
    portrait.show(replace(state, view={**state.view, "picture": "id_card_reader"}), Display())
    portrait.shell.window.grabWindow()
    page = find(portrait.shell.window, "page")
    assert [item.property("shown") for item in visible_items(page) if is_a(item, "DevicePicture")] == ["hold"]
    assert not [item for item in visible_items(page) if is_a(item, "Emblem")]


def test_high_contrast_leaves_no_colour_of_the_normal_theme() -> None:
    for name in drawn():
        left = set(COLOUR.findall(coloured(f"art/{Path(name).stem}/contrast"))) & set(CONTRAST)
        assert not left - set(CONTRAST.values()), name
