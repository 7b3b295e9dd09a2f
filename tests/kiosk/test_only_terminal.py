"""One terminal at a time in one state folder."""

from pathlib import Path

import pytest

from kiosk.only_terminal import LOCK, AnotherTerminalRuns, OnlyTerminal


def test_the_second_is_refused_until_the_first_ends(tmp_path: Path) -> None:
    first = OnlyTerminal(tmp_path)
    with pytest.raises(AnotherTerminalRuns):
        OnlyTerminal(tmp_path)
    first.end()
    OnlyTerminal(tmp_path).end()
    assert (tmp_path / LOCK).stat().st_mode & 0o777 == 0o600


def test_other_folders_do_not_matter(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    first, other = OnlyTerminal(tmp_path), OnlyTerminal(tmp_path / "other")
    first.end()
    other.end()
