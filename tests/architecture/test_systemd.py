"""The units say what systemd understands, and the ones that face the network are locked in."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.paths import CONFIG, ROOT

UNITS = sorted((ROOT / "systemd").glob("*.service"))
EXPOSED = [unit for unit in UNITS if unit.name != "kiosk.service"]

pytestmark = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not on this machine")


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_has_no_unknown_key(unit: Path) -> None:
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False)
    complaints = [line for line in done.stderr.splitlines() if unit.name in line and "is not executable" not in line]
    assert complaints == []


@pytest.mark.parametrize("unit", EXPOSED, ids=lambda unit: unit.name)
def test_an_exposed_unit_is_locked_in(unit: Path) -> None:
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=20", str(unit)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-500:]


@pytest.mark.parametrize(
    ("unit", "settings"),
    [("kiosk", "kiosk"), ("kiosk-courier", "kiosk"), ("kiosk-payment", "payment"), ("backoffice", "office")],
)
def test_a_unit_may_write_where_its_settings_say(unit: str, settings: str) -> None:
    folder = re.search(r"^StateDirectory=(.+)$", (ROOT / "systemd" / f"{unit}.service").read_text(), re.MULTILINE)
    assert folder
    assert tomllib.loads((CONFIG / f"{settings}.toml").read_text())["state_dir"] == f"/var/lib/{folder.group(1)}"


@pytest.mark.parametrize("unit", ["kiosk", "kiosk-payment"])
def test_a_unit_that_citizens_type_into_leaves_no_core(unit: str) -> None:
    assert "LimitCORE=0" in (ROOT / "systemd" / f"{unit}.service").read_text().splitlines()
