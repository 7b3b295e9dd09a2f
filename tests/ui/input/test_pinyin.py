"""The engine in its process: what it reads, what it survives, and that it keeps nothing."""

import sys
from dataclasses import astuple
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.ui.input.conftest import type_into
from ui.input.composer import Composer
from ui.input.contract import Reading
from ui.input.decoder import Decoder, EngineMissing
from ui.input.pinyin import PinyinEngine, without_the_last_syllable

BREAKING = ("z" * 14, "s" * 15, "an" * 9, "a" * 39)  # what ends libgooglepinyin by an assertion
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
    assert engine._process is not None
    pid = engine._process.pid
    for count in range(15, 40):
        assert engine.read("z" * count).texts
    assert engine._process.pid == pid


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
    process = engine._process
    assert process is not None
    engine.forget()
    assert process.returncode is not None
    assert not Path(f"/proc/{process.pid}").exists()


def test_the_process_has_nothing_open_for_writing_and_could_not_write(engine: PinyinEngine) -> None:
    for letters in ("ouyangzengyuan", "yuzhong", "z" * 14, "cqs"):
        engine.read(letters)
    assert engine._process is not None
    house = Path(f"/proc/{engine._process.pid}")
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


def other(program: str, birth_ms: int = 5000) -> PinyinEngine:
    return PinyinEngine((sys.executable, "-c", program), patience_ms=500, birth_ms=birth_ms)


@pytest.mark.expects_log
@pytest.mark.parametrize(
    "engine",
    [
        other("import sys; sys.exit(69)"),
        other("import sys; sys.exit(1)"),
        other("raise SystemExit('broken')"),
        other("import os; os.abort()"),
        other("import sys; sys.stdin.readline(); print('half an answer', end='')"),
        other("import time; time.sleep(60)", birth_ms=200),
        PinyinEngine(("/nonexistent/python",)),
    ],
    ids=["no library", "ends", "says no", "aborts", "breaks off", "hangs", "no program"],
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


@pytest.mark.expects_log
def test_an_engine_that_hangs_later_is_given_up_too() -> None:
    engine = PinyinEngine((sys.executable, "-c", WORKING + "; import time; time.sleep(60)"), patience_ms=100, birth_ms=5000)
    assert engine.read("a").texts == ("x",)
    assert engine.read("b") == Reading()
    assert engine._process is None


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
