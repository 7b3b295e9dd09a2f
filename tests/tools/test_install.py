"""`tools/install` into a folder that becomes a machine: everything at its place, of its owner; run again, nothing changes."""

import base64
import hashlib
import io
import os
import re
import stat
import subprocess
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from tests.paths import ROOT
from tools.installation import houses, release
from tools.installation.__main__ import main
from tools.installation.houses import HOUSES, House

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only as root: files of several users are made")


def bare_machine(folder: Path) -> Path:
    """Make the few files of a bare Debian that tools look at."""
    (folder / "etc").mkdir(parents=True)
    (folder / "etc/passwd").write_text("root:x:0:0:root:/root:/bin/sh\n", "ascii")
    (folder / "etc/group").write_text("root:x:0:\nlp:x:7:\ndialout:x:20:\n", "ascii")
    return folder


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    return bare_machine(tmp_path / "machine")


@pytest.fixture(scope="session")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one tiny package, as a machine without a network is given one."""
    folder = tmp_path_factory.mktemp("wheels")
    wheel = folder / "tiny_package-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as file:
        file.writestr("tiny_package.py", "SIZE = 1\n")
        about = "tiny_package-1.0.dist-info"
        file.writestr(f"{about}/METADATA", "Metadata-Version: 2.1\nName: tiny-package\nVersion: 1.0\n")
        file.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        file.writestr(f"{about}/RECORD", f"tiny_package.py,,\n{about}/METADATA,,\n{about}/WHEEL,,\n{about}/RECORD,,\n")
    return folder


@pytest.fixture(scope="session")
def requirements(wheels: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return requirement_of(tmp_path_factory.mktemp("requirements"), next(wheels.iterdir()).read_bytes())


def requirement_of(folder: Path, content: bytes) -> Path:
    path = folder / "terminal.txt"
    path.write_text(f"tiny-package==1.0 --hash=sha256:{hashlib.sha256(content).hexdigest()}\n", "ascii")
    return path


def install(house: str, root: Path, requirements: Path, wheels: Path, *more: str) -> int:
    return main([house, "--root", str(root), "--requirements", str(requirements), "--wheels", str(wheels), *more])


def everything(root: Path) -> Mapping[str, tuple[int, int, int, str]]:
    """Describe every file: mode, owner, group, and what is in it."""
    return dict(_described(root))


def _described(root: Path) -> Iterator[tuple[str, tuple[int, int, int, str]]]:
    for path in sorted(root.rglob("*")):
        about = path.lstat()
        if path.is_symlink():
            content = str(path.readlink())
        else:
            content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        yield str(path.relative_to(root)), (about.st_mode, about.st_uid, about.st_gid, content)


def ids(root: Path, file: str) -> Mapping[str, int]:
    return {line.split(":")[0]: int(line.split(":")[2]) for line in (root / "etc" / file).read_text().splitlines()}


@pytest.fixture(scope="session")
def announced() -> list[str]:
    """What a dry run of both houses said before they were installed."""
    return []


@pytest.fixture(scope="session")
def told() -> list[str]:
    """What was said when they were."""
    return []


@pytest.fixture(scope="session")
def installed(
    tmp_path_factory: pytest.TempPathFactory, requirements: Path, wheels: Path, announced: list[str], told: list[str]
) -> Path:
    """A machine with both houses, which no test changes."""
    root = bare_machine(tmp_path_factory.mktemp("installed") / "machine")
    for house in HOUSES:
        before = everything(root)
        announced += said_by(house, root, requirements, wheels, "--dry-run")
        assert everything(root) == before, "a dry run does nothing"
        told += said_by(house, root, requirements, wheels)
    return root


def said_by(house: str, root: Path, requirements: Path, wheels: Path, *more: str) -> list[str]:
    said = io.StringIO()
    with redirect_stdout(said):
        assert install(house, root, requirements, wheels, *more) == 0
    return said.getvalue().splitlines()


@pytest.mark.parametrize("house", HOUSES)
def test_a_second_run_changes_nothing(house: str, installed: Path, requirements: Path, wheels: Path) -> None:
    before = everything(installed)
    assert said_by(house, installed, requirements, wheels) == [f"{house}: nothing to do"]
    assert everything(installed) == before


@pytest.mark.usefixtures("installed")
def test_a_dry_run_says_everything_that_will_be_done(announced: list[str], told: list[str]) -> None:
    assert [line.removeprefix("would ") for line in announced] == told


def test_everybody_has_what_is_his(installed: Path) -> None:
    machine = installed
    users, groups = ids(machine, "passwd"), ids(machine, "group")
    wanted = {
        "var/lib/kiosk": ("kiosk", "kiosk", 0o700),
        "var/cache/kiosk": ("kiosk", "kiosk", 0o700),
        "var/lib/kiosk-payment": ("kiosk-payment", "kiosk", 0o750),
        "var/lib/kiosk-payment/payment": ("kiosk-payment", "kiosk", 0o750),
        "etc/kiosk": ("root", "kiosk", 0o750),
        "etc/kiosk/kiosk.toml": ("root", "kiosk", 0o640),
        "var/spool/cups": ("root", "lp", 0o710),
        "opt/kiosk/current/kiosk/cabinet.py": ("root", "root", 0o644),
    }
    for path, (user, group, mode) in wanted.items():
        about = (machine / path).stat()
        assert (about.st_uid, about.st_gid, stat.S_IMODE(about.st_mode)) == (users[user], groups[group], mode), path
    assert (machine / "var/lib/kiosk/payment").readlink() == Path("/var/lib/kiosk-payment/payment")
    members = {line.split(":")[0]: line.split(":")[3] for line in (machine / "etc/group").read_text().splitlines()}
    assert members["dialout"] == "kiosk,kiosk-payment"
    assert members["kiosk"] == "kiosk-payment"


def test_what_a_unit_starts_is_there(installed: Path) -> None:
    for unit in (installed / "etc/systemd/system").glob("*.service"):
        if unit.is_symlink():
            continue  # masked
        found = re.search(r"(/opt/\S+/python) -m ([\w.]+)", unit.read_text("utf-8"))
        assert found, unit.name
        python = installed / found[1].lstrip("/")
        assert os.access(python, os.X_OK)
        code = f"import sys; sys.path.insert(0, {str(python.parents[2] / 'current')!r}); import importlib.util as u;" + (
            f"import tiny_package; assert u.find_spec({found[2]!r})"
        )
        subprocess.run([python, "-c", code], check=True)


def test_the_units_begin_at_boot(installed: Path) -> None:
    system = installed / "etc/systemd/system"
    begun = {path.name for path in system.glob("*.wants/*")}
    assert {"kiosk.service", "kiosk-courier.service", "kiosk-payment.service", "var-spool-cups.mount"} <= begun
    assert "kiosk-safe-screen.service" not in begun
    assert (system / "default.target").readlink().name == "graphical.target"
    assert (system / "ctrl-alt-del.target").readlink() == Path("/dev/null")


def test_own_settings_are_never_written_over(installed: Path, requirements: Path, wheels: Path) -> None:
    own = installed / "etc/kiosk/kiosk.toml"
    shipped = own.read_bytes()
    own.write_text('[office]\nurl = "https://office.test"\n', "utf-8")
    assert install("terminal", installed, requirements, wheels) == 0
    assert tomllib.loads(own.read_text("utf-8"))["office"]["url"] == "https://office.test"
    own.write_bytes(shipped)


def test_a_new_release_takes_over_in_one_instant_and_the_one_before_stays(
    machine: Path, requirements: Path, wheels: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = []
    for version in ("0.1.0", "0.2.0", "0.3.0"):
        monkeypatch.setattr(release, "version", lambda version=version: version)
        assert install("office", machine, requirements, wheels) == 0
        current = (machine / "opt/backoffice/current").readlink().name
        names.append(current)
        about = next((machine / "opt/backoffice/current").glob("*.dist-info")) / "METADATA"
        assert f"Version: {version}\n" in about.read_text("utf-8")
    assert sorted(path.name for path in (machine / "opt/backoffice/releases").iterdir()) == sorted(names[1:])


def test_a_package_that_was_tampered_with_is_refused_and_the_next_run_begins_anew(
    machine: Path, requirements: Path, wheels: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert install("office", machine, requirement_of(tmp_path, b"another content"), wheels) == 1
    assert "hash" in capsys.readouterr().err.lower()
    assert not (machine / "opt/backoffice/current").exists(), "nothing is switched"
    assert not (machine / "etc/systemd").exists(), "nothing is touched that runs"
    (next((machine / "opt/backoffice/releases").iterdir())).rename(machine / "opt/backoffice/releases/0-broken.part")
    assert install("office", machine, requirements, wheels) == 0
    assert (machine / "opt/backoffice/current/backoffice/app.py").exists()


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert main(["terminal", "--root", str(tmp_path / "nowhere")]) == 1


@pytest.mark.parametrize("house", HOUSES.values(), ids=HOUSES.keys())
def test_a_release_holds_no_more_than_its_machine_needs(house: House) -> None:
    rooms = {path.parts[0] for path in release.files_of(house)}
    assert not rooms & {"tests", "tools", "simulators"}
    assert ("payment" in rooms) == (house.name == "kiosk")


def test_every_file_of_systemd_is_installed_somewhere() -> None:
    placed = {name for house in HOUSES.values() for name in (*house.files, *house.units)}
    examples = {"kiosk.example.toml", "backoffice.example.toml", "backoffice.nginx.conf"}  # copied by tmpfiles
    assert {path.name for path in (ROOT / "systemd").iterdir()} == placed | examples


def test_the_packages_are_those_of_the_simulated_terminal_too() -> None:
    assert "libxkbcommon0" in houses.TERMINAL.packages
    assert "tegaki-zinnia-simplified-chinese" in houses.TERMINAL.packages
    assert len(set(houses.TERMINAL.packages)) == len(houses.TERMINAL.packages)


def test_the_hash_in_the_lock_is_base16() -> None:
    """What `--require-hashes` is given: every requirement of both houses has one."""
    for house in HOUSES.values():
        text = (ROOT / house.requirements).read_text("utf-8").replace("\\\n", " ")
        for line in text.splitlines():
            if line.strip() and "sys_platform ==" not in line:
                found = re.findall(r"--hash=sha256:([0-9a-f]{64})\b", line)
                assert found, line.split()[0]
                assert base64.b16decode(found[0].upper())
