"""What a wall, a load or ten summers do to a number plate: drawn anew for each plate, the same for a plate every time."""

from enum import StrEnum
from zlib import crc32

import numpy as np
from PIL import Image, ImageDraw

from simulators.world.evidence.plates import plate_picture

SCALE = 2  # pixels of the picture to one of the plate as it is drawn
DULL = 0.88  # white paint is duller than a lamp
BARE, CREASE, RUST, CHALK = (212, 214, 216), (150, 152, 156), (80, 56, 36), (206, 206, 200)


class PlateDamage(StrEnum):
    """What is wrong with a plate."""

    SCRATCHED = "scratched"
    BENT = "bent"
    FADED = "faded"


def worn_plate(plate: str, kind: str, damage: PlateDamage) -> Image.Image:
    """Draw the plate `plate` of kind 号牌种类 `kind` as it came back from the road."""
    new = plate_picture(plate, kind)
    picture = new.resize((new.width * SCALE, new.height * SCALE), Image.Resampling.LANCZOS)
    dice = np.random.default_rng(crc32(plate.encode()))
    match damage:
        case PlateDamage.SCRATCHED:
            _scratch(picture, dice, 34)
            _rust(picture, dice, 8)
        case PlateDamage.BENT:
            _bend(picture, dice)
            _scratch(picture, dice, 26)
        case PlateDamage.FADED:
            picture = _fade(picture, dice)
            _flake(picture, dice, 200)
    return picture.point([round(level * DULL) for level in range(256)] * 3)


def _scratch(picture: Image.Image, dice: np.random.Generator, count: int) -> None:
    draw = ImageDraw.Draw(picture)
    for _ in range(count):
        x, y = int(dice.integers(0, picture.width)), int(dice.integers(0, picture.height))
        draw.line((x, y, x + int(dice.integers(-90, 160)), y + int(dice.integers(-24, 24))), fill=BARE, width=3)


def _rust(picture: Image.Image, dice: np.random.Generator, count: int) -> None:
    draw = ImageDraw.Draw(picture)
    for _ in range(count):
        x, y = int(dice.integers(40, picture.width - 60)), int(dice.integers(30, picture.height - 30))
        size = int(dice.integers(8, 30))
        draw.ellipse((x, y, x + size, y + size), fill=RUST)


def _flake(picture: Image.Image, dice: np.random.Generator, count: int) -> None:
    """Let the paint come off in small pieces, down to the metal or to what grows on it."""
    draw = ImageDraw.Draw(picture)
    for _ in range(count):
        x, y = int(dice.integers(12, picture.width - 24)), int(dice.integers(10, picture.height - 20))
        wide, high = (int(dice.integers(6, 20)) for _ in range(2))
        draw.polygon([(x, y), (x + wide, y + high // 3), (x + wide // 2, y + high)], fill=RUST if dice.random() < 0.5 else BARE)


def _bend(picture: Image.Image, dice: np.random.Generator) -> None:
    """Fold one corner over and crease the sheet from edge to edge; the corner shows the bare back."""
    draw = ImageDraw.Draw(picture)
    wide, high = (int(dice.integers(80, 150)) for _ in range(2))
    left, upper = bool(dice.integers(0, 2)), bool(dice.integers(0, 2))
    x, y = (0 if left else picture.width), (0 if upper else picture.height)
    inwards = x + wide if left else x - wide, y + high if upper else y - high
    draw.polygon([(x, y), (inwards[0], y), (x, inwards[1])], fill=CREASE)
    fold = int(dice.integers(picture.width // 3, 2 * picture.width // 3))
    lean = int(dice.integers(-80, 80))
    for offset, colour in ((0, BARE), (5, (60, 62, 66))):
        draw.line((fold + offset, 0, fold + lean + offset, picture.height), fill=colour, width=5)


def _fade(picture: Image.Image, dice: np.random.Generator) -> Image.Image:
    """Chalk the paint, in patches: signs and ground come close to each other."""
    rough = dice.uniform(0, 105, (5, 13)).astype(np.uint8)
    patches = Image.fromarray(rough).resize(picture.size, Image.Resampling.BICUBIC)
    return Image.composite(Image.new("RGB", picture.size, CHALK), picture, patches)
