"""Values in words, and what differs in them."""

import pytest

from backoffice.desk.pages import Words
from backoffice.office import Office
from backoffice.review.comparison import ComparisonRow, Verdict
from backoffice.review.wording import Marked, differing, marked_pair
from domain.texts import Language


@pytest.fixture
def words(office: Office) -> Words:
    return Words(office, Language.ZH)


@pytest.mark.parametrize(
    ("one", "other", "marks"),
    [
        ("13896204417", "13883210056", ("96204417", "83210056")),
        ("渝中区民权路28号", "渝中区七星岗28号", ("民权路", "七星岗")),
        ("南坪西路", "南坪西路9号", ("", "9号")),
        ("甲", "乙", ("甲", "乙")),
        ("同", "同", ("", "")),
        ("", "新", ("", "新")),
        ("aaa", "aa", ("a", "")),
    ],
)
def test_only_the_differing_part_is_marked(one: str, other: str, marks: tuple[str, str]) -> None:
    first, second = differing(one, other)
    assert (first.differs, second.differs) == marks
    assert first.before + first.differs + first.after == one
    assert second.before + second.differs + second.after == other


def row(key: str, entered: str | None, registry: str | None, verdict: Verdict = Verdict.AGREE) -> ComparisonRow:
    return ComparisonRow(key, entered, registry, verdict)


@pytest.mark.parametrize(
    ("given", "entered", "registry"),
    [
        (row("licence_number", "500103199001010010", "500103199001010010"), "500103 19900101 0010", "500103 19900101 0010"),
        (row("phone", "13800000001", None), "138 0000 0001", "—"),
        (row("states", "lost", "AH"), "声明遗失", "A 正常 H 违法未处理"),
        (row("states", "lost", "AZ"), "声明遗失", "A 正常 Z"),
        (row("document_valid_to", None, None), "长期", "—"),
        (row("valid_to", None, None), "—", "长期"),
        (row("points", None, "3"), "—", "3 分"),
        (row("same_business", None, "1"), "—", "有"),
        (row("temporary_plate", "1", None), "需要", "—"),
        (row("phone_proven", "0", None), "未验证", "—"),
        (row("truck_mass", None, "4490"), "—", "4490 千克"),
        (row("pass_days", "2026-11-21 2026-12-20", None), "2026-\u206011-\u206021 ～ 2026-\u206012-\u206020", "—"),
        (row("unheard_of", "x", None), "x", "—"),
    ],
)
def test_raw_values_are_worded(words: Words, given: ComparisonRow, entered: str, registry: str) -> None:
    one, other = marked_pair(given, words)
    assert (one.before, other.before) == (entered, registry)


def test_what_agrees_is_never_marked(words: Words) -> None:
    assert marked_pair(row("name", "甲", "乙"), words) == (Marked("甲", "", ""), Marked("乙", "", ""))


def test_no_value_shows_in_a_repr() -> None:
    assert "秘密" not in repr(Marked("秘密", "秘密", "秘密"))
