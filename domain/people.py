"""People and their identity documents 身份证件: kinds, number check, masks.

Number check: GB 11643-1999 (ISO 7064 MOD 11-2). The area code is never a reason to refuse: natives of Chongqing from before
1997 carry codes of Sichuan that today's tables do not know.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from stdnum.iso7064 import mod_11_2

MASK = "∗"  # U+2217 stands at mid-height beside digits, unlike the asterisk


class DocumentKind(StrEnum):
    """What the reader can be laid upon with."""

    RESIDENT_ID_CARD = "resident_id_card"  # 居民身份证
    HMT_RESIDENCE_PERMIT = "hmt_residence_permit"  # 港澳台居民居住证
    FOREIGN_PR_CARD = "foreign_pr_card"  # 外国人永久居留身份证 (until 2023)
    FOREIGN_PR_CARD_2023 = "foreign_pr_card_2023"  # 外国人永久居留身份证 (2023 edition)


class Sex(StrEnum):
    """GB/T 2261.1 codes as the chip stores them."""

    MALE = "1"  # 男
    FEMALE = "2"  # 女
    UNKNOWN = "0"  # 未知
    UNSTATED = "9"  # 未说明


@dataclass(frozen=True)
class IdDocument:
    """One identity document as read from its chip. Its repr shows the kind only."""

    kind: DocumentKind
    name: str = field(repr=False)
    sex: Sex = field(repr=False)
    nation: str = field(repr=False)  # 民族 GB/T 3304 "01".."56", or nationality for foreigners
    birth: date = field(repr=False)
    address: str = field(repr=False)
    number: str = field(repr=False)
    authority: str = field(repr=False)  # 签发机关
    valid_from: date = field(repr=False)
    valid_to: date | None = field(repr=False)  # None: 长期
    photo: bytes | None = field(repr=False, default=None)  # a JPEG, or the chip's WLT block that nobody here can decode
    doubtful: bool = field(repr=False, default=False)  # a character could not be decoded; a person must look


def completed_years(birth: date, day: date) -> int:
    """Return completed years from `birth` to `day`; who was born on 29 February has the birthday on 1 March in other years."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def is_valid_id_number(number: str) -> bool:
    """Check length, birth date and check character of an 18-character number; never the area code."""
    if len(number) != 18 or not number[:17].isascii() or not number[:17].isdigit():
        return False
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return mod_11_2.is_valid(number)


def names_agree(one: str, other: str) -> bool:
    """Tell whether both are the same name: blanks and the case of foreign letters do not count, nothing else is forgiven."""
    return _plain(one) == _plain(other) != ""


def _plain(name: str) -> str:
    return "".join(name.split()).casefold()


def mask_name(name: str) -> str:
    """张三丰 → 张∗∗; a foreign name keeps the first letter of its first word."""
    return name[:1] + MASK * min(max(len(name) - 1, 1), 3) if name else ""


def mask_number(number: str) -> str:
    """500103199001010010 → 500∗∗∗∗∗∗∗∗∗∗∗0010: first three and last four."""
    if len(number) < 8:
        return MASK * len(number)
    return number[:3] + MASK * (len(number) - 7) + number[-4:]


def mask_phone(phone: str) -> str:
    """13896204417 → 138∗∗∗∗4417."""
    return phone[:3] + MASK * 4 + phone[-4:] if len(phone) == 11 else MASK * len(phone)
