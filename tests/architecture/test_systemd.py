"""The units say what systemd understands, lock their processes in, watch over them, and end in a screen that says so."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.paths import CONFIG, ROOT

SYSTEMD = ROOT / "systemd"
UNITS = sorted(SYSTEMD.glob("*.service"))
WATCHED = [unit for unit in UNITS if not unit.with_suffix(".timer").exists()]  # what a timer starts ends by itself
OTHERS = sorted([*SYSTEMD.glob("*.timer"), *SYSTEMD.glob("*.mount")])
SCREENS = ("kiosk", "kiosk-safe-screen")
MOST_EXPOSED = 30  # in tenths of systemd's scale

pytestmark = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not on this machine")


def setting(unit: str, name: str) -> str:
    """Return the value that `name` has in a unit."""
    file = SYSTEMD / (unit if "." in unit else f"{unit}.service")
    found = re.search(rf"^{name}=(.*)$", file.read_text("utf-8"), re.MULTILINE)
    assert found, f"{file.name} has no {name}"
    return found.group(1)


def seconds(unit: str, name: str) -> int:
    return int(setting(unit, name))


@pytest.mark.parametrize("unit", [*UNITS, *OTHERS], ids=lambda unit: unit.name)
def test_a_unit_has_nothing_that_systemd_does_not_understand(unit: Path) -> None:
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False)
    complaints = [line for line in done.stderr.splitlines() if "kiosk" in line or "backoffice" in line or unit.name in line]
    assert [line for line in complaints if "is not executable" not in line] == []  # what it runs is installed elsewhere


def test_a_misspelt_key_would_be_found(tmp_path: Path) -> None:
    unit = tmp_path / "kiosk-misspelt.service"
    unit.write_text((SYSTEMD / "kiosk.service").read_text("utf-8").replace("WatchdogSec=", "WatchdogSecs="), "utf-8")
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False)
    assert "WatchdogSecs" in done.stderr


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_is_locked_in(unit: Path) -> None:
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", f"--threshold={MOST_EXPOSED}", str(unit)],
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
    folder = setting(unit, "StateDirectory")
    assert tomllib.loads((CONFIG / f"{settings}.toml").read_text())["state_dir"] == f"/var/lib/{folder}"


@pytest.mark.parametrize("unit", ["kiosk", "kiosk-payment"])
def test_a_unit_that_citizens_type_into_leaves_no_trace_on_the_disk(unit: str) -> None:
    lines = (SYSTEMD / f"{unit}.service").read_text().splitlines()
    assert {"LimitCORE=0", "MemorySwapMax=0", "PrivateTmp=yes"} <= set(lines)


@pytest.mark.parametrize("unit", WATCHED, ids=lambda unit: unit.name)
def test_every_process_is_watched_and_started_again(unit: Path) -> None:
    assert setting(unit.stem, "Type") == "notify"
    assert seconds(unit.stem, "WatchdogSec") > 0
    assert setting(unit.stem, "Restart") == "always"
    main_is_another = setting(unit.stem, "ExecStart").startswith("/usr/bin/env XDG_RUNTIME_DIR=")  # the compositor
    assert setting(unit.stem, "NotifyAccess") == ("all" if main_is_another else "main")


def test_a_terminal_that_keeps_ending_reaches_its_safe_screen_however_it_ends() -> None:
    burst, interval = seconds("kiosk", "StartLimitBurst"), seconds("kiosk", "StartLimitIntervalSec")
    pause = seconds("kiosk", "RestartSec")
    never_ready = seconds("kiosk", "TimeoutStartSec") + seconds("kiosk", "TimeoutStopSec")
    hangs_at_once = seconds("kiosk", "WatchdogSec") + seconds("kiosk", "TimeoutAbortSec")
    assert burst * (max(never_ready, hangs_at_once) + pause) < interval
    assert setting("kiosk", "OnFailure") == "kiosk-safe-screen.service"


def test_the_terminal_comes_back_from_its_safe_screen_by_itself() -> None:
    assert "kiosk-return.timer" in setting("kiosk-safe-screen", "Wants").split()
    assert setting("kiosk-return.timer", "Unit") == "kiosk.service"
    assert "kiosk-safe-screen.service" in setting("kiosk", "Conflicts").split()  # starting the one ends the other
    minutes = re.fullmatch(r"(\d+)min", setting("kiosk-return.timer", "OnActiveSec"))
    assert minutes
    assert int(minutes[1]) * 60 > seconds("kiosk", "StartLimitIntervalSec"), "or systemd would refuse the start"


def test_the_safe_screen_reaches_no_device_but_the_panel() -> None:
    text = (SYSTEMD / "kiosk-safe-screen.service").read_text("utf-8")
    allowed = re.findall(r"^DeviceAllow=(\S+)", text, re.MULTILINE)
    assert sorted(allowed) == ["char-drm", "char-input", "char-tty"]
    assert setting("kiosk-safe-screen", "DevicePolicy") == "closed"
    assert "StateDirectory" not in text
    assert "IPAddressDeny=any" in text


@pytest.mark.parametrize("unit", SCREENS)
def test_a_screen_is_asked_to_end_before_its_compositor_goes(unit: str) -> None:
    """cage takes the window away at SIGTERM; the terminal would lose it in the middle of ending in order."""
    stops = re.findall(r"^ExecStop=(.*)$", (SYSTEMD / f"{unit}.service").read_text("utf-8"), re.MULTILINE)
    assert stops == ["/usr/bin/pkill -TERM -P $MAINPID", "/usr/bin/tail --pid=$MAINPID -f /dev/null"]


def test_every_device_has_its_name_by_the_port_it_is_plugged_into() -> None:
    named = set(re.findall(r'SYMLINK\+="([\w-]+)"', (SYSTEMD / "60-kiosk.rules").read_text("utf-8")))
    wanted = set(re.findall(r'"/dev/(kiosk-[\w-]+)"', (CONFIG / "devices.toml").read_text("utf-8")))
    assert wanted <= named
    devices = {name.removeprefix("kiosk-").replace("-", "_") for name in named} | {"speaker"}
    assert set(tomllib.loads((CONFIG / "devices.toml").read_text("utf-8"))["devices"]) <= devices


def test_a_rule_is_written_as_udev_reads_it() -> None:
    """udevadm of Debian 12 cannot check rules: keys, operators and quotes at least."""
    word = re.compile(r'(?:SUBSYSTEM|KERNEL|TAG|GROUP|MODE|SYMLINK|ENV\{\w+\}|ATTR\{\w+\})(?:==|!=|\+=|=)"[^"]*"')
    rules = [line for line in (SYSTEMD / "60-kiosk.rules").read_text("utf-8").splitlines() if line and line[0] != "#"]
    assert len(rules) > 8
    for rule in rules:
        assert all(word.fullmatch(part) for part in rule.split(", ")), rule
        assert "==" in rule


def test_a_port_has_one_device() -> None:
    text = (SYSTEMD / "60-kiosk.rules").read_text("utf-8")
    ports = [port.removesuffix(":1.0") for port in re.findall(r'ENV\{ID_PATH\}=="\*usb-0:([\d.:]+)"', text)]
    assert len(ports) == len(set(ports)) >= 11


def test_an_example_of_settings_is_all_comment_and_toml_without_it() -> None:
    for name in ("kiosk", "backoffice"):
        lines = (SYSTEMD / f"{name}.example.toml").read_text("utf-8").splitlines()
        assert all(not line or line[0] == "#" for line in lines)


def test_the_journal_alone_never_closes_a_terminal() -> None:
    text = (SYSTEMD / "kiosk.journald.conf").read_text("utf-8")
    kept_free = re.search(r"^SystemKeepFree=(\d+)G$", text, re.MULTILINE)
    assert kept_free
    assert re.search(r"^SystemMaxUse=\d+M$", text, re.MULTILINE)
    disk = tomllib.loads((CONFIG / "kiosk.toml").read_text("utf-8"))["disk"]
    assert int(kept_free[1]) * 1000 > disk["again_above_mb"] > disk["refuse_below_mb"]


def test_only_the_payment_process_may_use_the_bank_card_reader_without_a_session() -> None:
    text = (SYSTEMD / "kiosk.polkit.rules").read_text("utf-8")
    assert set(re.findall(r'subject\.user == "([\w-]+)"', text)) == {"kiosk", "kiosk-payment"}
    assert text.count("{") == text.count("}")
    assert text.count("(") == text.count(")")
