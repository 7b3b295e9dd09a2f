"""``python -m tools.qml_check``: generate the types of the Python side, then qmllint and qmlformat over every QML file.

The types are generated into a temporary folder: nothing of them lies in the source tree. Exit status 1 on any finding.
"""

import argparse
import difflib
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import PySide6

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
MODULE = "Kiosk.Bridge"
SOURCES = ("flow", "text_source", "surroundings", "ink", "camera_view", "keystrokes", "places", "spelling", "typist", "writing")
QT = Path(PySide6.__file__).parent / "Qt"
FOREIGN = ("core", "gui", "qml", "quick")
QMLDIR = f"module {MODULE}\ntypeinfo plugins.qmltypes\ndepends QtQuick\n"


def generate_types(folder: Path) -> list[str]:
    """Write the module's qmltypes below `folder`; return what went wrong."""
    module = folder.joinpath(*MODULE.split("."))
    module.mkdir(parents=True)
    metatypes = module / "metatypes.json"
    dump = [BIN / "pyside6-metaobjectdump", *(ROOT / "ui" / "bridge" / f"{name}.py" for name in SOURCES), "-o", metatypes]
    problems = _run(dump)
    if problems:
        return problems
    foreign = ",".join(str(QT / "metatypes" / f"qt6{name}_metatypes.json") for name in FOREIGN)
    command = [
        BIN / "pyside6-qmltyperegistrar",
        f"--generate-qmltypes={module / 'plugins.qmltypes'}",
        f"--foreign-types={foreign}",
        "--import-name",
        MODULE,
        "--major-version",
        "1",
        "-o",
        module / "registrations.cpp",
        metatypes,
    ]
    (module / "qmldir").write_text(QMLDIR, "utf-8")
    return _run(command)


def lint(files: list[Path], types: Path) -> list[str]:
    """Return every finding of qmllint; it wants absolute paths and a limit of no warnings."""
    command = [BIN / "pyside6-qmllint", "-W", "0", "-I", ROOT / "ui", "-I", types, *files]
    return _run(command)


def unformatted(files: list[Path]) -> list[str]:
    """Return the difference to what qmlformat would write."""
    found: list[str] = []
    for file in files:
        formatted = subprocess.run(
            [BIN / "pyside6-qmlformat", "-l", "unix", file], capture_output=True, text=True, check=True
        ).stdout
        written = file.read_text("utf-8")
        name = str(file.relative_to(ROOT))
        found += difflib.unified_diff(written.splitlines(), formatted.splitlines(), name, "formatted", lineterm="")
    return found


def misnamed(files: list[Path]) -> list[str]:
    """Return properties that the engine would silently take for signal handlers (``onPrimary``)."""
    found = []
    for file in files:
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            words = line.replace(":", " ").split()
            if "property" in words and any(word.startswith("on") and word[2:3].isupper() for word in words[:5]):
                found.append(f"{file.relative_to(ROOT)}:{number}: a property must not be named like a handler")
    return found


def _run(command: Sequence[object]) -> list[str]:
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
    output = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    return output or [f"{command[0]} failed"] if done.returncode else []


def main() -> int:
    """Check everything below ui/."""
    parser = argparse.ArgumentParser(prog="python -m tools.qml_check", description=__doc__)
    parser.add_argument("--fix", action="store_true", help="write what qmlformat says")
    arguments = parser.parse_args()
    files = sorted((ROOT / "ui").rglob("*.qml"))
    if arguments.fix:
        subprocess.run([BIN / "pyside6-qmlformat", "-i", "-l", "unix", *files], check=True)
    with tempfile.TemporaryDirectory() as folder:
        problems = generate_types(Path(folder))
        problems += [] if problems else lint(files, Path(folder))
    problems += misnamed(files) + unformatted(files)
    print("\n".join(problems) if problems else json.dumps({"qml_files": len(files), "findings": 0}))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
