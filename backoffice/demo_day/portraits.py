"""Drawn portraits: plain, invented faces, the same one for card, registry and live picture of a person."""

import io
import random
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 413, 600  # pixels, as the registry keeps photographs
CHIP = (102, 126)
CHIP_BYTES = 1020  # what the card keeps
SKINS = ("#e9c3a3", "#e2b48f", "#d8a57d", "#efcdb2", "#cf9a73")
HAIRS = ("#1d1a19", "#2a2220", "#3a2d27", "#55504d", "#8d8a88")
CLOTHES = ("#2f4a6b", "#5b3a44", "#3f5a45", "#6a5a3c", "#3c3c48", "#7a4b3a")


@dataclass(frozen=True)
class Face:
    """What makes one face."""

    skin: str
    hair: str
    clothes: str
    wide: int  # pixels beside the middle
    long_hair: bool
    glasses: bool
    smile: int
    brow: int


def face_of(seed: int, *, female: bool, age: int) -> Face:
    """Invent a face; the same seed gives the same."""
    dice = random.Random(seed)  # noqa: S311 - looks, not secrets
    grey = age > 58
    return Face(
        skin=dice.choice(SKINS),
        hair=dice.choice(HAIRS[3:] if grey else HAIRS[:3]),
        clothes=dice.choice(CLOTHES),
        wide=dice.randint(96, 116),
        long_hair=female and dice.random() < 0.8,
        glasses=dice.random() < 0.3,
        smile=dice.randint(2, 14),
        brow=dice.randint(-4, 5),
    )


@lru_cache(maxsize=512)
def registry_jpeg(face: Face) -> bytes:
    """Return the registry's photograph: white ground."""
    return _jpeg(_drawn(face, "#fbfbfb"), 84)


def live_jpeg(face: Face) -> bytes:
    """Return a live picture before the wall of a service area."""
    return _jpeg(_drawn(face, "#c9d3da").rotate(1.6, fillcolor="#c9d3da").resize((330, 480)), 78)


def chip_jpeg(face: Face) -> bytes:
    """Return the card's photograph: small, grey, within what a card keeps."""
    picture = _drawn(face, "#f2f3f1").crop((0, 0, WIDTH, 510)).resize(CHIP).convert("L")
    for quality in range(34, 0, -4):
        if len(block := _jpeg(picture, quality)) <= CHIP_BYTES:
            return block
    raise ValueError("a portrait does not fit onto a card")


def paper_jpeg(seed: int) -> bytes:
    """Return a photographed paper: lines of nothing on a sheet."""
    dice = random.Random(seed)  # noqa: S311 - looks, not secrets
    sheet = Image.new("RGB", (800, 560), "#7e8c86")
    draw = ImageDraw.Draw(sheet)
    draw.rectangle((60, 50, 740, 510), fill="#f3f1e8")
    draw.rectangle((90, 80, 420, 110), fill="#9aa39c")
    for line in range(9):
        draw.rectangle((90, 150 + line * 36, 90 + dice.randint(280, 600), 162 + line * 36), fill="#c3c8c2")
    draw.ellipse((590, 380, 700, 490), outline="#b6524a", width=6)
    return _jpeg(sheet, 70)


def _drawn(face: Face, ground: str) -> Image.Image:
    picture = Image.new("RGB", (WIDTH, HEIGHT), ground)
    draw = ImageDraw.Draw(picture)
    middle, eyes = WIDTH // 2, 256
    if face.long_hair:
        draw.rounded_rectangle((middle - face.wide - 26, 120, middle + face.wide + 26, 480), 110, fill=face.hair)
    draw.rectangle((middle - 44, 380, middle + 44, 470), fill=_darker(face.skin, 0.9))
    draw.rounded_rectangle((28, 452, WIDTH - 28, HEIGHT + 80), 96, fill=face.clothes)
    draw.polygon(((middle - 58, 452), (middle, 520), (middle + 58, 452)), fill=_darker(face.skin, 0.95))
    draw.ellipse((middle - face.wide - 18, 96, middle + face.wide + 18, 330), fill=face.hair)
    for side in (-1, 1):
        draw.ellipse((middle + side * face.wide - 15, 244, middle + side * face.wide + 15, 306), fill=_darker(face.skin, 0.93))
    draw.ellipse((middle - face.wide, 132, middle + face.wide, 432), fill=face.skin)
    draw.pieslice((middle - face.wide, 108, middle + face.wide, 300), 196, 344, fill=face.hair)
    for side in (-1, 1):
        _eye(draw, middle + side * 46, eyes, face)
    draw.line(((middle, eyes + 22), (middle - 9, 322), (middle + 7, 324)), fill=_darker(face.skin, 0.78), width=4)
    draw.arc((middle - 36, 340, middle + 36, 362 + face.smile), 20, 160, fill="#a4564e", width=6)
    small = picture.resize((WIDTH // 2, HEIGHT // 2), Image.Resampling.BILINEAR)
    return small.resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR)  # edges of a photograph, cheaper than a blur


def _eye(draw: ImageDraw.ImageDraw, x: int, y: int, face: Face) -> None:
    draw.ellipse((x - 18, y - 9, x + 18, y + 9), fill="#f7f5f2")
    draw.ellipse((x - 8, y - 9, x + 8, y + 8), fill="#2b2019")
    draw.line(((x - 24, y - 26 - face.brow), (x + 24, y - 28 + face.brow)), fill=face.hair, width=7)
    if face.glasses:
        draw.rounded_rectangle((x - 34, y - 24, x + 34, y + 26), 14, outline="#30343a", width=4)
        draw.line(((x - 40, y - 4), (x - 34, y - 4)), fill="#30343a", width=4)


def _darker(colour: str, share: float) -> tuple[int, int, int]:
    red, green, blue = (round(int(colour[at : at + 2], 16) * share) for at in (1, 3, 5))
    return red, green, blue


def _jpeg(image: Image.Image, quality: int) -> bytes:
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=quality, optimize=True)
    return stream.getvalue()
