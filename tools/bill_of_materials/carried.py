"""What a wheel carries within itself (OpenSSL, Qt, Rust crates): from the bills that it brings along, PEP 770."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution
from typing import Any

from packageurl import PackageURL

from tools.bill_of_materials.licences import is_expression

FOLDER = "sboms"


@dataclass(frozen=True, order=True)
class Carried:
    """One library inside a wheel. Licence: an SPDX expression, or nothing where the bill says none."""

    name: str
    version: str
    purl: str
    licence: str
    is_optional: bool  # what the package can be built with; whether it was, the bill does not say


def carried_by(distribution: Distribution) -> list[Carried]:
    """Return what the package's own CycloneDX bills name, each once, by name."""
    files = [path for path in distribution.files or () if path.parent.name == FOLDER and path.suffix == ".json"]
    found = {one for path in files for one in _of_bill(json.loads(path.read_text("utf-8")))}
    return sorted(one for one in found if one.name != distribution.name)  # some name the wheel itself


def _of_bill(bill: dict[str, Any]) -> Iterator[Carried]:
    for component in bill.get("components", ()):
        scope, purl = component.get("scope", "required"), component.get("purl", "")
        if scope != "excluded":
            yield Carried(
                component["name"],
                component.get("version", ""),
                purl if _is_purl(purl) else "",
                _licence(component.get("licenses", ())),
                scope == "optional",
            )


def _licence(said: list[dict[str, Any]]) -> str:
    words = [one.get("expression") or one.get("license", {}).get("id") or "" for one in said]
    whole = " AND ".join(f"({word})" if len(words) > 1 else word for word in words)
    return whole if whole and is_expression(whole) else ""


def _is_purl(text: str) -> bool:
    try:
        return bool(PackageURL.from_string(text))
    except ValueError:
        return False
