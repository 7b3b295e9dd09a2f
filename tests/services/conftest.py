"""The cast, asked once."""

from collections.abc import Iterator

import pytest

from tests.services.cast import Cast, the_cast


@pytest.fixture(scope="session")
def cast() -> Iterator[Cast]:
    with the_cast() as everybody:
        yield everybody
