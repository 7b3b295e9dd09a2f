"""Where a letter goes: regions 行政区划, streets and towns 街道乡镇, and how an address is shown."""

import csv
import io
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.people import MASK

MOBILE = re.compile(r"1[3-9]\d{9}")  # Chinese mobile number, eleven digits

HERE = re.compile(r"(?:中国)?(?:四川省?)?重庆(?![东南西北中]?[路街]|大[道厦])市?")  # of 四川 it was until 1997
_SOMEWHERE = (
    r"(?:中国)?"
    r"(?:(?:北京|天津|上海)市?"
    r"|(?:河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾)省?"
    r"|(?:内蒙古|广西(?:壮族)?|西藏|宁夏(?:回族)?|新疆(?:维吾尔)?)(?:自治区)?"
    r"|(?:香港|澳门)(?:特别行政区)?)"
)
_CITY = r"(?:(?![省市区县旗盟路街号镇乡村])[\u4e00-\u9fff]){2,9}?(?:自治州|地区|[州盟]|市(?!场))"
PROVINCE_AND_CITY = re.compile(rf"{_SOMEWHERE}(?:{_CITY})?|{_CITY}")

LABEL_WIDTH = 16  # Chinese characters on one line of a letter's label: 89.5 mm at 15 pt
_NAME = r"(?:(?!街道|镇|小区|社区|[路号])[\u4e00-\u9fff])"
_DISTRICT = re.compile(
    rf"(?:{_NAME}{{2,7}}?(?:省|自治区))?(?:{_NAME}{{2,8}}?[市州盟])?{_NAME}{{1,12}}?(?:自治县|新区|[区县旗])"
)
_STREET = re.compile(r"(?:(?![路号])[\u4e00-\u9fff]){1,9}?(?:街道|镇|乡(?!镇))(?!大道|[路街巷村])")
_PART = re.compile(r".*?(?:大道|小区|社区|单元|[路街巷村社组队号栋幢座层楼室])(?![-—#）)])|.+$")

_UNITS = "[号栋幢座组社队室楼层]|单元"
_CHINESE_NUMBER = rf"[一二三四五六七八九十百]+\s*(?:{_UNITS})"
NUMBER = re.compile(rf"[0-9０-９]|{_CHINESE_NUMBER}|[A-Za-zＡ-Ｚａ-ｚ]\s*[号栋幢座区馆]")
"""A number of house, building, flat, or village group."""

FOUND_BY_NAME = re.compile(
    r"(?:[村寨塆湾坝]|院子|屋基|大院|大学|学院|学校|中学|小学|医院|卫生院|大厦|广场|政府|委员会|派出所|公司|银行)(?!城?[路街巷]|大道)"
)
"""Villages and houses that a postman knows by name; many have no number."""

_NOT_A_NAME = re.compile(rf"[0-9０-９A-Za-zＡ-Ｚａ-ｚ\s\-#·—,，、.()（）/]|{_CHINESE_NUMBER}|{_UNITS}")


@dataclass(frozen=True)
class Region:
    """A district or county (GB/T 2260 code) with the names it used to have."""

    code: str
    name: str
    streets: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()
    former_in_part: bool = False  # only some of its streets came from there
    street_formers: tuple[str, ...] = ()  # of each street: the district that it came from, "" for none

    def streets_from(self, former: str) -> tuple[str, ...]:
        """Return the streets that came from a district of old."""
        pairs = zip(self.streets, self.street_formers, strict=False)  # none are known of a region without such districts
        return tuple(street for street, came_from in pairs if came_from == former)


class Missing(StrEnum):
    """What a postman would not find an address without."""

    PLACE = "place"  # road, estate or village
    HOUSE = "house"  # number of the house or flat, or of the village's group


class AddressSource(StrEnum):
    """Where an address was taken from; decides whether it may be shown before the face is verified."""

    ID_CARD = "id_card"  # 身份证上的住址: shown masked
    REGISTRY = "registry"  # 驾驶证登记的住址: the terminal knows it masked only, the office fills it in
    ENTERED = "entered"  # picked and typed by the citizen


def parse_streets(text: str) -> tuple[Region, ...]:
    """Parse `config/regions/chongqing-streets.csv` (district_code,district,street,former_district), in file order."""
    regions: dict[str, tuple[str, list[str], list[str]]] = {}
    for row in csv.DictReader(io.StringIO(text)):
        _, streets, former = regions.setdefault(row["district_code"], (row["district"], [], []))
        streets.append(row["street"])
        former.append(row["former_district"])
    return tuple(
        Region(code, name, tuple(streets), tuple(dict.fromkeys(filter(None, former))), "" in former, tuple(former))
        for code, (name, streets, former) in regions.items()
    )


def parse_order(text: str) -> tuple[str, ...]:
    """Parse `config/regions/order.toml`: the codes of the districts that are offered first; raises :class:`ValueError`."""
    first = tomllib.loads(text)["first"]
    if not isinstance(first, list) or not all(isinstance(code, str) for code in first):
        raise ValueError("first: a list of district codes")
    return tuple(first)


def as_looked_for(regions: Sequence[Region], first: Sequence[str]) -> tuple[Region, ...]:
    """Put regions into the order in which people look for them: `first` (codes), other districts, counties."""
    places = {code: place for place, code in enumerate(first)}
    return tuple(sorted(regions, key=lambda region: (places.get(region.code, len(places)), region.name.endswith("县"))))


def find_region(regions: Sequence[Region], address: str) -> Region | None:
    """Return the region whose present or former name occurs first in `address`; None for an address that is not of Chongqing.

    Names of districts are not unique (江北区 is in 宁波, too): 重庆 must stand in front, or nothing at all. A former district
    may have been divided (渝北区 went to 两江新区, five of its towns to 北碚区): then the street decides, and without a known
    street the region that took more of it.
    """
    address = address.strip()
    here = HERE.match(address) is not None
    hits = [
        (address.index(name), not _names_street(region, address), -len(region.streets), region)
        for region in regions
        for name in (region.name, *region.former_names)
        if (name in address if here else address.startswith(name))
    ]
    return min(hits, key=lambda hit: hit[:3])[3] if hits else None


def _names_street(region: Region, address: str) -> bool:
    return any(street in address for street in region.streets)


def mask_address(region: Region | None) -> str:
    """渝中区∗∗∗∗: the region is all that may be shown before the face is verified."""
    return (region.name if region else "") + MASK * 4


def mask_written(regions: Sequence[Region], address: str) -> str:
    """Mask an address as somebody wrote it: its region here, else province and city; empty when there is none."""
    address = address.strip()
    if not address:
        return ""
    region = find_region(regions, address)
    elsewhere = None if region else PROVINCE_AND_CITY.match(address)
    return elsewhere.group() + MASK * 4 if elsewhere else mask_address(region)


def missing_in(detail: str) -> Missing | None:
    """Tell what is missing in the part of an address below street or town; None when a postman finds it."""
    if not _NOT_A_NAME.sub("", detail):
        return Missing.PLACE
    return None if _is_found(detail) else Missing.HOUSE


def is_deliverable(address: str) -> bool:
    """Tell whether a whole address names a house: by a number, or by a name that a postman knows."""
    return _is_found(_split(address)[1])


def _is_found(detail: str) -> bool:
    return NUMBER.search(detail) is not None or FOUND_BY_NAME.search(detail) is not None


def label_lines(address: str) -> tuple[str, ...]:
    """Break an address as it stands on a letter's label: district and street above, below them road, house and flat.

    Lines hold :data:`LABEL_WIDTH` Chinese characters and end where a part ends (路 号 栋 单元 …), so that no number is torn.
    """
    head, rest = _split(address)
    above, *below = _fill(head) or [""]
    return (*filter(None, [above]), *_fill([*below, *_PART.findall(rest)]))


def _split(address: str) -> tuple[list[str], str]:
    """Return district and street, as far as they are there, and what stands below them."""
    rest, head = address.strip(), []
    for part in (_DISTRICT, _STREET):
        found = part.match(rest)
        if found:
            head.append(found.group())
            rest = rest[found.end() :].lstrip()
    return head, rest


def _fill(parts: Iterable[str]) -> list[str]:
    lines: list[str] = []
    for part in parts:
        if lines and _columns(lines[-1] + part) <= LABEL_WIDTH:
            lines[-1] += part
        else:
            lines += _chopped(part)
    return lines


def _chopped(part: str) -> list[str]:
    """A part that is longer than a line is broken where the line ends."""
    pieces = [""]
    for character in part:
        if _columns(pieces[-1] + character) > LABEL_WIDTH:
            pieces.append("")
        pieces[-1] += character
    return pieces


def _columns(text: str) -> float:
    """Width in Chinese characters; a Latin letter or digit is not much more than half of one."""
    return sum(0.58 if character.isascii() else 1 for character in text)


def is_mobile(phone: str) -> bool:
    """Tell whether `phone` looks like a Chinese mobile number."""
    return MOBILE.fullmatch(phone) is not None
