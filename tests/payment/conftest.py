"""A counter for every test of paying."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from payment.backends.built_in.checkout import Limits
from tests.payment.counter import Counter


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    counter = Counter(tmp_path)
    yield counter
    assert counter.pad.clear_text_requests == 0
    counter.close()


@pytest.fixture
def hasty(tmp_path: Path) -> Iterator[Counter]:
    """A counter where a citizen's time is over in a moment."""
    counter = Counter(tmp_path, limits=Limits(card=0.1, choice=0.1, pin=0.3))
    yield counter
    assert counter.pad.clear_text_requests == 0
    counter.close()


@pytest.fixture
def impatient(tmp_path: Path) -> Iterator[Counter]:
    """A counter that waits a second for the acquirer's answer."""
    counter = Counter(tmp_path, answer_limit_s=1.0)
    yield counter
    assert counter.pad.clear_text_requests == 0
    counter.close()
