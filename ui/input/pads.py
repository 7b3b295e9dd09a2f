"""Which characters the pads without letters offer, and which a field takes: what can be typed, not what is right (that is domain's)."""

from dataclasses import dataclass

DIGITS = "0123456789"
PROVINCES = "渝京津沪冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"  # GA 36: what a plate begins with; ours first
CHONGQING = "ABCDFGHN"  # 渝A…: the letters that the traffic police of Chongqing give out, 渝N first seen in 2021
AGENCIES = "ABCDEFGHJKLMNPQRSTUVWXY"  # of other provinces
SERIAL = "ABCDEFGHJKLMNPQRSTUVWXYZ" + DIGITS  # no I and no O: they look like 1 and 0
LAST = SERIAL + "学警挂港澳"  # what a plate may end with besides
ORDINARY, NEW_ENERGY = 7, 8  # characters of a plate


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
    """Which keys a plate that says `typed` may go on with; "" when it is full. The eighth character makes it one of new energy."""
    position = len(typed)
    if position == 0:
        return PROVINCES
    if position == 1:
        return CHONGQING if typed == "渝" else AGENCIES
    if position == ORDINARY - 1:
        return LAST
    return SERIAL if position < NEW_ENERGY and typed[-1] in SERIAL else ""
