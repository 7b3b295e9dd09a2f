"""The engine in its process: what it reads, what it survives, and that it keeps nothing."""

import os
import select
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import astuple
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.clock import SystemClock
from tests.paths import ROOT
from tests.ui.input.conftest import type_into
from ui.input.composer import Composer
from ui.input.contract import Reading
from ui.input.decoder import Decoder, EngineMissing
from ui.input.pinyin import PATIENCE_S, PinyinEngine
from ui.input.pinyin_session import without_the_last_syllable

BREAKING = ("z" * 14, "s" * 15, "an" * 9, "a" * 39)  # what ends libgooglepinyin by an assertion
ONCE = "import sys; sys.stdin.readline(); print('[[0, 1], [\"x\"]]', flush=True);"
HANG = "import time; time.sleep(60)"
WORKING = "import sys\nfor line in sys.stdin: print('[[0, 1], [\"x\"]]', flush=True)"


@pytest.mark.parametrize(
    ("letters", "first", "starts"),
    [
        ("chongqingshiyuzhongqu", "重庆市渝中区", (0, 5, 9, 12, 14, 19, 21)),
        ("jiefangbei", "解放碑", (0, 3, 7, 10)),
        ("xian", "先", (0, 4)),
        ("xi'an", "西安", (0, 3, 5)),
        ("cqs", "重庆市", (0, 1, 2, 3)),
        ("lv", "率", (0, 2)),
    ],
)
def test_whole_sentences_syllables_and_initials_are_read(
    engine: PinyinEngine, letters: str, first: str, starts: tuple[int, ...]
) -> None:
    reading = engine.read(letters)
    assert reading.texts[0] == first
    assert reading.starts == starts


@pytest.mark.parametrize("letters", BREAKING)
def test_what_breaks_the_library_does_not_break_the_keyboard(engine: PinyinEngine, letters: str) -> None:
    reading = engine.read(letters)
    assert reading.texts
    assert 0 < reading.starts[-1] < len(letters)
    assert engine.read("yu").texts[0] == "与"


def test_letters_behind_a_breaking_front_do_not_break_it_again(engine: PinyinEngine) -> None:
    engine.read("z" * 14)
    engine.read("z" * 14)
    assert engine._session._process is not None
    pid = engine._session._process.pid
    for count in range(15, 40):
        assert engine.read("z" * count).texts
    assert engine._session._process.pid == pid


def test_more_letters_than_the_engine_takes_are_read_as_far_as_whole_syllables_go(engine: PinyinEngine) -> None:
    reading = engine.read("chongqingshiyuzhongqujiefangbeijiedaojiefangdonglu")
    assert reading.texts[0].startswith("重庆市渝中区解放碑")
    assert len(reading.texts[0]) == len(reading.starts) - 1
    assert reading.starts[-1] <= 37


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz'", max_size=64))
def test_whatever_is_typed_the_answer_fits_its_letters(engine: PinyinEngine, letters: str) -> None:
    reading = engine.read(letters)
    assert list(reading.starts) == sorted(set(reading.starts))
    assert reading.starts[-1] <= len(letters)
    assert all(0 < len(text) < len(reading.starts) for text in reading.texts)


@pytest.mark.parametrize("letters", ["", "'", "''''", "i", "u", "v", "A1 \n", "重庆"])
def test_what_is_no_pinyin_has_no_reading(engine: PinyinEngine, letters: str) -> None:
    assert engine.read(letters) == Reading()
    assert engine.available


# -- nothing is kept ---------------------------------------------------------------------------------------------------------


def every_candidate(engine: PinyinEngine) -> bytes:
    asked = ("ouyangzengyuan", "yuzhong", "yubei", "zhangwei", "wang", "cqs", "shi", "danyuan", "jianxinbeilu")
    return repr([astuple(engine.read(letters)) for letters in asked]).encode()


def test_fifty_choices_of_one_citizen_change_nothing_for_the_next(engine: PinyinEngine) -> None:
    before = every_candidate(engine)
    for index in [7] * 50 + list(range(50)):
        composer = Composer(engine)
        type_into(composer, "ouyangzengyuan")
        while composer.letters:
            if composer.choose(min(index, len(composer.candidates) - 1)):
                break
    assert every_candidate(engine) == before  # not even within one visit
    engine.forget()
    assert every_candidate(engine) == before


def test_forgetting_ends_the_process(engine: PinyinEngine) -> None:
    engine.read("yuzhong")
    process = engine._session._process
    assert process is not None
    engine.forget()
    assert process.wait(5) < 0, "ended by us, and buried by a thread"
    assert not Path(f"/proc/{process.pid}").exists()


def test_the_process_has_nothing_open_for_writing_and_could_not_write(engine: PinyinEngine) -> None:
    for letters in ("ouyangzengyuan", "yuzhong", "z" * 14, "cqs"):
        engine.read(letters)
    assert engine._session._process is not None
    house = Path(f"/proc/{engine._session._process.pid}")
    with suppress(PermissionError):  # not even its own user may look; root may
        open_files = {str(link.readlink()) for link in (house / "fd").iterdir()}
        assert {name for name in open_files if name.startswith("/")} <= {"/dev/null"}
    limits = (house / "limits").read_text()
    assert "Max file size             0                    0" in limits
    assert "Max core file size        0                    0" in limits


def test_no_file_appears_anywhere_near(engine: PinyinEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    engine.read("ouyangzengyuan")
    engine.read("z" * 14)
    engine.forget()
    assert list(tmp_path.rglob("*")) == []


def test_the_user_dictionary_is_one_that_does_not_open() -> None:
    from ui.input import decoder

    assert decoder.NO_USER_DICTIONARY == b""
    assert "im_choose(" not in Path(decoder.__file__).read_text()


# -- an engine that is not there ---------------------------------------------------------------------------------------------


def other(program: str, birth_s: float = 5.0) -> PinyinEngine:
    return PinyinEngine((sys.executable, "-c", program), patience_s=5.0, birth_s=birth_s)


@pytest.mark.expects_log
@pytest.mark.parametrize(
    "engine",
    [
        other("import sys; sys.exit(69)"),
        other("import sys; sys.exit(1)"),
        other("raise SystemExit('broken')"),
        other("import os; os.abort()"),
        other("import sys; sys.stdin.readline(); print('half an answer', end='')"),
        other("import sys\nfor line in sys.stdin: print('rubbish', flush=True)"),
        other("import sys\nfor line in sys.stdin: print('[[0, 1], null]', flush=True)"),
        other("import sys\nfor line in sys.stdin: print('\\udcff\\n', flush=True)"),
        other("import time; time.sleep(60)", birth_s=0.2),
        PinyinEngine(("/nonexistent/python",)),
    ],
    ids=["no library", "ends", "says no", "aborts", "breaks off", "rubbish", "no lists", "no text", "hangs", "no program"],
)
def test_an_engine_that_is_not_there_answers_nothing_and_says_so_once(
    engine: PinyinEngine, caplog: pytest.LogCaptureFixture
) -> None:
    assert not engine.available
    assert engine.read("chongqing") == Reading()
    engine.forget()
    assert engine.read("yu") == Reading()
    engine.forget()
    said = [record.getMessage() for record in caplog.records if record.name == "ui.input.pinyin"]
    assert said == ["no pinyin engine: the keyboard offers handwriting and Latin letters only"]


@pytest.mark.expects_log
def test_letters_stay_letters_without_an_engine() -> None:
    composer = Composer(other("import sys; sys.exit(69)"))
    type_into(composer, "abc")
    assert [candidate.text for candidate in composer.candidates] == ["abc"]
    assert composer.flush() == "abc"


def test_an_engine_that_hangs_later_is_given_up_after_a_keystrokes_patience_and_opened_anew() -> None:
    clock = SystemClock()
    engine = PinyinEngine((sys.executable, "-c", ONCE + HANG))
    assert engine.available
    begun = clock.monotonic()
    assert [engine.read(letters) for letters in ("b", "bc", "bcd", "bcde")] == [Reading()] * 4
    assert clock.monotonic() - begun < 10 * PATIENCE_S, "it is waited for once only"
    assert engine.lost
    assert engine._session._process is None
    assert engine.available, "a new one"
    assert not engine.lost
    engine.forget()


def test_forgetting_waits_for_nothing_while_the_engine_is_being_opened() -> None:
    engine = PinyinEngine((sys.executable, "-c", HANG), birth_s=60.0)
    found: list[bool] = []
    opening = threading.Thread(target=lambda: found.append(engine.available))
    opening.start()
    while engine._session._process is None:
        assert opening.is_alive()
    clock = SystemClock()
    begun = clock.monotonic()
    engine.forget()
    assert clock.monotonic() - begun < 1
    opening.join(30)
    assert found == [False]
    assert not engine.lost, "the next citizen's is another one"


def test_a_keystroke_does_not_wait_for_another_keyboards_engine() -> None:
    engine = PinyinEngine((sys.executable, "-c", HANG), birth_s=60.0)
    opening = threading.Thread(target=lambda: engine.available)
    opening.start()
    while not engine._session.lock.locked():
        assert opening.is_alive()
    assert engine.read("a") == Reading()
    assert opening.is_alive()
    engine.forget()
    opening.join(30)


def test_the_process_ends_when_the_screens_are_killed() -> None:
    program = (
        "import time; from ui.input.pinyin import PinyinEngine; engine = PinyinEngine(); assert engine.available;"
        "print(engine._session._process.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True) as screens:
        assert screens.stdout is not None
        pid = os.pidfd_open(int(screens.stdout.readline()))
        screens.kill()
        ended = select.poll()
        ended.register(pid, select.POLLIN)
        assert ended.poll(10_000)
        os.close(pid)


def test_another_program_that_speaks_the_same_is_as_good() -> None:
    engine = other(WORKING)
    assert engine.read("a") == Reading((0, 1), ("x",))
    engine.forget()


def test_a_missing_library_and_a_missing_dictionary_are_told_apart_from_a_crash(tmp_path: Path) -> None:
    with pytest.raises(EngineMissing):
        Decoder(library="libnothing.so.0")
    with pytest.raises(EngineMissing):
        Decoder(dictionary=tmp_path / "nothing.dat")


def test_the_last_syllable_of_what_was_cut_off_is_left_to_the_rest() -> None:
    reading = Reading((0, 2, 7, 9), ("渝中区", "渝中", "渝"))
    assert without_the_last_syllable(reading) == Reading((0, 2, 7), ("渝中", "渝"))
    assert without_the_last_syllable(Reading((0, 1), ("啊",))) == Reading((0, 1), ("啊",))
    assert without_the_last_syllable(Reading()) == Reading()
