"""One device at a time on the bench, in simulation or (``--device NAME[=port]``) in hardware."""

from collections.abc import Iterator

import pytest

from tests.drivers.contract.rig import Rig
from tests.drivers.contract.table import DEVICES, rigged


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run every test of the contract for every device."""
    if "rig" in metafunc.fixturenames and "row" not in metafunc.fixturenames:
        metafunc.parametrize("rig", DEVICES, indirect=True, scope="module")


@pytest.fixture(scope="module")
def rig(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    """Set the device up once for the module."""
    named: str | None = request.config.getoption("--device")
    if named is not None and named.partition("=")[0] != request.param:
        pytest.skip("another device is tried in hardware")
    with rigged(request.param, tmp_path_factory.mktemp("rig"), named) as rig:
        yield rig


@pytest.fixture
def simulated(rig: Rig) -> Iterator[Rig]:
    """The device in simulation, mended before and after."""
    if not rig.is_simulated:
        pytest.skip("real devices are broken by hand")
    rig.mend()
    yield rig
    rig.mend()
