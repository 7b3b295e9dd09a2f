"""How a receipt becomes lines of 48 columns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.receipt_printer.contract import Align, Feed, Pair, QrCode, Receipt, Rule, TextLine
from drivers.receipt_printer.layout import COLUMNS, Line, lay_out, width, wrap


def lines(*parts: TextLine | Pair | QrCode | Rule | Feed) -> list[str]:
    return [piece.text for piece in lay_out(Receipt(parts)) if isinstance(piece, Line)]


@pytest.mark.parametrize(
    ("text", "columns"),
    [("", 0), ("abc 123", 7), ("重庆交管", 8), ("张∗∗", 4), ("500∗∗∗0010", 10), ("“交管12123”", 13), ("𠮷䶮", 4), ("Ω·", 4)],
)
def test_the_width_of_a_text(text: str, columns: int) -> None:
    assert width(text) == columns


def test_a_text_is_wrapped_where_it_must() -> None:
    assert wrap("重庆市公安局交通管理局", 12) == ["重庆市公安局", "交通管理局"]
    assert wrap("one two three", 8) == ["one two", "three"]
    assert wrap("short", 48) == ["short"]
    assert wrap("", 48) == [""]
    assert wrap("spaces at the end" + " " * 60, 48) == ["spaces at the end"]
    assert wrap("two\nlines", 48) == ["two", "lines"]


def test_a_line_never_begins_with_a_closing_mark() -> None:
    assert wrap("重庆市公安，交通管理局", 10) == ["重庆市公", "安，交通管", "理局"]


def test_what_has_no_place_to_break_is_broken_anyhow() -> None:
    assert wrap("abcdefghij", 4) == ["abcd", "efgh", "ij"]
    assert wrap("，，，，", 4) == ["，，", "，，"]
    assert wrap("重庆", 2) == ["重", "庆"]


def test_big_letters_take_more_room() -> None:
    assert lines(TextLine("一二三四五六七八九十一二三", size=2)) == ["一二三四五六七八九十一二", "三"]
    assert lines(TextLine("一二三四五六七八九", size=3)) == ["一二三四五六七八", "九"]
    assert list(lay_out(Receipt((TextLine("大", size=9, bold=True, align=Align.CENTRE),)))) == [
        Line("大", 3, bold=True, centred=True)
    ]


def test_values_stand_in_one_column() -> None:
    assert lines(Pair("姓名", "甲"), Pair("申请号", "26"), Pair("x", "y")) == ["姓名    甲", "申请号  26", "x       y"]


def test_a_long_value_is_wrapped_under_itself() -> None:
    address = "重庆市江北区测试路一百二十三号四单元五楼六号房"
    assert lines(Pair("寄往", address)) == ["寄往  " + address[:21], "      " + address[21:]]


def test_a_long_label_has_lines_of_its_own() -> None:
    label = "一个很长的标签在这里"
    assert lines(Pair(label, "值"), Pair("短", "值")) == [label, "    值", "短  值"]
    assert lines(Pair(label, "值")) == [label, " " * 20 + "值"]


def test_a_label_of_two_lines_stands_beside_its_value_with_the_last() -> None:
    assert lines(Pair("上\n下", "值"), Pair("标签", "值")) == ["上", "下    值", "标签  值"]


def test_rules_codes_and_feeds_keep_their_place() -> None:
    pieces = list(lay_out(Receipt((Rule(), QrCode("code"), Feed(3)))))
    assert pieces == [Line("-" * COLUMNS), QrCode("code"), Feed(3)]


def test_nobodys_text_commands_the_printer() -> None:
    assert lines(TextLine("a\x1b@b\x10\x04\x01")) == ["a @b"]


def test_a_mask_is_printed_as_a_star_that_every_printer_has() -> None:
    assert lines(Pair("号码", "500∗∗∗0010")) == ["号码  500***0010"]


@given(st.text(max_size=300), st.integers(2, 48))
def test_nothing_is_wider_than_the_paper_and_nothing_is_lost(text: str, columns: int) -> None:
    wrapped = wrap(text, columns)
    assert all(width(line) <= columns for line in wrapped)
    kept = "".join(char for char in text if char.isprintable() and not char.isspace())
    kept = kept.replace("∗", "*")
    out = "".join(char for char in "".join(wrapped) if char.isprintable() and not char.isspace())
    assert out == kept
