"""The shape of the house: sizes, names, twins. Rules that a reviewer would otherwise have to remember."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.services import WITHOUT_APPLICATION, ServiceSlug
from tests.paths import CONFIG, ROOT

ROOMS = ("ui", "kiosk", "payment", "drivers", "backend_client", "domain", "backoffice", "simulators", "tools")
NAMELESS = {"utils", "helpers", "common", "manager", "misc", "base", "core"}
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 50


def sources() -> Iterator[Path]:
    for room in ROOMS:
        yield from (path for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts)


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [ROOT / name for name in listed.decode().split("\0") if name and (ROOT / name).is_file()]


def test_no_file_is_too_long_to_read() -> None:
    long = {str(p.relative_to(ROOT)): n for p in sources() if (n := len(p.read_text().splitlines())) > MAX_FILE_LINES}
    assert not long


def test_no_function_is_too_long_to_see() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= MAX_FUNCTION_LINES
    ]
    assert not long


def test_every_module_says_what_it_is_for() -> None:
    silent = [str(p.relative_to(ROOT)) for p in sources() if not ast.get_docstring(ast.parse(p.read_text()))]
    assert not silent


def test_no_module_is_called_nothing() -> None:
    assert [p for p in sources() if p.stem in NAMELESS] == []


def test_only_the_clock_asks_what_time_it_is() -> None:
    asks = re.compile(r"\b(datetime\.now|datetime\.utcnow|date\.today|time\.time\(|time\.monotonic\()")
    allowed = {ROOT / "domain" / "clock.py"}
    guilty = [
        str(path.relative_to(ROOT))
        for path in sources()
        if path not in allowed
        and path.relative_to(ROOT).parts[0] not in {"simulators", "tools"}
        and asks.search(path.read_text())
    ]
    assert not guilty


def test_every_step_has_its_screen() -> None:
    steps = {path.stem for path in (ROOT / "kiosk" / "steps").glob("*.py")} - {"__init__"}
    screens = {path.stem for path in (ROOT / "ui" / "Kiosk" / "Screens").glob("*.qml")}
    twins = {"".join(word.capitalize() for word in step.split("_")) for step in steps}
    assert twins - screens == set()


def test_every_screen_belongs_to_a_step() -> None:
    """`Main` holds the others; a step that asks several questions has a screen for each, named after it."""
    steps = {path.stem.replace("_", "") for path in (ROOT / "kiosk" / "steps").glob("*.py")} - {"init"}
    stage = {"Main", "PagePlace"}  # every page stands on it
    screens = {path.stem for path in (ROOT / "ui" / "Kiosk" / "Screens").glob("*.qml")} - stage
    names = tuple(steps | {step.removesuffix("s") for step in steps})  # ViolationRow belongs to violations
    assert [name for name in screens if not name.lower().startswith(names)] == []


def test_one_service_never_imports_another() -> None:
    for room in ("kiosk/services", "domain/rules", "backoffice/review/services"):
        slugs = {path.stem for path in (ROOT / room).glob("*.py")} & set(ServiceSlug)
        for slug in slugs:
            text = (ROOT / room / f"{slug}.py").read_text()
            others = "|".join(set(ServiceSlug) - {slug})
            assert not re.search(rf"^(from|import)\b.*\b({others})\b", text, re.MULTILINE), f"{room}/{slug}.py"


@pytest.mark.parametrize("place", ["kiosk/services/{}.py", "domain/rules/{}.py", "docs/services/{}.md"])
def test_a_built_service_is_found_where_its_slug_says(place: str) -> None:
    built = [path.stem for path in (CONFIG / "services").glob("*.toml")]
    assert built
    assert all(slug in set(ServiceSlug) for slug in built)
    assert [slug for slug in built if not (ROOT / place.format(slug)).exists()] == []


def test_what_is_lodged_has_a_desk_and_what_is_answered_at_once_has_none() -> None:
    built = {path.stem for path in (CONFIG / "services").glob("*.toml")}
    desks = {path.stem for path in (ROOT / "backoffice" / "review" / "services").glob("*.py")} - {"__init__"}
    assert desks == built - WITHOUT_APPLICATION


def test_the_import_contracts_hold() -> None:
    done = subprocess.run(
        [ROOT / ".venv/bin/lint-imports", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:]


def test_locks_carry_no_address_of_a_registry() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        assert "://" not in lock.read_text(), lock.name
    assert not [path for path in tracked() if path.name == "uv.lock"]


def test_no_path_of_a_machine_and_no_secret_is_committed() -> None:
    private = re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----|/wor[k]/|/roo[t]/|/hom[e]/[a-z]")
    guilty = [str(path.relative_to(ROOT)) for path in tracked() if private.search(path.read_bytes())]
    assert not guilty


def test_no_picture_and_no_file_is_heavy() -> None:
    assert [str(p.relative_to(ROOT)) for p in tracked() if p.stat().st_size > 2_000_000] == []
