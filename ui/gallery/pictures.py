"""Every picture of the picture test: which there are, how they are taken by all cores, and what their pixels come to.

The accepted hashes lie in docs/screens/pictures.txt, one line per picture. ``python -m ui.gallery --accept`` renews them.
"""

import hashlib
import logging
import multiprocessing
import sys
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from PySide6.QtGui import QImage

from kiosk.flow.screen_state import Display
from ui.gallery.components import SHEETS, component_picture
from ui.gallery.examples import examples
from ui.gallery.pinned import pin_rendering
from ui.gallery.sheets import ContactSheet
from ui.gallery.studio import Look, Orientation, Studio

ROOT = Path(__file__).parents[2]
SCREENS = ROOT / "docs" / "screens"
ACCEPTED = SCREENS / "pictures.txt"
LANGUAGES: tuple[Literal["zh", "en"], ...] = ("zh", "en")
HASH_DIGITS = 16
COMPONENT = "component-"  # how the names of the component sheets begin
LOOKS_OF_COMPONENTS = ("portrait-zh", "portrait-zh-elder", "portrait-zh-contrast", "landscape-zh")


def _looks() -> Iterator[tuple[str, Look]]:
    for orientation in get_args(Orientation):
        for language in LANGUAGES:
            yield f"{orientation}-{language}", Look(orientation, Display(language))
            yield f"{orientation}-{language}-elder", Look(orientation, Display(language, elder=True))
            yield f"{orientation}-{language}-contrast", Look(orientation, Display(language, contrast=True))
        yield f"{orientation}-zh-reachable", Look(orientation, Display("zh", reachable=True))


LOOKS: Mapping[str, Look] = dict(_looks())


def digest(picture: QImage) -> str:
    """Return what the pixels come to: the beginning of their SHA-256."""
    rgb = picture.convertToFormat(QImage.Format.Format_RGB888)  # widths are multiples of four: no padding
    shape = f"{rgb.width()}x{rgb.height()}:".encode()
    return hashlib.sha256(shape + bytes(rgb.constBits())).hexdigest()[:HASH_DIGITS]


def read_accepted(path: Path = ACCEPTED) -> dict[str, str]:
    """Return the accepted hash of each picture by ``LOOK/EXAMPLE``; none when nothing was accepted yet."""
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return {name: accepted for accepted, _, name in (line.partition("  ") for line in lines)}


def write_accepted(hashes: Mapping[str, str], path: Path = ACCEPTED) -> None:
    """Write one line per picture, sorted, so that a change shows as the lines of the pictures that changed."""
    path.write_text("".join(f"{hashes[name]}  {name}\n" for name in sorted(hashes)), "utf-8")


@dataclass
class Taken:
    """The hashes of pictures by ``LOOK/EXAMPLE``, and what Qt or Python complained of meanwhile."""

    hashes: dict[str, str] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)


def take(name: str, pictures: Path | None, sheets: Path | None) -> Taken:
    """Take every picture of one look in this process; save them in `pictures`, and small on contact sheets in `sheets`."""
    pin_rendering()
    taken = Taken()
    _listen(taken.complaints)
    screens, components = ContactSheet(), ContactSheet()
    for page, picture in _pictures_of(LOOKS[name]):
        taken.hashes[f"{name}/{page}"] = digest(picture)
        if pictures is not None:
            _save(picture, pictures / name / f"{page}.png")
        (components if page.startswith(COMPONENT) else screens).add(page, picture)
    if sheets is not None:
        screens.save(sheets / f"terminal-{name}.png")
        if name in LOOKS_OF_COMPONENTS:
            components.save(sheets / f"components-{name}.png")
    return taken


def _pictures_of(look: Look) -> Iterator[tuple[str, QImage]]:
    studio = Studio(look.orientation)
    for example in examples():
        yield example.name, studio.picture(example.state, look.display)
    for component in SHEETS:
        yield f"{COMPONENT}{component}", component_picture(studio, component, look.display)
    studio.shell.close()


def _listen(complaints: list[str]) -> None:
    """Have whatever is logged, and whatever breaks in a slot, kept in `complaints`."""

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            complaints.append(record.getMessage())

    logging.getLogger().addHandler(Ear(logging.WARNING))
    sys.excepthook = lambda kind, error, _trace: complaints.append(f"{kind.__name__}: {error}")


def take_all(names: Iterable[str], pictures: Path | None = None, sheets: Path | None = None) -> Taken:
    """Take the pictures of these looks, one process for each, as many at a time as there are cores."""
    fresh = multiprocessing.get_context("spawn")  # Qt does not survive a fork
    everything = Taken()
    with ProcessPoolExecutor(mp_context=fresh, max_tasks_per_child=1) as pool:
        for taken in [pool.submit(take, name, pictures, sheets) for name in names]:
            everything.hashes.update(taken.result().hashes)
            everything.complaints.extend(taken.result().complaints)
    return everything


def _save(picture: QImage, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not picture.save(str(path)):
        raise OSError("a picture could not be written")
