"""``python -m ui.gallery``: leaf through every screen, save any of them, take every picture, accept the pictures of today."""

import argparse
import sys
from pathlib import Path
from typing import get_args

from domain.clock import SystemClock
from kiosk.flow.screen_state import Display
from ui.gallery.example import Example
from ui.gallery.examples import examples
from ui.gallery.index_page import write_index
from ui.gallery.pictures import LOOKS, SCREENS, read_accepted, take_all, write_accepted
from ui.gallery.pinned import pin_rendering
from ui.gallery.studio import Look, Orientation, Studio


def main() -> int:
    """Do what the arguments ask; 2 when no screen has the name."""
    arguments = _parser().parse_args()
    if arguments.list:
        print("\n".join(example.name for example in examples()))
        return 0
    if arguments.accept or arguments.sheets or arguments.pictures:
        return _take(arguments)
    wanted = [e for e in examples() if arguments.screen in (None, e.name, e.state.screen)]
    if not wanted:
        print("no such screen; --list names them", file=sys.stderr)
        return 2
    display = Display(arguments.language, arguments.elder, arguments.contrast, arguments.reachable)
    look = Look(arguments.orientation, display)
    return _save(wanted, look, arguments.out) if arguments.out else _leaf(wanted, look)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ui.gallery", description=__doc__)
    parser.add_argument("--screen", help="name of an example, or of a screen for all of its examples")
    parser.add_argument("--language", choices=("zh", "en"), default="zh")
    parser.add_argument("--elder", action="store_true", help="large type")
    parser.add_argument("--contrast", action="store_true", help="high contrast")
    parser.add_argument("--reachable", action="store_true", help="everything within reach of somebody seated")
    parser.add_argument("--orientation", choices=get_args(Orientation), default="portrait")
    parser.add_argument("--out", type=Path, help="folder for pictures; without it a window opens to leaf through")
    parser.add_argument("--list", action="store_true", help="print the names of the examples")
    parser.add_argument("--pictures", type=Path, metavar="DIR", help="write every picture, full size, and its hash")
    parser.add_argument("--look", choices=tuple(LOOKS), action="append", help="only this look; may be repeated")
    parser.add_argument("--sheets", action="store_true", help="make the contact sheets in --out (docs/screens)")
    parser.add_argument("--accept", action="store_true", help="take today's pictures as right: hashes, sheets, index")
    return parser


def _leaf(wanted: list[Example], look: Look) -> int:
    from ui.gallery.album import Album  # a window on this desk, so nothing is pinned

    return Album(wanted, look).run()


def _save(wanted: list[Example], look: Look, folder: Path) -> int:
    pin_rendering()
    folder.mkdir(parents=True, exist_ok=True)
    studio = Studio(look.orientation)
    for example in wanted:
        studio.picture(example.state, look.display).save(str(folder / f"{example.name}.png"))
    studio.shell.close()
    return 0


def _take(arguments: argparse.Namespace) -> int:
    clock = SystemClock()
    began = clock.monotonic()
    folder = arguments.out or SCREENS
    looks = LOOKS if arguments.accept else {name: LOOKS[name] for name in arguments.look or LOOKS}
    taken = take_all(looks, arguments.pictures, folder if arguments.accept or arguments.sheets else None)
    print(f"{len(taken.hashes)} pictures in {clock.monotonic() - began:.0f} s", file=sys.stderr)
    if arguments.pictures:
        write_accepted(taken.hashes, arguments.pictures / "pictures.txt")
    if taken.complaints:
        print(
            "\n".join(sorted(set(taken.complaints))),
            "nothing is accepted while the screens complain",
            file=sys.stderr,
            sep="\n",
        )
        return 1
    if arguments.accept:
        _accept(taken.hashes, folder)
    return 0


def _accept(hashes: dict[str, str], folder: Path) -> None:
    before = read_accepted(folder / "pictures.txt")
    for sheet in [*folder.glob("terminal-*.png"), *folder.glob("components-*.png")]:
        if sheet.stem.partition("-")[2] not in LOOKS:
            sheet.unlink()  # of a look that is no more
    write_accepted(hashes, folder / "pictures.txt")
    write_index(folder, examples(), LOOKS, len(hashes))
    changed = sum(before.get(name) != found for name, found in hashes.items())
    print(f"{changed} pictures are new or changed, {len(before.keys() - hashes.keys())} are gone", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
