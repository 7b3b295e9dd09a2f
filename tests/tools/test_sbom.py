"""The bill of materials: valid by CycloneDX's own schema, whole, with the lock's hashes, and without the GPL on a terminal."""

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from PIL import features

from tests.paths import ROOT
from tools.bill_of_materials.__main__ import main
from tools.bill_of_materials.bill import HOUSES
from tools.bill_of_materials.licences import forces_gpl
from tools.bill_of_materials.locked import NotLocked, parse_locked

SCHEMAS = files("cyclonedx.schema") / "_res"
Bill = dict[str, Any]


@pytest.fixture(scope="module")
def bills(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Bill]:
    folder = tmp_path_factory.mktemp("sbom")
    assert main(["--out", str(folder)]) == 0
    return {name: json.loads((folder / f"{name}.cdx.json").read_text("utf-8")) for name in HOUSES}


def schema(name: str) -> Any:
    return json.loads((SCHEMAS / f"{name}.SNAPSHOT.schema.json").read_text("utf-8"))


def licences_of(component: Bill) -> list[str]:
    said = component.get("licenses", ())
    return [one.get("expression") or one["license"].get("id") or one["license"]["name"] for one in said]


def everything(bill: Bill) -> Iterator[Bill]:
    for component in bill["components"]:
        yield component
        yield from component.get("components", ())


def test_both_are_valid_and_every_reference_is_one_components(bills: dict[str, Bill]) -> None:
    beside = ("spdx", "jsf-0.82", "cryptography-defs")
    spoken = [(f"http://cyclonedx.org/schema/{name}.SNAPSHOT.schema.json", schema(name)) for name in beside]
    validator = jsonschema_rs.validator_for(schema("bom-1.6"), registry=jsonschema_rs.Registry(spoken))
    for bill in bills.values():
        assert list(validator.iter_errors(bill)) == []
        assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
        own = [component["bom-ref"] for component in everything(bill)]
        assert len(own) == len(set(own))
        known = {*own, bill["metadata"]["component"]["bom-ref"]}
        assert {ref for one in bill["dependencies"] for ref in (one["ref"], *one.get("dependsOn", ()))} <= known
        assert list(validator.iter_errors({**bill, "components": [{"name": "nothing else"}]}))


@pytest.mark.parametrize("house", HOUSES)
def test_every_locked_package_is_named_once_with_its_hashes_and_a_licence(bills: dict[str, Bill], house: str) -> None:
    named = {one["purl"]: one for one in bills[house]["components"] if one["purl"].startswith("pkg:pypi/")}
    locked = parse_locked((ROOT / "requirements" / f"{house}.txt").read_text("utf-8"))
    lines = (ROOT / "requirements" / f"{house}.txt").read_text("utf-8").splitlines()
    assert len(locked) == len([line for line in lines if "==" in line and not line.startswith(" ")])
    assert sorted(named) == sorted(f"pkg:pypi/{one.name}@{one.version}" for one in locked)
    assert len([one for one in bills[house]["components"] if one["purl"] in named]) == len(locked)
    for one in locked:
        component = named[f"pkg:pypi/{one.name}@{one.version}"]
        (kept,) = component["externalReferences"]
        assert {hashed["content"] for hashed in kept["hashes"]} == set(one.hashes)
        assert (component["scope"], len(licences_of(component))) == (("required", 1) if one.is_installed else ("excluded", 0))


def test_what_is_served_to_browsers_is_in_the_offices_bill(bills: dict[str, Bill]) -> None:
    scripts = {one["name"] for one in bills["office"]["components"] if one["purl"].startswith("pkg:npm/")}
    assert scripts == {"htmx.org", "htmx-ext-sse"}


def test_what_a_package_needs_stands_beside_it(bills: dict[str, Bill]) -> None:
    needs = {one["ref"].rpartition("@")[0]: one.get("dependsOn", []) for one in bills["terminal"]["dependencies"]}
    assert {ref.rpartition("@")[0] for ref in needs["pkg:pypi/pydantic"]} >= {"pkg:pypi/pydantic-core"}


def test_nothing_on_a_terminal_forces_the_gpl_upon_it(bills: dict[str, Bill]) -> None:
    found = [(one["name"], said) for one in everything(bills["terminal"]) for said in licences_of(one) if forces_gpl(said)]
    assert found == [("libimagequant", "GPL-3.0-or-later")]
    optional = [one for one in everything(bills["terminal"]) if one["name"] == "libimagequant"]
    assert ([one["scope"] for one in optional], features.check("libimagequant")) == (["optional"], False), "Pillow lacks it"


def test_every_licence_stands_in_the_notice(bills: dict[str, Bill]) -> None:
    notice = (ROOT / "NOTICE").read_text("utf-8")
    for component in (one for bill in bills.values() for one in bill["components"]):
        words = {word for said in licences_of(component) for word in re.findall(r"[\w.-]+", said)} - {"AND", "OR"}
        assert [word for word in words if not word.startswith("GPL") and word not in notice] == [], component["name"]
        if any(word.startswith("LGPL") for word in words):
            assert component["name"].removesuffix("-binary").split("-")[0] in notice.lower(), "named beside its licence"


@pytest.mark.parametrize(
    ("expression", "forced"),
    [
        ("MIT", False),
        ("GPL-3.0-only", True),
        ("AGPL-3.0-or-later", True),
        ("LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only", False),
        ("GPL-2.0-only OR AGPL-3.0-only", True),
        ("MIT AND GPL-2.0-or-later", True),
        ("MIT AND (BSD-3-Clause OR GPL-2.0-only)", False),
        ("GPL-2.0-only WITH Classpath-exception-2.0", True),
        ("LGPL-2.1-or-later", False),
    ],
)
def test_what_forces_the_gpl(expression: str, forced: bool) -> None:
    assert forces_gpl(expression) is forced


@pytest.mark.parametrize("text", ["segno==1.6.6\n", "segno>=1.6 --hash=sha256:" + "0" * 64, "https://somewhere/x.whl"])
def test_a_line_that_is_not_locked_is_refused(text: str) -> None:
    with pytest.raises(NotLocked):
        parse_locked(text)


def test_a_wrong_name_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["kitchen", "--out", str(tmp_path)])
    assert ended.value.code == 2
