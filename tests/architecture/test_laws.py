"""What a citizen is shown cites only regulations that `config/laws.toml` knows by title, order and date."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.paths import CONFIG

LAWS = tomllib.loads((CONFIG / "laws.toml").read_text())
SHOWN = sorted([*(CONFIG / "notices").glob("*.toml"), *(CONFIG / "texts").glob("*.toml")])
OWN_NOTICES = {tomllib.loads(path.read_text())["zh"]["title"] for path in (CONFIG / "notices").glob("*.toml")}
CITED = re.compile(r"《(.+?)》")


@pytest.mark.parametrize("path", SHOWN, ids=lambda path: path.stem)
def test_every_regulation_shown_is_a_known_one(path: Path) -> None:
    known = {law["title"].removeprefix("中华人民共和国") for law in LAWS.values()} | OWN_NOTICES
    cited = {title.removeprefix("中华人民共和国") for title in CITED.findall(path.read_text())}
    assert cited <= known


def test_every_law_is_dated() -> None:
    assert all({"title", "in_force"} <= law.keys() for law in LAWS.values())
