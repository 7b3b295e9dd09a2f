"""One house: real cabinet, partners, office, courier and payment process. The flow is touched, with --long the glass."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from domain.clock import SystemClock
from kiosk.cabinet import Cabinet
from kiosk.face.verifier import ProcessFaceVerifier
from kiosk.hardware import openers
from kiosk.settings import load_settings
from payment.client import PaymentClient
from simulators.stage.house import House
from tests.houses import touched_terminal
from tests.matrix.hands import FlowHands, Hands, HastyClock, ScreenHands, wait_for

IDLE = {"idle_warning": 14, "idle_countdown": 4}
"""Seconds: on the glass nobody can put the clock forward."""


@pytest.fixture(scope="module", params=["flow", pytest.param("glass", marks=pytest.mark.long)])
def way(request: pytest.FixtureRequest) -> str:
    """What is touched."""
    return str(request.param)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, way: str) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("matrix") / "stage"
    settings = {"face": {"try_limit": 9}, "courier": {"heartbeat": 3}} | ({"times": IDLE} if way == "glass" else {})
    with House(folder, settings=settings) as house:
        house.start_courier()
        house.start_payment()
        yield house


@pytest.fixture(scope="module")
def terminal(house: House, way: str) -> Iterator[Hands]:
    with on_the_flow(house) if way == "flow" else on_the_glass(house) as hands:
        yield hands


@contextmanager
def on_the_flow(house: House) -> Iterator[Hands]:
    """Run the terminal without its face in this process; devices and camera keep the true time, which no test puts forward."""
    settings, steady, clock = load_settings(house.root / "kiosk.toml"), SystemClock(), HastyClock()
    face, payments = ProcessFaceVerifier(settings, steady), PaymentClient(settings.payment_socket)
    cabinet = Cabinet(settings, clock, openers(settings, steady), face, payments)
    cabinet.start()
    try:
        yield FlowHands(cabinet, clock)
    finally:
        stopped = cabinet.stop()
    assert stopped


@contextmanager
def on_the_glass(house: House) -> Iterator[Hands]:
    """Run the whole terminal in a process of its own."""
    with touched_terminal(house) as client:
        yield ScreenHands(client)


@pytest.fixture
def hands(house: House, terminal: Hands) -> Iterator[Hands]:
    house.cabinet.reset()
    wait_for(terminal, "rest", lambda state: state["screen"] == "attract")
    yield terminal
    house.cabinet.reset()
