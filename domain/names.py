"""Names of people 姓名 as they can be typed: rare characters, ·, foreign letters. Nothing that can be a name is refused.

Characters: Unicode CJK Unified Ideographs with extensions A–I and the compatibility block (GB 18030-2022 names use them), 〇.
The dot between the parts of a minority's or a transliterated name is U+00B7; what keyboards write instead is put right.
"""

import re

LONGEST_NAME = 60  # the chip of a foreigner's permit holds 120 bytes of UTF-16
DOT = "·"
LOOKS_LIKE_DOT = re.compile("[•‧∙⋅・･．]")
HAN = r"\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af"
LATIN = r"A-Za-zÀ-ÖØ-öø-ɏ"
NOT_IN_NAME = re.compile(rf"[^{LATIN}{HAN}{DOT}' -]")
HAN_NAME = re.compile(rf"[{HAN}]+(?:{DOT}[{HAN}]+)*")
LATIN_NAME = re.compile(rf"[{LATIN}]+(?:[' -]{{1,2}}[{LATIN}]+)*")


def plain_name(typed: str) -> str:
    """Return what of `typed` may stand in a name, every kind of dot as ·, no blank before it."""
    return NOT_IN_NAME.sub("", LOOKS_LIKE_DOT.sub(DOT, typed)).lstrip()


def is_name(name: str) -> bool:
    """Tell whether `name` looks like a Chinese name (its parts joined by ·) or one in Latin letters."""
    name = name.strip()
    return len(name) <= LONGEST_NAME and bool(HAN_NAME.fullmatch(name) or LATIN_NAME.fullmatch(name))
