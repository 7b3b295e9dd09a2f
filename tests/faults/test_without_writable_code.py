"""What the units forbid is not needed: pages, camera and face libraries work without memory that is writable and executable."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.paths import ROOT

PAGES = """
import sys
from tests.faults.fenced import fence_in
fence_in()
from ui.gallery.__main__ import main
sys.argv = ["gallery", "--screen", "home", "--out", sys.argv[1]]
sys.exit(main())
"""
FACES = """
import sys
from tests.faults.fenced import fence_in
refused = fence_in()
import mmap
try:
    mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    assert not refused, "the fence does not hold"
except PermissionError:
    pass
import numpy
from drivers.transport.video.opencv import cv2
import face_recognition
from kiosk.face.engines.sface import SFaceEngine
SFaceEngine()
assert cv2.resize(numpy.zeros((120, 160, 3), numpy.uint8), (80, 60)).shape == (60, 80, 3)
assert face_recognition.face_locations(numpy.zeros((120, 160, 3), numpy.uint8)) == []
assert numpy.isfinite(numpy.random.rand(200, 200) @ numpy.random.rand(200, 200)).all()
"""


@pytest.mark.parametrize("work", [PAGES, FACES], ids=["pages", "faces"])
def test_nothing_asks_for_it(work: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", work, str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "QV4_FORCE_INTERPRETER": "1", "QT_ENABLE_REGEXP_JIT": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-800:]
    if work is PAGES:
        assert list(tmp_path.rglob("*.png"))
