"""Checks side by side: what each said stands together under its name, and a failure is one."""

import sys

import pytest

from tools.check import GENEROUS, Check, run


def python(name: str, program: str, seconds: int = 60) -> Check:
    return Check(name, [sys.executable, "-c", program], seconds)


@pytest.mark.parametrize("lanes", [1, 2])
def test_each_says_how_it_ended(lanes: int, capfd: pytest.CaptureFixture[str]) -> None:
    good = python("good", "print('one', flush=True); print('two')")
    bad = python("bad", "import sys; print('wrong', file=sys.stderr); sys.exit(3)")
    ended = {check.name: passed for check, passed, _ in run([good, bad], lanes)}
    assert ended == {"good": True, "bad": False}
    said = capfd.readouterr()
    assert "== good\none\ntwo\n" in said.out
    assert "wrong\n" in said.out + said.err


def test_what_hangs_is_stopped_and_called_failed(capfd: pytest.CaptureFixture[str]) -> None:
    [(_, passed, _)] = run([python("hung", "import time; print('here', flush=True); time.sleep(600)", seconds=0)], 2)
    assert not passed
    assert f"stopped after {0 * GENEROUS} s" in capfd.readouterr().out
