"""Which keys the pads without pinyin offer, and what a field takes: what can be typed; what is right is the domain's to say."""

from dataclasses import dataclass

from domain.vehicles import LONGEST_PLATE, PROVINCES, SUFFIXES

DIGITS = "0123456789"
HOME = "渝"
PLATE_BEGINS = HOME + PROVINCES.replace(HOME, "")
USED_HERE = "ABCDFGH"  # 渝A…: the letters that are given out in Chongqing
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # no I and no O: they look like 1 and 0
ORDINARY = 7  # characters of a plate; one more of those of new energy


@dataclass(frozen=True)
class Pad:
    """A pad of fixed keys. `longest`: characters a field of it takes at most."""

    characters: str
    longest: int


PADS = {
    "digits": Pad(DIGITS, 20),
    "phone": Pad(DIGITS, 11),
    "decision_number": Pad(DIGITS, 16),
    "id_number": Pad(DIGITS + "X", 18),
}


def accepted(pad: str, typed: str, character: str) -> bool:
    """Tell whether a field of `pad` that says `typed` takes one more `character`."""
    if pad == "plate":
        return bool(character) and character in plate_keys(typed)
    keys = PADS[pad]
    if len(character) != 1 or character not in keys.characters or len(typed) >= keys.longest:
        return False
    return character != "X" or len(typed) == keys.longest - 1


def plate_keys(typed: str) -> str:
    """Which keys a plate that says `typed` may go on with, usual ones first; "" when it is full."""
    match len(typed):
        case 0:
            return PLATE_BEGINS
        case 1:
            return USED_HERE + "".join(sorted(set(LETTERS) - set(USED_HERE))) if typed == HOME else LETTERS
        case position if position == ORDINARY - 1:
            return DIGITS + LETTERS + SUFFIXES
        case position if position < LONGEST_PLATE and typed[-1] not in SUFFIXES:
            return DIGITS + LETTERS
    return ""
