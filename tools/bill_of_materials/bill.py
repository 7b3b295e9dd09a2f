"""Makes the bill: every locked package with version, hashes, licence, what it needs and what its wheel carries."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.contrib.this.builders import this_component
from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.model.license import License
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.bill_of_materials.carried import Carried, carried_by
from tools.bill_of_materials.licences import licence_of
from tools.bill_of_materials.locked import Locked, parse_locked

ROOT = Path(__file__).parents[2]
VENDORED = ROOT / "backoffice" / "desk" / "static" / "vendor" / "VENDORED.toml"


@dataclass(frozen=True)
class House:
    """Something that is installed somewhere: the terminal with everything beside it, or the office."""

    name: str  # of its file in requirements/
    carries_scripts: bool  # those of the desk's pages


HOUSES: Mapping[str, House] = {
    "terminal": House("terminal", carries_scripts=False),
    "office": House("office", carries_scripts=True),
}


class NotInstalled(LookupError):
    """A locked package is not in this environment, or in another version, so nobody can read its licence; carries its name."""


def make_bill(house: House, moment: datetime) -> Bom:
    """Return the bill of one house; raises :class:`NotInstalled`, `UnknownLicence` and `NotLocked`."""
    locked = parse_locked((ROOT / "requirements" / f"{house.name}.txt").read_text("utf-8"))
    here = {one.name: _distribution(one) for one in locked if one.is_installed}
    components = {one.name: _package(one, here.get(one.name)) for one in locked}
    bom = Bom()
    bom.metadata.timestamp = moment
    bom.metadata.tools.components.add(this_component())
    bom.metadata.component = root = _project(house)
    bom.components.update(components.values())
    scripts = list(_scripts()) if house.carries_scripts else []
    bom.components.update(scripts)
    bom.register_dependency(root, [*(components[name] for name in here), *scripts])
    for name, found in here.items():
        bom.register_dependency(components[name], [components[other] for other in needed_by(found) if other in here])
    return bom


def as_json(bom: Bom) -> str:
    """Return the bill as CycloneDX 1.6."""
    return JsonV1Dot6(bom).output_as_string(indent=1) + "\n"


def needed_by(found: Distribution) -> Iterator[str]:
    """Name what a package needs on this machine, whatever extras it was asked for."""
    for line in found.requires or ():
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield canonicalize_name(requirement.name)


def _distribution(locked: Locked) -> Distribution:
    try:
        found = distribution(locked.name)
    except PackageNotFoundError as error:
        raise NotInstalled(locked.name) from error
    if found.version != locked.version:
        raise NotInstalled(locked.name)
    return found


def _project(house: House) -> Component:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return Component(
        type=ComponentType.APPLICATION,
        bom_ref=f"{project['name']}/{house.name}",
        name=f"{project['name']} ({house.name})",
        version=project["version"],
        licenses=_licences(project["license"]),
    )


def _package(locked: Locked, found: Distribution | None) -> Component:
    """Describe one locked package; one that this platform leaves out is named as excluded, without a licence."""
    purl = PackageURL("pypi", None, locked.name, locked.version)
    files = ExternalReference(
        type=ExternalReferenceType.DISTRIBUTION,
        url=XsUri(f"https://pypi.org/project/{locked.name}/{locked.version}/"),
        comment="one of the files with these hashes",
        hashes=_hashes(locked.hashes),
    )
    return Component(
        type=ComponentType.LIBRARY,
        bom_ref=purl.to_string(),
        name=locked.name,
        version=locked.version,
        purl=purl,
        scope=ComponentScope.REQUIRED if found else ComponentScope.EXCLUDED,
        external_references=[files],
        licenses=_licences(licence_of(locked.name, found.metadata)) if found else (),
        components=[_carried(purl, one) for one in carried_by(found)] if found else (),
    )


def _carried(within: PackageURL, one: Carried) -> Component:
    return Component(
        type=ComponentType.LIBRARY,
        bom_ref=f"{within.to_string()}#{one.purl or one.name}@{one.version}",
        name=one.name,
        version=one.version or None,
        purl=PackageURL.from_string(one.purl) if one.purl else None,
        scope=ComponentScope.OPTIONAL if one.is_optional else ComponentScope.REQUIRED,
        licenses=_licences(one.licence) if one.licence else (),
    )


def _scripts() -> Iterator[Component]:
    for script in tomllib.loads(VENDORED.read_text("utf-8"))["script"]:
        purl = PackageURL("npm", None, script["name"], script["version"])
        yield Component(
            type=ComponentType.LIBRARY,
            bom_ref=purl.to_string(),
            name=script["name"],
            version=script["version"],
            purl=purl,
            scope=ComponentScope.REQUIRED,
            hashes=_hashes([script["sha256"]]),
            licenses=_licences(script["licence"]),
        )


def _hashes(hashes: Iterable[str]) -> list[HashType]:
    return [HashType(alg=HashAlgorithm.SHA_256, content=one) for one in hashes]


def _licences(expression: str) -> list[License]:
    return [LicenseFactory().make_from_string(expression)]
