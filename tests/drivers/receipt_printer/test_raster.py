"""Lines drawn because the printer's font lacks a character."""

from pathlib import Path

import pytest

from drivers.receipt_printer.hardware import ReceiptPrinterSettings
from drivers.receipt_printer.layout import Line
from drivers.receipt_printer.raster import draw_line

FONT = Path(ReceiptPrinterSettings.model_fields["rare_character_font"].default)


def drawn(line: Line) -> tuple[list[str], int]:
    """Return the rows as strings of 0 and 1, and the bytes in a row."""
    picture = draw_line(line, FONT)
    assert picture is not None
    rows, row_bytes = picture
    dots = "".join(f"{byte:08b}" for byte in rows)
    return [dots[at : at + row_bytes * 8] for at in range(0, len(dots), row_bytes * 8)], row_bytes


def columns_inked(rows: list[str]) -> list[int]:
    return [at for at in range(len(rows[0])) if any(row[at] == "1" for row in rows)]


NO_GLYPH = "\U0003fffe"


@pytest.mark.parametrize("char", ["䶮", "㛃", "𠮷", "𬎆"])
def test_rare_characters_are_drawn_and_not_boxed(char: str) -> None:
    rows, _ = drawn(Line(char))
    assert columns_inked(rows)
    assert "".join(rows).count("1") != "".join(drawn(Line(NO_GLYPH))[0]).count("1")


def test_two_rare_characters_look_different() -> None:
    assert draw_line(Line("䶮"), FONT) != draw_line(Line("㛃"), FONT)


def test_the_picture_is_as_wide_as_the_written_line_and_as_high() -> None:
    rows, row_bytes = drawn(Line("姓名  䶮"))
    assert (row_bytes, len(rows)) == (12, 32)  # eight half-width columns of 12 dots; 24 dots and the leading
    big, big_bytes = drawn(Line("䶮", size=3))
    assert (big_bytes, len(big)) == (9, 80)


def test_a_centred_line_stands_in_the_middle() -> None:
    inked = columns_inked(drawn(Line("䶮䶮", centred=True))[0])
    assert abs((inked[0] + inked[-1]) / 2 - 288) < 4


def test_the_widest_line_fits_the_paper() -> None:
    rows, row_bytes = drawn(Line("䶮" * 24, centred=True))
    assert row_bytes == 72
    assert columns_inked(rows)[-1] > 550


def test_bold_is_bolder() -> None:
    plain, bold = (sum(row.count("1") for row in drawn(Line("䶮", bold=bold))[0]) for bold in (False, True))
    assert bold > plain


def test_no_glyph_is_cut_off_at_the_top_or_the_bottom() -> None:
    for char in "䶮㛃𠮷𬎆gjÅ":
        rows, _ = drawn(Line(char))
        assert "1" not in rows[-1], char
        assert "1" not in rows[0], char
