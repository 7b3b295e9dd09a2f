"""What staff type as a password is masked, and password managers and pasting are left alone."""

import re
from pathlib import Path

import backoffice

HOUSE = Path(backoffice.__file__).parent
FIELDS = re.compile(r'<input[^>]*\bname="(?:password|old|new|again|secret)"[^>]*>')
SCRIPTS = sorted((HOUSE / "desk" / "static").glob("*.js"))


def test_passwords_are_masked_and_named_for_password_managers() -> None:
    fields = [field for page in HOUSE.rglob("*.html") for field in FIELDS.findall(page.read_text("utf-8"))]
    codes = [field for field in fields if 'autocomplete="one-time-code"' in field]
    assert (len(fields), len(codes)) == (6, 1)
    for field in (one for one in fields if one not in codes):
        assert 'type="password"' in field
        assert re.search(r'autocomplete="(current|new)-password"', field)


def test_nothing_hinders_pasting() -> None:
    assert SCRIPTS
    assert [path.name for path in SCRIPTS if re.search(r"[\"'](before)?paste[\"']|onpaste", path.read_text("utf-8"))] == []
