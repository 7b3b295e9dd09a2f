"""A picture of one device in layers on one view box: what stands still, what moves, what hides it, and what points the way."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from tools.drawings.isometric import AMBER, INK, PALE, SAND, Point

WIDTH, HEIGHT, MARGIN = 960, 720, 8  # pixels of every picture of a device
PLACE = re.compile(r"(-?[0-9.]+) (-?[0-9.]+)")
OUTLINES = re.compile(r' d="([^"]+)"')


@dataclass(frozen=True)
class Scene:
    """`part` is drawn away from the device, at the moment that says most; `travel` leads to its place, in pixels."""

    still: str
    part: str = ""
    travel: Point = (0, 0)
    cover: str = ""  # what hides the part where it is inside
    acts: Mapping[str, str] = field(default_factory=dict)  # what points the way, below the part
    missing: str = ""  # in place of the part

    def layers(self) -> dict[str, str]:
        """Return the SVG of every layer by the end of its name; raises :class:`ValueError` when they leave the view box."""
        named = {"": self.still, "-off": dark(self.still), "-part": self.part, "-missing": self.missing}
        named |= {"-cover": self.cover, "-cover-off": dark(self.cover)}
        named |= {f"-{act}": drawn for act, drawn in self.acts.items()}
        x, y = self._shift()
        return {name: _svg(drawn, x, y) for name, drawn in named.items() if drawn}

    def _shift(self) -> Point:
        left, top, right, bottom = self._extent()
        if right - left > WIDTH - 2 * MARGIN or bottom - top > HEIGHT - 2 * MARGIN:
            raise ValueError(f"{right - left:.0f} x {bottom - top:.0f} pixels are more than a picture has")
        return round((WIDTH - left - right) / 2), round((HEIGHT - top - bottom) / 2)

    def _extent(self) -> tuple[float, float, float, float]:
        """The part at its place is inside the device, and needs no room of its own."""
        drawn = "".join((self.still, self.part, self.cover, self.missing, *self.acts.values()))
        outlines = " ".join(OUTLINES.findall(drawn))
        points = [(float(x), float(y)) for x, y in PLACE.findall(outlines)]
        across, down = [x for x, _ in points], [y for _, y in points]
        return min(across), min(down), max(across), max(down)


def dark(drawn: str) -> str:
    """Return a drawing whose lamp is off: nothing is amber."""
    return drawn.replace(SAND, PALE).replace(AMBER, INK)


def _svg(drawn: str, x: float, y: float) -> str:
    moved = f'<g transform="translate({x:g} {y:g})">{drawn}</g>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">{moved}</svg>\n'
