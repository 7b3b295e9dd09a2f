"""The software as it lies on the machine: releases beside each other, one of them `current`, and their Python environments.

A release is named after its content, an environment after its requirements: what is there is right, what differs is new. Both
appear whole, by one rename; switching is one link. The release before stays, to go back to by hand.
"""

import compileall
import hashlib
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tools.installation.houses import CHECKOUT, DOCUMENTS, House
from tools.installation.machine import Impossible, Machine

PROJECT = "cq-traffic-kiosk"
KEPT = 2
HEX = 12


def files_of(house: House) -> Iterator[Path]:
    """Give every file of a release, relative to the checkout, in an order that is always the same."""
    named = [Path(name) for name in (*DOCUMENTS, house.requirements)]
    for room in house.rooms:
        named += [path.relative_to(CHECKOUT) for path in (CHECKOUT / room).rglob("*") if path.is_file()]
    return (path for path in sorted(named) if "__pycache__" not in path.parts and (CHECKOUT / path).exists())


def version() -> str:
    """Return the version of the checkout."""
    return str(tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]["version"])


def lay_release(house: House, machine: Machine) -> str:
    """Have the checkout's software on the machine and return its name; nothing uses it yet."""
    total = hashlib.sha256()
    for path in files_of(house):
        total.update(f"{path}\0".encode() + hashlib.sha256((CHECKOUT / path).read_bytes()).digest())
    name = f"{version()}-{total.hexdigest()[:HEX]}"
    if not machine.at(f"{house.home}/releases/{name}").is_dir():
        machine.changes.append(f"lay {house.home}/releases/{name}")
        if not machine.dry_run:
            _copy(house, machine, name)
    return name


def _copy(house: House, machine: Machine, name: str) -> None:
    target = machine.at(f"{house.home}/releases/{name}")
    part = target.with_name(f"{name}.part")
    if part.exists():
        machine.remove(f"{house.home}/releases/{name}.part")
    for path in files_of(house):
        copy = part / path
        copy.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        copy.write_bytes((CHECKOUT / path).read_bytes())
        copy.chmod(0o644)
    about = part / f"{PROJECT.replace('-', '_')}-{version()}.dist-info" / "METADATA"  # so that the software knows its version
    about.parent.mkdir(mode=0o755)
    about.write_text(f"Metadata-Version: 2.1\nName: {PROJECT}\nVersion: {version()}\n", "utf-8")
    if not compileall.compile_dir(part, quiet=2, stripdir=str(part), prependdir=f"{house.home}/current"):
        raise Impossible("the checkout does not compile")  # the services may not write there: it is done now
    part.rename(target)


def lay_environment(house: House, machine: Machine, requirements: Path, wheels: Path | None) -> str:
    """Have a Python environment with exactly these requirements, checked by hash, and return its name."""
    content = requirements.read_bytes()
    name = hashlib.sha256(sys.version.encode() + content).hexdigest()[:HEX]
    target = machine.at(f"{house.home}/venvs/{name}")
    if target.is_dir():
        return name
    part = target.with_name(f"{name}.part")
    if part.exists():
        machine.remove(f"{house.home}/venvs/{name}.part")
    machine.run(["python3", "-m", "venv", str(part)], f"make {house.home}/venvs/{name}")
    source = ["--no-index", "--find-links", str(wheels)] if wheels else []
    pip = [str(part / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "--quiet", "--no-input"]
    machine.run([*pip, "install", "--require-hashes", "--no-deps", *source, "-r", str(requirements)])
    if not machine.dry_run:
        site = next((part / "lib").glob("python3*/site-packages"))
        (site / f"{house.name}.pth").write_text(f"{house.home}/current\n", "utf-8")
        part.rename(target)
    return name


def prune(house: House, machine: Machine, kind: str, used: str) -> None:
    """Remove old releases or environments, but for the one in use and the newest before it."""
    folder = machine.at(f"{house.home}/{kind}")
    others = [path for path in folder.iterdir() if path.name != used] if folder.is_dir() else []
    others.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for path in others[KEPT - 1 :]:
        machine.remove(f"{house.home}/{kind}/{path.name}")
