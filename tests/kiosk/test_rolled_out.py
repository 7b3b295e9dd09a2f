"""What the office may change at terminals: every key is there, every bound is taken, and nonsense never stops a terminal."""

from pathlib import Path

import pytest

from backend_client import rolled_out
from backend_client.errands import write_whole
from domain.rollout import ALLOWED, Allowed, FragmentInvalid, Value, as_tables, parse_fragment
from kiosk.settings import Settings, load_settings

TOGETHER = {"disk.refuse_below_mb", "disk.again_above_mb"}


def overlay(folder: Path, more: str = "") -> Path:
    path = folder / "overlay.toml"
    path.write_text(f'profile = "sandbox"\nstate_dir = "{folder}"\n[office]\nurl = "http://127.0.0.1:1"\n{more}')
    return path


def lay(folder: Path, name: str, number: int, fragment: str) -> str | None:
    write_whole(folder / rolled_out.FOLDER / name, {"number": number, "fragment": fragment})
    return rolled_out.Layer(number, fragment).sha256


def value_at(settings: Settings, key: str) -> object:
    table, _, name = key.partition(".")
    return getattr(getattr(settings, table), name)


def written(value: Value) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


def bounds(one: Allowed) -> tuple[Value, Value]:
    if one.kind is str:
        return "x" * int(one.least), "x" * int(one.most)
    return one.kind(one.least), one.kind(one.most)


@pytest.mark.parametrize("key", sorted(set(ALLOWED) - TOGETHER))
def test_the_terminal_takes_every_allowed_key_at_both_ends(tmp_path: Path, key: str) -> None:
    table, _, name = key.partition(".")
    for value in bounds(ALLOWED[key]):
        told = lay(tmp_path, rolled_out.LAYER, 1, f"[{table}]\n{name} = {written(value)}\n")
        settings = load_settings(overlay(tmp_path))
        assert value_at(settings, key) == value
        assert (settings.rolled_out, settings.not_rolled_out) == (told, None)


def test_this_machine_s_own_overlay_lies_on_top(tmp_path: Path) -> None:
    lay(tmp_path, rolled_out.LAYER, 1, "[times]\ngoodbye = 12\nvisit = 600\n")
    settings = load_settings(overlay(tmp_path, "[times]\ngoodbye = 3\n"))
    assert (settings.times.goodbye, settings.times.visit) == (3, 600)


@pytest.mark.parametrize(
    "bad", ["[times]\ngoodbye = -1\n", "no toml", "[disk]\nrefuse_below_mb = 90000\n", "[office]\nurl = 'http://127.0.0.1:9'\n"]
)
def test_the_last_good_one_stays_when_the_newest_makes_no_sense(tmp_path: Path, bad: str) -> None:
    good = lay(tmp_path, rolled_out.PREVIOUS, 1, "[times]\ngoodbye = 12\n")
    refused = lay(tmp_path, rolled_out.LAYER, 2, bad)
    settings = load_settings(overlay(tmp_path))
    assert (settings.times.goodbye, settings.rolled_out, settings.not_rolled_out) == (12, good, refused)
    (tmp_path / rolled_out.FOLDER / rolled_out.PREVIOUS).unlink()
    settings = load_settings(overlay(tmp_path))
    assert (settings.times.goodbye, settings.rolled_out, settings.not_rolled_out) == (8, None, refused)


def test_an_overlay_that_clashes_with_a_rollout_does_not_stop_the_terminal(tmp_path: Path) -> None:
    lay(tmp_path, rolled_out.LAYER, 1, "[disk]\nrefuse_below_mb = 2000\nagain_above_mb = 3000\n")
    settings = load_settings(overlay(tmp_path, "[disk]\nagain_above_mb = 1800\n"))
    assert settings.disk.refuse_below_mb == 1000


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("[times", ()),
        ("[times]\nvisit = 'long'\n", ("times.visit",)),
        ("[times]\nvisit = true\n", ("times.visit",)),
        ("[times]\nvisit = nan\n", ("times.visit",)),
        ("[face]\ntries = 2.5\n", ("face.tries",)),
        ("[contact]\nhotline = ''\n", ("contact.hotline",)),
        ('[contact]\nhotline = "1\\u0007"\n', ("contact.hotline",)),
        ("[times]\n", ("times",)),
        ("[devices.ups]\nfitted = false\n", ("devices.ups.fitted",)),
        ("[disk]\nrefuse_below_mb = 500\n", ("disk.refuse_below_mb", "disk.again_above_mb")),
    ],
)
def test_a_fragment_says_which_keys_are_wrong(text: str, keys: tuple[str, ...]) -> None:
    with pytest.raises(FragmentInvalid) as caught:
        parse_fragment(text)
    assert caught.value.keys == keys


def test_a_fragment_is_its_tables_again() -> None:
    text = "[times]\nvisit = 600\ngoodbye = 4.5\n[face]\ntries = 2\n"
    assert as_tables(parse_fragment(text)) == {"times": {"visit": 600, "goodbye": 4.5}, "face": {"tries": 2}}
