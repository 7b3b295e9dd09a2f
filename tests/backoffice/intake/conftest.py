"""A terminal at the office's interface, over real HTTP."""

from collections.abc import Iterator

import httpx
import pytest

from backoffice.office import Office
from tests.backoffice.serving import connected
from tests.backoffice.terminals import HandMadeTerminal, interface


@pytest.fixture
def http(office: Office) -> Iterator[httpx.Client]:
    with connected(interface(office)) as client:
        yield client


@pytest.fixture
def either_http(either_office: Office) -> Iterator[httpx.Client]:
    """The same interface on both engines."""
    with connected(interface(either_office)) as client:
        yield client


@pytest.fixture
def terminal(http: httpx.Client, office: Office) -> HandMadeTerminal:
    made = HandMadeTerminal(http, office)
    assert made.enrol().status_code == 200
    return made
