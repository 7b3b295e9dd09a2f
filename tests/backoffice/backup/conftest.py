"""Places where offices stand, on both engines."""

from pathlib import Path

import pytest

from tests.backoffice.backup.places import Site


@pytest.fixture(params=["sqlite", "postgresql"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Site:
    return Site(tmp_path, request.getfixturevalue("postgresql") if request.param == "postgresql" else None)


@pytest.fixture
def sqlite_site(tmp_path: Path) -> Site:
    return Site(tmp_path, None)
