"""Whatever the bytes are: a picture or a name for what is wrong, and never more memory than promised."""

import io
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Pillow

from kiosk.face.pictures import LONGEST_SIDE, MOST_BYTES, BadPicture, PictureProblem, decode
from tests.kiosk.face.conftest import coded
from tests.paths import ROOT

GREY = np.full((60, 80, 3), 120, np.uint8)
PROBE = """
import sys
from pathlib import Path
from kiosk.face.pictures import BadPicture, decode

def most_mb():  # of this process alone; ru_maxrss would begin with the parent's
    rows = Path("/proc/self/status").read_text().splitlines()
    return int(next(row for row in rows if row.startswith("VmHWM")).split()[1]) // 1024

data = Path(sys.argv[1]).read_bytes()
before = most_mb()
try:
    outcome = decode(data).shape
except BadPicture as bad:
    outcome = bad.problem.value
print(outcome, most_mb() - before)
"""


def saved(picture: Pillow.Image, kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", PictureProblem.EMPTY),
        (b"no picture at all", PictureProblem.UNKNOWN_FORMAT),
        (b"GIF89a" + bytes(40), PictureProblem.UNKNOWN_FORMAT),
        (coded(GREY[:1, :1], ".png"), PictureProblem.TOO_SMALL),
        (coded(GREY[:1, :1]), PictureProblem.TOO_SMALL),
        (coded(GREY[:23]), PictureProblem.TOO_SMALL),
        (coded(GREY)[:-40], PictureProblem.TRUNCATED),
        (coded(GREY)[:200], PictureProblem.TRUNCATED),
        (coded(GREY, ".png")[:-30], PictureProblem.TRUNCATED),
        (coded(GREY, ".bmp")[:-3000], PictureProblem.TRUNCATED),
        (coded(GREY, ".webp")[:-20], PictureProblem.TRUNCATED),
        (bytes(MOST_BYTES + 1), PictureProblem.TOO_LARGE),
    ],
)
def test_what_is_no_picture_has_a_name(data: bytes, problem: PictureProblem) -> None:
    with pytest.raises(BadPicture) as raised:
        decode(data)
    assert raised.value.problem is problem


@pytest.mark.parametrize("kind", [".jpg", ".png", ".bmp", ".webp"])
def test_every_format_that_is_taken(kind: str) -> None:
    image = decode(coded(GREY, kind))
    assert image.shape == GREY.shape
    assert image.dtype == np.uint8
    assert abs(int(image.mean()) - 120) <= 2


def test_colours_are_in_opencvs_order() -> None:
    blue = np.zeros((40, 40, 3), np.uint8)
    blue[:, :, 0] = 255
    assert decode(coded(blue, ".png"))[5, 5].tolist() == [255, 0, 0]


@pytest.mark.parametrize("channels", [1, 3])
def test_sixteen_bits_become_eight(channels: int) -> None:
    deep = np.full((40, 40, channels), 120 * 256 + 7, np.uint16)
    assert set(np.unique(decode(coded(deep, ".png")))) == {120}


def test_grey_and_palettes_become_three_channels() -> None:
    grey = Pillow.fromarray(GREY[:, :, 0])
    assert decode(saved(grey, "PNG")).shape == GREY.shape
    assert decode(saved(grey.convert("P"), "PNG")).shape == GREY.shape
    assert decode(saved(grey.convert("1"), "PNG")).shape == GREY.shape
    assert decode(saved(grey.convert("CMYK"), "JPEG")).shape == GREY.shape


def test_what_is_transparent_lies_on_white() -> None:
    nothing = np.zeros((40, 40, 4), np.uint8)
    assert decode(coded(nothing, ".png")).min() == 255


def test_exif_says_what_is_up() -> None:
    exif = Pillow.Exif()
    exif[0x0112] = 6  # the camera was held on its side
    picture = Pillow.fromarray(GREY)
    assert decode(saved(picture, "JPEG", exif=exif.tobytes())).shape == (80, 60, 3)


@pytest.mark.parametrize(("width", "height"), [(4000, 100), (100, 4000), (1921, 1080)])
def test_a_large_picture_keeps_its_shape(width: int, height: int) -> None:
    image = decode(coded(np.full((height, width, 3), 90, np.uint8)))
    assert max(image.shape[:2]) <= LONGEST_SIDE
    assert image.shape[1] / image.shape[0] == pytest.approx(width / height, rel=0.03)


def header_only(side: int) -> bytes:
    """The beginning of a PNG that promises `side` × `side` pixels."""
    body = b"IHDR" + struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    end = struct.pack(">I", zlib.crc32(b"IEND"))
    chunk = struct.pack(">I", 13) + body + struct.pack(">I", zlib.crc32(body))
    return b"\x89PNG\r\n\x1a\n" + chunk + struct.pack(">I", 0) + b"IEND" + end


@pytest.mark.parametrize("side", [6400, 12_000, 60_000])
def test_a_promise_of_too_much_is_not_believed(side: int) -> None:
    with pytest.raises(BadPicture, match="too_large"):
        decode(header_only(side))


@pytest.mark.parametrize(("kind", "most_mb"), [("JPEG", 40), ("PNG", 165)])
def test_memory_is_bounded(tmp_path: Path, kind: str, most_mb: int) -> None:
    """8K: a JPEG is decoded small, a PNG whole and then reduced."""
    Pillow.new("RGB", (7680, 4320)).save(tmp_path / "picture", kind, **({"compress_level": 1} if kind == "PNG" else {}))
    command = [sys.executable, "-c", PROBE, str(tmp_path / "picture")]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    shape, _, grown = told.rpartition(" ")
    assert shape == "(1080, 1920, 3)"
    assert int(grown) <= most_mb


@given(st.binary(max_size=200), st.sampled_from([".jpg", ".png", ".webp"]), st.integers(0, 600))
def test_garbage_in_the_middle_never_surprises(garbage: bytes, kind: str, at: int) -> None:
    good = coded(GREY, kind)
    with suppress(BadPicture):
        decode(good[:at] + garbage + good[at + len(garbage) :])


def test_a_problem_says_nothing_of_the_content(photograph: Callable[[str], bytes]) -> None:
    with pytest.raises(BadPicture) as raised:
        decode(photograph("ann")[:5000])
    assert str(raised.value) == "truncated"
