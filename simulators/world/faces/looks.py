"""What makes one face this face. Lengths are in a field of 160 × 200 with x from the middle and the eyes near y = 85."""

import random
from dataclasses import dataclass

from simulators.world.faces.spread import SALTS

Colour = tuple[float, float, float]  # red, green, blue, 0 to 255

SKINS: tuple[Colour, ...] = (
    (238, 206, 180),
    (231, 193, 163),
    (222, 180, 148),
    (208, 164, 130),
    (192, 146, 112),
    (243, 214, 194),
)
HAIRS: tuple[Colour, ...] = ((30, 27, 27), (38, 33, 31), (50, 39, 33), (24, 24, 28))
WESTERN_HAIRS: tuple[Colour, ...] = ((118, 84, 52), (150, 116, 74), (84, 60, 42))
GREYS: tuple[Colour, ...] = ((112, 110, 110), (150, 148, 146), (196, 194, 190))
CLOTHES: tuple[Colour, ...] = (
    (57, 70, 90),
    (92, 107, 88),
    (122, 135, 148),
    (107, 79, 79),
    (68, 84, 106),
    (125, 106, 85),
    (79, 95, 115),
    (90, 75, 102),
)
COLLARS: tuple[Colour, ...] = ((232, 234, 236), (220, 227, 234), (240, 236, 228), (63, 74, 64))
VARIETY = 1.6  # more than among real people: drawn faces look more alike than real ones
BEARDS = ("none", "none", "none", "none", "moustache", "stubble", "goatee")


@dataclass(frozen=True)
class Looks:
    """One face."""

    seed: int
    skin: Colour
    hair: Colour
    clothes: Colour
    collar: Colour
    female: bool
    age: int
    style: int  # of the hair, 0 to 3
    part: float  # where the hair is parted, -1 to 1
    hairline: float  # y of the hair above the forehead
    face: float  # half width at the cheekbones
    jaw: float  # half width at the corner of the jaw
    chin: float  # y of the chin
    chin_width: float
    cheeks: float  # how far the cheekbones stand out
    eyes: float  # half distance of the eyes
    eye_line: float  # y
    eye_width: float  # half
    eye_height: float  # half
    eye_tilt: float  # positive: outer corner higher
    crease: float  # of the upper lid, 0 to 1
    brow: float  # y above the eyes
    brow_weight: float
    brow_slope: float
    brow_arch: float
    nose: float  # half width
    nose_tip: float  # y
    nose_bridge: float  # relief
    nose_relief: float
    mouth: float  # half width
    mouth_line: float  # y
    upper_lip: float
    lower_lip: float
    smile: float
    beard: str
    glasses: int  # 0 none, 1 round, 2 angular, 3 half rim
    moles: int

    @classmethod
    def of(cls, seed: str, *, female: bool, age: int, western: bool = False) -> "Looks":
        """Return the face that belongs to `seed`; the same seed always gives the same face."""
        draw = random.Random(f"{seed}/{SALTS.get(seed, 0)}")  # noqa: S311 - faces need no cryptography

        def between(low: float, high: float) -> float:
            middle, half = (low + high) / 2, (high - low) / 2 * VARIETY
            return draw.uniform(middle - half, middle + half)

        nose_tip = between(101, 106)
        mouth_line = nose_tip + between(10.5, 14)
        chin = mouth_line + between(18.5, 24) - 1.5 * female
        return cls(
            seed=draw.randrange(2**31),
            skin=draw.choice(SKINS),
            hair=_hair(draw, age, western),
            clothes=draw.choice(CLOTHES),
            collar=draw.choice(COLLARS),
            female=female,
            age=age,
            style=draw.randrange(4),
            part=draw.uniform(-1, 1),
            hairline=between(48, 58),
            face=between(31.5, 38.5) - 0.8 * female,
            jaw=between(20.5, 30) - 2 * female,
            chin=chin,
            chin_width=between(8, 15) - 1.5 * female,
            cheeks=max(0.0, between(0.4, 3.4)),
            eyes=between(14.2, 17.6),
            eye_line=between(83.5, 87),
            eye_width=between(5.2, 7.4),
            eye_height=max(1.9, between(2.0, 3.7) + 0.3 * female),
            eye_tilt=between(-0.9, 1.5),
            crease=max(0.0, between(0, 1)),
            brow=between(9, 13.5),
            brow_weight=max(0.9, between(1.3, 3.1) - 0.5 * female),
            brow_slope=between(-1.6, 1.8),
            brow_arch=between(0.2, 2.4),
            nose=between(5.2, 9.2) - 0.7 * female,
            nose_tip=nose_tip,
            nose_bridge=max(1.6, between(2, 7)),
            nose_relief=between(13, 16),
            mouth=between(10.5, 15.5) - 0.6 * female,
            mouth_line=mouth_line,
            upper_lip=max(1.3, between(1.6, 3.6) + 0.2 * female),
            lower_lip=between(2.2, 4.8) + 0.3 * female,
            smile=between(0.0, 1.9),
            beard="none" if female else draw.choice(BEARDS),
            glasses=draw.choice((1, 2, 3)) if draw.random() < (0.5 if age >= 60 else 0.3) else 0,
            moles=draw.choice((0, 0, 1, 2, 3)),
        )


def _hair(draw: random.Random, age: int, western: bool) -> Colour:
    hair = draw.choice(WESTERN_HAIRS if western else HAIRS)
    return hair if age < 55 else GREYS[min((age - 55) // 8, 2)]
