"""Cells of CSV files that people open in a spreadsheet."""

BYTE_ORDER_MARK = "\ufeff"  # without it a spreadsheet takes UTF-8 for GBK


def cell(value: object) -> str:
    """Return a value as a spreadsheet may have it: nothing that it would take for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t"} else text
