"""Bytes of made-up cards, and a reader's frames, written down from the protocol and not from the driver."""

from functools import reduce
from operator import xor

HEADER = bytes.fromhex("AAAAAA9669")

STATUS = bytes.fromhex("AAAAAA9669000311FFED")
SAM_ID = bytes.fromhex("AAAAAA9669000312FFEE")
FIND = bytes.fromhex("AAAAAA96690003200122")
SELECT = bytes.fromhex("AAAAAA96690003200221")
READ = bytes.fromhex("AAAAAA96690003300132")
ADDRESS = bytes.fromhex("AAAAAA96690003300330")

FOUND = bytes.fromhex("AAAAAA9669000800009F0000000097")
SELECTED = bytes.fromhex("AAAAAA9669000C00009000000000000000009C")
SAM_NUMBER = bytes.fromhex("0500010014C7340187D612003F7B4B1B")


def reply(status: int, data: bytes = b"") -> bytes:
    """Return a reply frame."""
    body = (len(data) + 4).to_bytes(2, "big") + bytes([0, 0, status]) + data
    return HEADER + body + bytes([reduce(xor, body)])


def with_check(first_17: str) -> str:
    """Return a number with its check character (ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * 2 ** (17 - at) for at, digit in enumerate(first_17))
    return first_17 + "10X98765432"[total % 11]


NUMBER = with_check("50010319900101001")


def put(text: str, size: int) -> bytes:
    """Return `text` as UTF-16LE in `size` bytes, padded with spaces."""
    raw = text.encode("utf-16-le")
    assert len(raw) <= size
    return raw + b" \x00" * ((size - len(raw)) // 2)


def resident(
    name: str = "测试甲",
    sex: str = "2",
    nation: str = "01",
    birth: str = "19900101",
    address: str = "重庆市江北区测试路1号",
    number: str = NUMBER,
    valid_to: str = "20350506",
) -> bytes:
    """Return the text block of a resident ID card."""
    block = put(name, 30) + put(sex, 2) + put(nation, 4) + put(birth, 16) + put(address, 70) + put(number, 36)
    return block + put("重庆市公安局江北区分局", 30) + put("20150506", 16) + put(valid_to, 16) + put("", 36)


def hmt_permit() -> bytes:
    """Return the text block of a residence permit of Hong Kong, Macao and Taiwan residents."""
    number = with_check("81000019940823002")
    block = (
        put("測試乙", 30) + put("1", 2) + put("", 4) + put("19940823", 16) + put("重庆市渝中区测试巷2号", 70) + put(number, 36)
    )
    block += put("重庆市公安局", 30) + put("20200101", 16) + put("20250101", 16) + put("H01234567", 18) + put("01", 4)
    return block + put("", 6) + put("J", 2) + put("", 6)


def foreign_old(chinese_name: str = "测试丙", number: str = "CAN110101850101") -> bytes:
    """Return the text block of a foreigner's permanent residence card until 2023."""
    block = put("TESTER, THIRD PERSON", 120) + put("2", 2) + put(number, 30) + put("CAN", 6) + put(chinese_name, 30)
    block += put("20180301", 16) + put("20280228", 16) + put("19850101", 16) + put("01", 4) + put("1500", 8) + put("I", 2)
    return block + put("", 6)


def foreign_2023(chinese_name: str = "") -> bytes:
    """Return the text block of a foreigner's permanent residence card of 2023."""
    number = with_check("91112419850101001")
    block = (
        put(chinese_name, 30)
        + put("1", 2)
        + put("01", 4)
        + put("19850101", 16)
        + put("TESTER, A VERY LONG NAME OF A PERSO", 70)
    )
    block += put(number, 36) + put("", 30) + put("20231201", 16) + put("20331130", 16) + put("N FROM FAR", 22) + put("CAN", 6)
    return block + put("Y", 2) + put("", 6)


def base(text: bytes, photo: bytes = b"\x57" * 1024) -> bytes:
    """Return the data of a read: two lengths, text, photo."""
    return len(text).to_bytes(2, "big") + len(photo).to_bytes(2, "big") + text + photo
