"""``python -m tools.readings``: write the tables of readings that the keyboard types by, and how names of places are spelled.

`ui/input/rare_characters.tsv`: for every syllable the characters that the pinyin engine does not offer for it and that the
terminal's font can draw; those of names first. `config/regions/readings.tsv`: every reading of every character of the region
table and of the list of roads; `config/regions/spelled.tsv`: the table's names for people who cannot read them; both to be
renewed with them.

Readings come from pypinyin (MIT), what can be drawn from the installed Noto Sans CJK SC.
"""

import os
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from pypinyin import pinyin
from pypinyin.constants import PINYIN_DICT
from PySide6.QtGui import QFont, QGuiApplication, QRawFont

from domain.addresses import parse_streets
from domain.gazetteer import ETHNIC, KINDS, MUNICIPALITY
from domain.roads import parse_roads
from tools.name_characters import NAME_CHARACTERS
from ui.input.pinyin import PinyinEngine

ROOT = Path(__file__).parents[1]
RARE = ROOT / "ui" / "input" / "rare_characters.tsv"
REGIONS = ROOT / "config" / "regions"
FONT = "Noto Sans CJK SC"
SYLLABLE = re.compile(r"[a-z]{1,6}")
SAID_HERE = {"佛": "fo", "曾": "zeng", "朝": "chao", "柏": "bai", "覃": "qin", "都": "du", "长": "chang"}
"""Characters that pypinyin reads otherwise in names it does not know; in the region table always read so (丰都, 长坪)."""
# Unified ideographs: the first block, extension A, then everything beyond the sixteen-bit plane.
BLOCKS = ((0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x323AF))


def toneless(reading: str) -> str:
    """`lǜ` as the keyboard spells it: lv, but lue and nue."""
    umlauts = str.maketrans("üǖǘǚǜ", "vvvvv")
    plain = unicodedata.normalize("NFD", reading.translate(umlauts))
    return "".join(letter for letter in plain if letter.isascii()).replace("ve", "ue")


def readings(character: str) -> list[str]:
    """Every toneless reading of a character, the usual one first."""
    found = (toneless(reading) for reading in PINYIN_DICT.get(ord(character), "").split(","))
    return list(dict.fromkeys(reading for reading in found if SYLLABLE.fullmatch(reading)))


def drawable() -> list[str]:
    """Every ideograph that the font can draw, the usual blocks first."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = QGuiApplication.instance() or QGuiApplication([])
    font = QRawFont.fromFont(QFont(FONT))
    if app is None or font.familyName() != FONT:
        raise SystemExit(f"{FONT} is not installed")
    return [chr(code) for first, last in BLOCKS for code in range(first, last + 1) if font.supportsCharacter(code)]


def known(engine: PinyinEngine, syllable: str) -> set[str]:
    """The single characters that the engine offers for a syllable."""
    reading = engine.read(syllable)
    return {text for text in reading.texts if len(text) == 1} if reading.starts[-1] == len(syllable) else set()


def rare_characters(characters: Iterable[str]) -> str:
    """Lines of syllable, characters of names, others."""
    sounding: dict[str, list[str]] = defaultdict(list)
    for character in characters:
        for syllable in readings(character):
            sounding[syllable].append(character)
    engine = PinyinEngine(patience_s=5.0)  # nobody waits for a key here
    lines = []
    for syllable in sorted(sounding):
        rare = [character for character in sounding[syllable] if character not in known(engine, syllable)]
        if rare:
            names = "".join(character for character in rare if character in NAME_CHARACTERS)
            others = "".join(character for character in rare if character not in NAME_CHARACTERS)
            lines.append(f"{syllable}\t{names}\t{others}\n")
    engine.forget()
    return "".join(lines)


def region_names() -> list[str]:
    """The city, its districts, those of old, streets and towns."""
    regions = parse_streets((REGIONS / "chongqing-streets.csv").read_text("utf-8"))
    return [MUNICIPALITY, *(name for region in regions for name in (region.name, *region.former_names, *region.streets))]


def said(name: str) -> list[str]:
    """The toneless readings of a name's characters, as it is said."""
    return [SAID_HERE.get(character, toneless(reading)) for character, (reading,) in zip(name, pinyin(name), strict=True)]


def spelled(name: str) -> str:
    """Longxing Zhen, Nan'an Qu: as signposts write it, the peoples of autonomous places left out (Youyang Zizhixian)."""
    peoples = ETHNIC.search(name)
    start, end = peoples.span() if peoples else (0, 0)
    short, syllables = name[:start] + name[end:], said(name)
    syllables = [syllable.replace("v", "ü") for syllable in syllables[:start] + syllables[end:]]
    own = len(short) - len(next((kind for kind in KINDS if short.endswith(kind) and len(short) - len(kind) > 1), ""))
    return " ".join(_word(part) for part in (syllables[:own], syllables[own:]) if part)


def _word(syllables: list[str]) -> str:
    first, *rest = syllables
    return (first + "".join(f"'{one}" if one[0] in "aeo" else one for one in rest)).capitalize()


def spelled_names() -> str:
    """Lines of name and spelling."""
    return "".join(f"{name}\t{spelled(name)}\n" for name in sorted(set(region_names())))


def region_readings() -> str:
    """Lines of character and readings, for every character of regions and roads; first what it is mostly called there."""
    names = region_names() + parse_roads((REGIONS / "chongqing-roads.txt").read_text("utf-8"))
    count: Counter[tuple[str, str]] = Counter()
    for name in names:
        count.update(zip(name, said(name), strict=True))
    lines = []
    for character in sorted(set("".join(names))):
        usual_first = sorted(readings(character), key=lambda reading: -count[character, reading])
        lines.append(f"{character}\t{' '.join(usual_first)}\n")
    return "".join(lines)


if __name__ == "__main__":
    RARE.write_text(rare_characters(drawable()), encoding="utf-8")
    (REGIONS / "readings.tsv").write_text(region_readings(), encoding="utf-8")
    (REGIONS / "spelled.tsv").write_text(spelled_names(), encoding="utf-8")
