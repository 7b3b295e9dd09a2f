"""The four layouts of the text block, and blocks that are none."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.people import DocumentKind, Sex
from drivers.id_card_reader.card_text import parse_text, with_newest_address
from tests.drivers.id_card_reader import cards


def test_resident_id_card() -> None:
    document = parse_text(cards.resident())
    assert document is not None
    assert document.kind is DocumentKind.RESIDENT_ID_CARD
    assert (document.name, document.sex, document.nation) == ("测试甲", Sex.FEMALE, "01")
    assert (document.birth, document.number) == (date(1990, 1, 1), cards.NUMBER)
    assert (document.address, document.authority) == ("重庆市江北区测试路1号", "重庆市公安局江北区分局")
    assert (document.valid_from, document.valid_to) == (date(2015, 5, 6), date(2035, 5, 6))
    assert (document.photo, document.doubtful) == (None, False)


def test_valid_without_end() -> None:
    document = parse_text(cards.resident(valid_to="长期"))
    assert document is not None
    assert document.valid_to is None


def test_permit_of_hong_kong_macao_and_taiwan_residents() -> None:
    document = parse_text(cards.hmt_permit())
    assert document is not None
    assert (document.kind, document.name, document.nation) == (DocumentKind.HMT_RESIDENCE_PERMIT, "測試乙", "")
    assert (document.number[:6], document.sex) == ("810000", Sex.MALE)
    assert (document.address, document.valid_to) == ("重庆市渝中区测试巷2号", date(2025, 1, 1))


@pytest.mark.parametrize(("chinese", "name"), [("测试丙", "测试丙"), ("", "TESTER, THIRD PERSON")])
def test_foreigner_until_2023(chinese: str, name: str) -> None:
    document = parse_text(cards.foreign_old(chinese))
    assert document is not None
    assert (document.kind, document.name, document.nation) == (DocumentKind.FOREIGN_PR_CARD, name, "CAN")
    assert (document.number, document.authority, document.address) == ("CAN110101850101", "1500", "")
    assert (document.birth, document.valid_from) == (date(1985, 1, 1), date(2018, 3, 1))


@pytest.mark.parametrize(("chinese", "name"), [("测试丁", "测试丁"), ("", "TESTER, A VERY LONG NAME OF A PERSON FROM FAR")])
def test_foreigner_since_2023(chinese: str, name: str) -> None:
    document = parse_text(cards.foreign_2023(chinese))
    assert document is not None
    assert (document.kind, document.name, document.nation) == (DocumentKind.FOREIGN_PR_CARD_2023, name, "CAN")
    assert (document.number[0], document.authority) == ("9", "")


def test_an_area_code_that_no_table_knows_is_no_reason_to_refuse() -> None:
    number = cards.with_check("51021219700101001")
    document = parse_text(cards.resident(number=number, birth="19700101"))
    assert document is not None
    assert document.number == number


def test_padding_may_be_zeros() -> None:
    document = parse_text(cards.resident().replace(b" \x00", b"\x00\x00"))
    assert document is not None
    assert (document.name, document.address) == ("测试甲", "重庆市江北区测试路1号")


@pytest.mark.parametrize(
    ("name", "doubtful"),
    [("测试䶮", False), ("测试𠮷", False), ("买买提·测试", False), ("测试\ue863", True), ("测试\ufffd", True)],
)
def test_rare_characters_are_kept_and_unreadable_ones_flagged(name: str, doubtful: bool) -> None:
    document = parse_text(cards.resident(name=name))
    assert document is not None
    assert (document.name, document.doubtful) == (name, doubtful)


def test_half_a_character_is_flagged() -> None:
    block = cards.resident().replace("甲".encode("utf-16-le"), b"\x00\xd8")
    document = parse_text(block)
    assert document is not None
    assert document.doubtful


@pytest.mark.parametrize(
    "block",
    [
        b"",
        bytes(256),
        b"\xff" * 256,
        cards.resident()[:-2],
        cards.resident() + b" \x00",
        cards.resident(name=""),
        cards.resident(sex="7"),
        cards.resident(birth="19900230"),
        cards.resident(birth="1990011"),
        cards.resident(birth="１９９００１０１"),
        cards.resident(valid_to="永久"),
        cards.resident(number=cards.NUMBER[:-1]),
        cards.resident(number=cards.NUMBER[:-1] + ("1" if cards.NUMBER[-1] == "0" else "0")),
        cards.foreign_old(number="CAN11010185010"),
        cards.foreign_old(number="1AN110101850101"),
        cards.foreign_old(number="CAN11010185010X"),
        cards.foreign_old(number="加AN110101850101"),
        cards.resident()[:248] + cards.put("Z", 2) + cards.resident()[250:],
    ],
)
def test_blocks_that_do_not_parse_are_no_document(block: bytes) -> None:
    assert parse_text(block) is None


def test_the_newest_address_is_the_last_one_written() -> None:
    document = parse_text(cards.resident())
    assert document is not None
    older, newer, blank = cards.put("重庆市旧址", 70), cards.put("重庆市新址", 70), bytes(70)
    assert with_newest_address(document, (older, newer, blank)).address == "重庆市新址"
    assert with_newest_address(document, (blank,)) == document
    assert with_newest_address(document, (cards.put("重庆市\ue000路", 70),)).doubtful


@given(st.binary(min_size=256, max_size=256), st.sampled_from(["", "J", "I", "Y", "Z"]))
def test_random_blocks_never_crash(block: bytes, flag: str) -> None:
    parse_text(block[:248] + cards.put(flag, 2) + block[250:])


@given(
    st.text(alphabet=st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"]), max_size=15),
    st.sampled_from(["长期", "20300101"]),
)
def test_any_name_comes_back_without_its_padding(name: str, valid_to: str) -> None:
    if len(name.encode("utf-16-le")) > 30 or not name.strip(" \u3000\x00"):
        return
    document = parse_text(cards.resident(name=name, valid_to=valid_to))
    assert document is not None
    assert document.name == name.strip(" \u3000\x00")
