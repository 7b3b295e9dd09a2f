"""Lines of a scanner: codes with and without identifiers, in any pieces, and everything that is no code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.code_scanner.contract import ScannedCode
from drivers.code_scanner.wire import LONGEST, LineScanner, parse

NUMBER = "5001122611220137"
PLAIN = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=80).filter(
    lambda text: text.isprintable() and not text.startswith("]")
)


@pytest.mark.parametrize(
    ("line", "text", "symbology"),
    [
        (b"]C0" + NUMBER.encode(), NUMBER, "code128"),
        (b"]C1" + NUMBER.encode(), NUMBER, "code128"),
        (b"]Q1CQJG:2611220001000017", "CQJG:2611220001000017", "qr"),
        (b"]E06901234567892", "6901234567892", "ean"),
        (b"]d2 x", " x", "data_matrix"),
        (NUMBER.encode(), NUMBER, "unknown"),
        (b"]?1abc", "]?1abc", "unknown"),  # no identifier: it is in the code
        ("]Q1渝A12345".encode(), "渝A12345", "qr"),
        ("]Q1渝A12345".encode("gb18030"), "渝A12345", "qr"),
        (b"]C101\x1d21", "01\x1d21", "code128"),  # the separator of GS1
    ],
)
def test_a_line_is_a_code(line: bytes, text: str, symbology: str) -> None:
    assert parse(line) == ScannedCode(text, symbology)


@pytest.mark.parametrize("line", [b"]C0", b"\x00\x01", b"abc\x07", b"\xff\xff\xff", b"\x1b[2J"])
def test_a_line_that_is_no_code(line: bytes) -> None:
    assert parse(line) is None


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b"\r\n\r\n"])
def test_any_end_of_line_ends_one_code(end: bytes) -> None:
    lines = LineScanner()
    assert [code.text for code in lines.feed(b"one" + end + b"two" + end)] == ["one", "two"]
    assert (lines.garbage, lines.is_within) == (0, False)


def test_cr_and_lf_may_come_apart() -> None:
    lines = LineScanner()
    assert [code.text for code in lines.feed(b"one\r")] == ["one"]
    assert [code.text for code in lines.feed(b"\ntwo\r\n")] == ["two"]


def test_a_line_longer_than_any_code_is_dropped_whole() -> None:
    lines = LineScanner()
    for _ in range(3):
        assert lines.feed(b"9" * LONGEST) == []
    assert lines.is_within
    assert [code.text for code in lines.feed(b"999\r\nnext\r\n")] == ["next"]
    assert lines.garbage == 1


def test_a_line_that_fell_quiet_is_forgotten() -> None:
    lines = LineScanner()
    assert lines.feed(b"half") == []
    lines.forget()
    assert [code.text for code in lines.feed(b"whole\r")] == ["whole"]
    assert lines.garbage == 1


@given(st.lists(PLAIN, min_size=1, max_size=4), st.lists(st.integers(1, 7), min_size=1, max_size=50))
def test_codes_survive_in_whatever_pieces_they_come(texts: list[str], cuts: list[int]) -> None:
    rest = b"".join(text.encode() + b"\r\n" for text in texts)
    lines, found = LineScanner(), list[str]()
    for cut in cuts:
        found += [code.text for code in lines.feed(rest[:cut])]
        rest = rest[cut:]
    found += [code.text for code in lines.feed(rest)]
    assert found == texts


@given(st.lists(st.binary(max_size=200), max_size=5))
def test_no_bytes_do_harm(pieces: list[bytes]) -> None:
    lines = LineScanner()
    for piece in pieces:
        for code in lines.feed(piece):
            assert code.text
            assert all(char.isprintable() or char == "\x1d" for char in code.text)


def test_a_code_shows_nothing_of_itself() -> None:
    assert NUMBER not in repr(ScannedCode(NUMBER, "qr"))
