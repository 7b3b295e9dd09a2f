from pathlib import Path

import pytest

from tests.kiosk.stage import FEE_FEN, Stage


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


@pytest.fixture
def till(tmp_path: Path) -> Stage:
    """A stage where the fee is to be paid."""
    return Stage(tmp_path, fee_fen=FEE_FEN)
