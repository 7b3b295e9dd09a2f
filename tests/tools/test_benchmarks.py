"""The benchmarks' own arithmetic and their command line; the figures themselves are measured by hand."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.paths import ROOT
from tools.benchmarks import face, id_card
from tools.benchmarks.__main__ import NAMES
from tools.benchmarks.report import Goal, Options, Report, Timing, time_in_turn

FACE_KEYS = ["frame_ms", "speedup_vs_face_recognition", "frr_far_0p1_one", "frr_far_0p1_three", "fte"]


def bench(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **variables}
    return subprocess.run(
        [ROOT / "tools" / "bench", *words], cwd="/", env=environment, capture_output=True, text=True, check=False
    )


def test_goals_know_their_direction() -> None:
    assert Goal(8, at_least=True).met(8)
    assert not Goal(8, at_least=True).met(7.9)
    assert Goal(0.003).met(0.003)
    assert not Goal(0.003).met(0.0031)


def test_timings_are_medians_with_their_spread() -> None:
    timing = Timing((3.0, 1.0, 50.0))
    assert (timing.median, timing.spread) == (3.0, [1.0, 50.0])


def test_works_are_timed_in_turn() -> None:
    done: list[str] = []
    taken = time_in_turn({"a": lambda: done.append("a"), "b": lambda: done.append("b")}, rounds=2)
    assert done == ["a", "b"] * 3  # once to warm up
    assert [len(timing.rounds) for timing in taken.values()] == [2, 2]


def test_a_report_says_what_was_not_measured() -> None:
    report = Report("face", {"fte": None, "speed": 9.0}, {"fte": Goal(0.005), "speed": Goal(8, at_least=True)}, {"ms": 300.0})
    row = report.as_row()
    assert list(row)[:5] == ["name", "figures", "goals", "reference", "machine"]
    assert (row["figures"], row["goals"]) == ({"fte": None, "speed": 9.0}, {"fte": 0.005, "speed": 8})
    assert json.loads(json.dumps(row)) == row
    assert "| `fte` | not measured | – | ≤ 0.005 | – |" in report.as_table()
    assert "| `speed` | 9 | – | ≥ 8 | yes |" in report.as_table()


def test_data_is_looked_for_where_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("given", "named", "beside"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr(face, "BESIDE", tmp_path / "nowhere")
    monkeypatch.delenv(face.DATA_VARIABLE, raising=False)
    assert face.find_data(None) is None
    monkeypatch.setattr(face, "BESIDE", tmp_path / "beside")
    assert face.find_data(None) == tmp_path / "beside"
    monkeypatch.setenv(face.DATA_VARIABLE, str(tmp_path / "named"))
    assert face.find_data(None) == tmp_path / "named"
    assert face.find_data(tmp_path / "given") == tmp_path / "given"


def test_without_data_speed_is_measured_and_accuracy_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(face, "find_data", lambda given: None)
    monkeypatch.setattr(face, "ROUNDS", 1)
    report = face.measure(Options())
    assert list(report.figures) == FACE_KEYS
    assert [report.figures[key] for key in FACE_KEYS[2:]] == [None, None, None]
    assert (report.figures["speedup_vs_face_recognition"] or 0) > 0
    assert "no photographs" in report.notes[0]


def test_the_time_of_a_card_on_the_line_is_that_of_its_bytes() -> None:
    assert id_card.line_time_ms() == pytest.approx(116.3, abs=0.1)  # 1340 bytes of ten bits at 115 200 baud
    report = id_card.as_report(Timing((120.0, 118.0, 150.0)), Timing((117.0, 117.0, 117.0)))
    assert report.figures == {"read_ms": 120.0, "read_vs_line_time": 1.014}
    assert report.spread["read_vs_line_time"] == [1.014, 1.29]


def test_a_card_is_read_by_the_driver_and_by_the_bare_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(id_card, "ROUNDS", 1)
    report = id_card.measure(Options())
    assert (report.figures["read_vs_line_time"] or 0) >= 1
    assert report.reference["bytes"] == 1340


def test_an_unknown_name_or_folder_is_wrong_usage() -> None:
    assert bench("nothing").returncode == 2
    assert bench("face", "--data", "/nowhere/at/all").returncode == 2


def test_every_name_is_a_module() -> None:
    assert [name for name in NAMES if not (ROOT / "tools" / "benchmarks" / f"{name}.py").is_file()] == []
