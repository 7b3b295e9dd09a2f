"""The check of the QML files finds what it is there to find."""

from pathlib import Path

import pytest

from tools import qml_check


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(qml_check, "ROOT", tmp_path)
    return tmp_path / "Sample.qml"


@pytest.mark.parametrize(
    "line", ['property color onPrimary: "red"', "readonly property bool onLine: true", "property alias onTop: a.b"]
)
def test_a_property_named_like_a_handler_is_found(file: Path, line: str) -> None:
    file.write_text(f"import QtQuick\n\nItem {{\n    {line}\n}}\n", "utf-8")
    assert len(qml_check.misnamed([file])) == 1


def test_handlers_and_other_names_are_left_alone(file: Path) -> None:
    file.write_text(
        "import QtQuick\n\nItem {\n    property bool online: true\n    onWidthChanged: online = false\n}\n", "utf-8"
    )
    assert qml_check.misnamed([file]) == []


def test_bad_format_is_found(file: Path) -> None:
    file.write_text("import QtQuick\nItem {   width:3 }\n", "utf-8")
    assert qml_check.unformatted([file])


def test_a_wrong_name_is_found(tmp_path: Path) -> None:
    sample = tmp_path / "Sample.qml"
    sample.write_text("import QtQuick\n\nItem {\n    width: nothing.at.all\n}\n", "utf-8")
    assert qml_check.lint([sample], tmp_path)
