"""A picture seen by a camera over a road: points in the world (right, up, ahead; metres or so) become pixels."""

from collections.abc import Iterable
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1200, 800
FINER = 2  # drawn larger and reduced, for smooth edges

Colour = tuple[int, int, int]
Place = tuple[float, float, float]  # right, up, ahead


def shade(colour: Colour, factor: float) -> Colour:
    """Return `colour` darker (below 1) or lighter (above 1)."""
    red, green, blue = (max(0, min(255, round(part * factor))) for part in colour)
    return red, green, blue


@dataclass(frozen=True)
class View:
    """Where the camera hangs and what it looks at; pixels of the finished picture."""

    focal: float = 1160.0
    horizon: float = 250.0
    centre: float = 600.0
    height: float = 3.2

    def scale(self, ahead: float) -> float:
        """Return how many drawn pixels one metre has at a distance."""
        return FINER * self.focal / max(ahead, 0.5)

    def point(self, place: Place) -> tuple[float, float]:
        """Return where a place is drawn."""
        right, up, ahead = place
        scale = self.scale(ahead)
        return FINER * self.centre + right * scale, FINER * self.horizon + (self.height - up) * scale

    def closer(self, place: Place, factor: float) -> "View":
        """Return the same camera zoomed in by `factor` with `place` in the middle."""
        right, up, ahead = place
        scale = self.focal * factor / ahead
        return View(self.focal * factor, HEIGHT * 0.56 - (self.height - up) * scale, WIDTH * 0.5 - right * scale, self.height)


class Canvas:
    """The picture while it is drawn. Lights are added at the end, over the night."""

    def __init__(self, view: View, sky: Colour) -> None:
        self.view = view
        self.image = Image.new("RGB", (WIDTH * FINER, HEIGHT * FINER), sky)
        self.draw = ImageDraw.Draw(self.image)
        self._lights: list[tuple[float, float, float, Colour]] = []
        self._reflecting: list[tuple[Image.Image, tuple[int, int]]] = []

    def face(self, places: Iterable[Place], fill: Colour) -> None:
        """Fill a flat face given by its corners."""
        self.draw.polygon([self.view.point(place) for place in places], fill=fill)

    def ground(self, left: float, right: float, near: float, far: float, fill: Colour) -> None:
        """Fill a rectangle on the road."""
        self.face(((left, 0, near), (right, 0, near), (right, 0, far), (left, 0, far)), fill)

    def upright(self, left: float, right: float, low: float, high: float, ahead: float, fill: Colour) -> None:
        """Fill a rectangle that stands across the road."""
        self.face(((left, low, ahead), (right, low, ahead), (right, high, ahead), (left, high, ahead)), fill)

    def disc(self, place: Place, radius: float, fill: Colour) -> None:
        """Fill a disc that faces the camera."""
        x, y = self.view.point(place)
        reach = radius * self.view.scale(place[2])
        self.draw.ellipse((x - reach, y - reach, x + reach, y + reach), fill=fill)

    def light(self, place: Place, radius: float, colour: Colour) -> None:
        """Let something shine, when everything else is drawn."""
        x, y = self.view.point(place)
        self._lights.append((x, y, radius * self.view.scale(place[2]), colour))

    def paste(self, picture: Image.Image, place: Place, width: float) -> None:
        """Put a flat picture `width` metres wide across the road at `place`; like a plate, it stays bright at night."""
        across = max(2, round(width * self.view.scale(place[2])))
        down = max(2, round(across * picture.height / picture.width))
        x, y = self.view.point(place)
        scaled = picture.resize((across, down), Image.Resampling.LANCZOS)
        self._reflecting.append((scaled, (round(x - across / 2), round(y - down / 2))))

    def finish(self, darkness: Colour) -> Image.Image:
        """Return the finished picture: darkened (255, 255, 255: not at all), its lights shining."""
        if min(darkness) < 255:
            self.image = ImageChops.multiply(self.image, Image.new("RGB", self.image.size, darkness))
        for picture, corner in self._reflecting:
            self.image.paste(picture, corner)
        small = self.image.reduce(FINER)
        return self._shine(small) if self._lights else small

    def _shine(self, picture: Image.Image) -> Image.Image:
        glow = Image.new("RGB", picture.size)
        draw = ImageDraw.Draw(glow)
        for x, y, reach, colour in self._lights:
            box = tuple(part / FINER for part in (x - reach, y - reach, x + reach, y + reach))
            draw.ellipse(box, fill=colour)
        halo = glow.reduce(4).filter(ImageFilter.GaussianBlur(2.2)).resize(picture.size, Image.Resampling.BILINEAR)
        return ImageChops.add(ImageChops.screen(picture, halo), glow.filter(ImageFilter.BoxBlur(1)))
