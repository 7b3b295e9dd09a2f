"""docs/screens/index.md: what the pictures in that folder show, written anew with them."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path

from ui.gallery.example import Example
from ui.gallery.studio import Look

HEAD = """# Screens, as they are now

Written by `.venv/bin/python -m ui.gallery --accept`, which takes every picture anew; do not edit.
All people, plates and addresses are invented.

* **Look at one:** `.venv/bin/python -m ui.gallery` opens a window to leaf through;
  `.venv/bin/python -m ui.gallery --screen NAME --out DIR` saves one.
* **All of them, full size:** `.venv/bin/python -m ui.gallery --pictures DIR`
  ({count} pictures: {examples} examples in {looks} looks).
* **The picture test:** `tests/screens` compares each picture with its hash in `pictures.txt`. One that differs
  is written to `var/pictures/`; when it is meant, `.venv/bin/python -m ui.gallery --accept` renews the hashes
  and these sheets, and git shows which pictures changed.
* **Frozen:** clock, motion, fonts (`ui/gallery/fonts.conf`), locale and scale, so that
  a picture is the same on every machine with Debian 12's FreeType.

## What there is to see
"""
ORIENTATIONS = {"portrait": "portrait, 1080 × 1920", "landscape": "landscape, 1920 × 1080"}
LANGUAGES = {"zh": "Chinese", "en": "English"}


def write_index(folder: Path, shown: Iterable[Example], looks: Mapping[str, Look], pictures: int) -> None:
    """Write the page; `folder` holds the sheets and the pictures of the desk."""
    listed = list(shown)
    head = HEAD.format(count=pictures, examples=len(listed), looks=len(looks))
    sections = [_section(name, look) for name, look in looks.items()]
    text = "\n".join([head + _screens(listed), *sections, *_others(folder)])
    (folder / "index.md").write_text(text, "utf-8")


def _screens(shown: list[Example]) -> str:
    rows = ["| screen | examples |", "|---|---|"]
    by_screen = sorted(shown, key=lambda example: example.state.screen)  # stable: the order of a visit within each
    for screen, found in groupby(by_screen, key=lambda example: example.state.screen):
        rows.append(f"| `{screen}` | {', '.join(example.name for example in found)} |")
    return "\n".join(rows) + "\n"


def _section(name: str, look: Look) -> str:
    display = look.display
    modes = [ORIENTATIONS[look.orientation], LANGUAGES[display.language]]
    modes += [word for word, on in (("large type", display.elder), ("high contrast", display.contrast)) if on]
    modes += ["nothing to touch above what somebody seated reaches"] if display.reachable else []
    return f"## {name}\n{', '.join(modes)}. Every example, in the order of a visit.\n\n![{name}](terminal-{name}.png)\n"


def _others(folder: Path) -> list[str]:
    components = sorted(path.name for path in folder.glob("components-*.png"))
    desk = sorted(f"office/{path.name}" for path in (folder / "office").glob("*.png"))
    parts = []
    if components:
        parts.append("## Components\nEvery control in every state.\n\n" + _listed(components))
    if desk:
        parts.append("## The desk\nDrawn by `python -m tools.desk_pictures`, not part of the picture test.\n\n" + _listed(desk))
    return parts


def _listed(names: list[str]) -> str:
    return "".join(f"* [{Path(name).stem}]({name})\n" for name in names)
