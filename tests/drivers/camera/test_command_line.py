"""The technician's command line of the camera, as it is typed."""

import json
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from drivers.camera.__main__ import app
from drivers.settings import OVERLAY_VARIABLE
from drivers.transport.video.opencv import cv2
from tests.drivers.transport.video.conftest import OpenCamera
from tests.drivers.transport.video.mjpeg_camera import MjpegCamera
from tests.drivers.transport.video.pictures import noise, write_film

CLI = CliRunner()


@pytest.fixture
def film(tmp_path: Path) -> str:
    return str(write_film(tmp_path / "film.avi", map(noise, range(10))))


def ask(*words: str) -> Result:
    return CLI.invoke(app, [*words, "--json"])


def only_object(result: Result) -> dict[str, Any]:
    assert result.stdout.count("\n") == 1
    found = json.loads(result.stdout)
    assert isinstance(found, dict)
    return found


def test_counts_pictures_in_its_own_process(network_camera: MjpegCamera) -> None:
    command = [sys.executable, "-m", "drivers.camera", "watch", "--seconds", "1", "--source", network_camera.address, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert list(found) == ["pictures", "fps", "longest_gap_ms", "resolution", "brightness"]
    assert found["pictures"] > 1
    assert found["resolution"] == "320×240"


def test_status_and_self_test(film: str) -> None:
    found = only_object(ask("status", "--source", film))
    assert found == {"status": "online", "warnings": [], "resolution": "320×240", "fps": "", "backend": "FFMPEG"}
    tested = only_object(ask("self-test", "--source", film))
    assert (tested["passed"], tested["backend"]) == (True, "FFMPEG")
    readable = CLI.invoke(app, ["status", "--source", film])
    assert "分辨率  resolution: 320×240" in readable.stdout


def test_saves_one_picture_and_only_when_asked(film: str, tmp_path: Path) -> None:
    out = tmp_path / "picture.jpg"
    assert only_object(ask("picture", "--out", str(out), "--source", film)) == {"file": str(out), "resolution": "320×240"}
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    image = cv2.imread(str(out))
    assert image is not None
    assert image.shape == (240, 320, 3)
    again = ask("picture", "--out", str(out), "--source", film)
    nowhere = ask("picture", "--out", str(tmp_path / "missing" / "a.jpg"), "--source", film)
    assert (again.exit_code, nowhere.exit_code, again.stdout, nowhere.stdout) == (2, 2, "", "")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["film.avi", "picture.jpg"]


def test_a_camera_that_is_in_use_missing_or_frozen(film: str, tmp_path: Path, opened: OpenCamera) -> None:
    still = write_film(tmp_path / "still.avi", [noise(1)])
    opened(film)
    for words, code in (
        (("status", "--source", film), "device_in_use"),
        (("watch", "--source", "63"), "device_unplugged"),
        (("self-test", "--source", str(still)), "camera_frozen"),
        (("watch", "--source", str(still)), "camera_frozen"),
    ):
        result = ask(*words)
        assert (result.exit_code, only_object(result)["code"]) == (1, code)


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["nonsense"],
        ["picture"],
        ["watch", "--seconds", "0"],
        ["status", "--source", "ftp://x"],
        ["status", "--source", "-1"],
    ],
)
def test_wrong_usage_ends_with_2(words: list[str]) -> None:
    assert CLI.invoke(app, words).exit_code == 2


def test_the_overlay_names_the_source(film: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    overlay = tmp_path / "overlay.toml"
    monkeypatch.setenv(OVERLAY_VARIABLE, str(overlay))
    overlay.write_text(f'[devices.camera]\nsource = "{film}"\n')
    assert only_object(ask("status"))["status"] == "online"
    overlay.write_text('[devices.camera]\nport = "x"\n')
    assert ask("status").exit_code == 2
