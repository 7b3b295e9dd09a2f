"""``python -m ui.gallery``: show or save any screen from its example states, and make the contact sheets of docs/screens."""

import argparse
import sys
from pathlib import Path
from typing import get_args

from PySide6.QtGui import QImage

from kiosk.flow.screen_state import Display
from ui.gallery.example import Example
from ui.gallery.examples import examples
from ui.gallery.sheets import SHEETS, save_sheet
from ui.gallery.studio import Look, Orientation, Studio


def main() -> int:
    """Do what the arguments ask; 2 when no screen has the name."""
    parser = argparse.ArgumentParser(prog="python -m ui.gallery", description=__doc__)
    parser.add_argument("--screen", help="name of an example, or of a screen for all of its examples")
    parser.add_argument("--language", choices=("zh", "en"), default="zh")
    parser.add_argument("--elder", action="store_true", help="large type")
    parser.add_argument("--contrast", action="store_true", help="high contrast")
    parser.add_argument("--orientation", choices=get_args(Orientation), default="portrait")
    parser.add_argument("--out", type=Path, help="folder for pictures; without it the first screen is shown in a window")
    parser.add_argument("--sheets", action="store_true", help="make the contact sheets in --out (docs/screens)")
    parser.add_argument("--list", action="store_true", help="print the names of the examples")
    arguments = parser.parse_args()
    if arguments.list:
        print("\n".join(example.name for example in examples()))
        return 0
    if arguments.sheets:
        return _make_sheets(arguments.out or Path("docs/screens"))
    wanted = [e for e in examples() if arguments.screen in (None, e.name, e.state.screen)]
    if not wanted:
        print("no such screen; --list names them", file=sys.stderr)
        return 2
    look = Look(arguments.orientation, Display(arguments.language, arguments.elder, arguments.contrast))
    return _save(wanted, look, arguments.out) if arguments.out else _show(wanted[0], look)


def _show(example: Example, look: Look) -> int:
    studio = Studio(look.orientation)
    studio.show(example.state, look.display)
    return studio.shell.exec()


def _save(wanted: list[Example], look: Look, folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    studio = Studio(look.orientation)
    for example in wanted:
        picture: QImage = studio.picture(example.state, look.display)
        picture.save(str(folder / f"{example.name}.png"))
    studio.shell.close()
    return 0


def _make_sheets(folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    for orientation in get_args(Orientation):
        studio = Studio(orientation)
        for name, look in SHEETS.items():
            if look.orientation == orientation:
                save_sheet(studio, look.display, folder / f"{name}.png")
        studio.shell.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
