"""The table of `docs/security/asvs.md` names tests that exist, and says of every item how it is met or that it is not."""

import re

from tests.paths import ROOT

TABLE = (ROOT / "docs" / "security" / "asvs.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`((?:\.\./)?[\w/]+\.py)::(\w+)`")


def test_every_named_test_is_there() -> None:
    gone = []
    for path, name in NAMED.findall(TABLE):
        file = ROOT / "tests" / "backoffice" / path
        if not file.exists() or not re.search(
            rf"^(def|class) {name}\b|^{name} =", file.read_text(encoding="utf-8"), re.MULTILINE
        ):
            gone.append(f"{path}::{name}")
    assert not gone


def test_an_item_without_a_test_says_why() -> None:
    rows = [line for line in TABLE.splitlines() if line.startswith("| ") and not line.startswith("| item")]
    assert len(rows) > 50
    silent = [
        row for row in rows if not NAMED.search(row) and "**not met**" not in row.casefold() and not row.split("|")[3].strip()
    ]
    assert not silent
