"""A maker's decoder as a program: whatever it does, the card is read and nothing of the photo is left behind."""

import sys
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from domain.clock import SystemClock
from drivers.id_card_reader import photo_program
from drivers.id_card_reader.hardware import IdCardReaderSettings, open_id_card_reader
from drivers.id_card_reader.photo_program import LONGEST_PICTURE, MEMORY_FOLDER, DecoderProgram, ProgramLimits, as_jpeg
from tests.drivers.conftest import Connect
from tests.drivers.id_card_reader import cards
from tests.drivers.id_card_reader.script import LAID_DOWN, ReaderScript
from tests.drivers.pty_peer import eventually

WLT = b"WLf" + bytes(range(256)) * 3 + bytes(253)
SIZE = (102, 126)
HEAD = """
import os, signal, sys, time
from pathlib import Path
block, say = sys.stdin.buffer.read(), sys.stdout.buffer.write
"""
TELL_ALL = """
Path("zp.wlt").write_bytes(block)
(here / "where").write_text(os.getcwd())
(here / "env").write_text(" ".join(os.environ))
say((here / "answer.jpg").read_bytes())
"""
PATIENCE = ProgramLimits(seconds=20.0)


def picture(kind: str, size: tuple[int, int] = SIZE) -> bytes:
    """Return a picture as a decoder answers it."""
    written = BytesIO()
    Image.new("RGB", size, (90, 120, 200)).save(written, kind)
    return written.getvalue()


def program(folder: Path, text: str) -> tuple[str, ...]:
    """Write a decoder; `text` finds the block in `block` and the picture it should answer in `answer`."""
    (folder / "answer.bmp").write_bytes(picture("BMP"))
    (folder / "answer.jpg").write_bytes(picture("JPEG"))
    script = folder / "decoder.py"
    script.write_text(f"{HEAD}\nhere = Path({str(folder)!r})\n{text}\n")
    return sys.executable, "-S", str(script)


def decode(folder: Path, text: str, limits: ProgramLimits = PATIENCE) -> bytes | None:
    return DecoderProgram(program(folder, text), SystemClock(), limits).decode(WLT)


@pytest.fixture(autouse=True)
def nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give every test a folder of its own for what is otherwise one of the machine's."""
    memory = tmp_path / "memory"
    memory.mkdir()
    monkeypatch.setattr(photo_program, "MEMORY_FOLDER", memory)
    yield
    assert list(memory.iterdir()) == []


def test_the_folder_is_made_in_memory() -> None:
    kinds = {words[1]: words[2] for line in Path("/proc/mounts").read_text().splitlines() if (words := line.split())}
    assert kinds[str(MEMORY_FOLDER)] == "tmpfs"


@pytest.mark.parametrize("kind", ["bmp", "jpg"])
def test_the_block_goes_in_and_a_jpeg_comes_back(tmp_path: Path, kind: str) -> None:
    photo = decode(tmp_path, f"(here / 'seen').write_bytes(block)\nsay((here / 'answer.{kind}').read_bytes())")
    assert (tmp_path / "seen").read_bytes() == WLT
    assert photo is not None
    with Image.open(BytesIO(photo)) as image:
        assert (image.format, image.size) == ("JPEG", SIZE)


def test_it_works_in_a_folder_of_its_own_in_memory_that_is_removed(tmp_path: Path) -> None:
    decode(tmp_path, TELL_ALL)
    where = Path((tmp_path / "where").read_text())
    assert where.parent == photo_program.MEMORY_FOLDER
    assert not where.exists()
    assert set((tmp_path / "env").read_text().split()) <= {"PATH", "HOME", "TMPDIR", "LANG", "LC_CTYPE"}


@pytest.mark.expects_log
@pytest.mark.parametrize(
    "text",
    [
        "os.kill(os.getpid(), signal.SIGSEGV)",
        "say((here / 'answer.jpg').read_bytes())\nsys.stdout.flush()\nos.kill(os.getpid(), signal.SIGSEGV)",
        "sys.exit(5)",
        "pass",
        "say(b'no picture at all')",
        "say((here / 'answer.bmp').read_bytes()[:3000])",
        "say(b'GIF89a' + bytes(100))",
        f"say(bytes({LONGEST_PICTURE + 1}))",
        "while True: say(bytes(65536))",
        "hog = bytearray(900 << 20)\nsay((here / 'answer.jpg').read_bytes())",
        "Path('large').write_bytes(bytes(40 << 20))\nsay((here / 'answer.jpg').read_bytes())",
    ],
    ids=[
        *("crash", "crash_after_answer", "fails", "nothing", "words", "cut", "another_kind"),
        *("too_long", "without_end", "memory", "disk"),
    ],
)
def test_what_goes_wrong_costs_the_photo_only(tmp_path: Path, text: str, caplog: pytest.LogCaptureFixture) -> None:
    assert decode(tmp_path, text) is None
    assert all(record.getMessage().startswith("photo decoder: ") for record in caplog.records)


@pytest.mark.expects_log
@pytest.mark.parametrize(
    "text", ["time.sleep(600)", "say((here / 'answer.jpg').read_bytes())\nsys.stdout.close()\ntime.sleep(600)"]
)
def test_one_that_hangs_is_ended(tmp_path: Path, text: str) -> None:
    assert decode(tmp_path, f"(here / 'pid').write_text(str(os.getpid()))\n{text}", ProgramLimits(seconds=0.5)) is None
    started = tmp_path / "pid"  # on a busy machine its time may be over before it began
    assert not started.exists() or eventually(lambda: not Path(f"/proc/{started.read_text()}").exists())


def test_a_child_that_it_leaves_is_ended_with_it(tmp_path: Path) -> None:
    text = (
        "child = os.fork()\nif not child:\n    os.close(1)\n    time.sleep(600)\n"
        "(here / 'pid').write_text(str(child))\nsay((here / 'answer.jpg').read_bytes())"
    )
    assert decode(tmp_path, text) is not None
    assert eventually(lambda: is_over(int((tmp_path / "pid").read_text())))


def is_over(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


@pytest.mark.expects_log
def test_a_program_that_is_missing_costs_the_photo_only() -> None:
    assert DecoderProgram(("/nowhere/decoder",), SystemClock(), PATIENCE).decode(WLT) is None


def test_a_picture_of_a_wall_is_no_photo_of_a_card() -> None:
    assert as_jpeg(picture("BMP", (2000, 2000))) is None


@pytest.mark.expects_log
@pytest.mark.parametrize("works", [True, False])
def test_the_card_is_read_whatever_becomes_of_its_photo(connect: Connect, tmp_path: Path, works: bool) -> None:
    text = "say((here / 'answer.bmp').read_bytes())" if works else "os.kill(os.getpid(), signal.SIGSEGV)"
    settings = IdCardReaderSettings(
        port=connect(ReaderScript({**LAID_DOWN, cards.READ: cards.reply(0x90, cards.base(cards.resident(), WLT))})).link,
        photo_decoder="program",
        photo_program=program(tmp_path, text),
        photo_limit_s=20.0,
    )
    with closing(open_id_card_reader(settings, SystemClock())) as reader:
        document = reader.read()
    assert document.number == cards.NUMBER
    assert document.photo is not None
    assert document.photo.startswith(b"\xff\xd8\xff") if works else document.photo == WLT
