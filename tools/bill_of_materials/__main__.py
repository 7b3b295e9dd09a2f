"""`tools/sbom [terminal|office …] [--out DIR]`: writes the bill of materials of each, as `<name>.cdx.json`."""

import argparse
import sys
from pathlib import Path

from domain.clock import SystemClock
from tools.bill_of_materials.bill import HOUSES, ROOT, NotInstalled, as_json, make_bill
from tools.bill_of_materials.licences import UnknownLicence


def main(arguments: list[str] | None = None) -> int:
    """Write the bills; status 1 names a package that is not installed as locked, or whose licence nobody knows."""
    parser = argparse.ArgumentParser(prog="tools/sbom", description=__doc__)
    parser.add_argument("houses", nargs="*", metavar="|".join(HOUSES), help="nothing named: all of them")
    parser.add_argument("--out", type=Path, default=ROOT / "var" / "sbom", metavar="DIR")
    wanted = parser.parse_args(arguments)
    unknown = set(wanted.houses) - HOUSES.keys()
    if unknown:
        parser.error(f"no such bill: {', '.join(sorted(unknown))}")
    moment = SystemClock().now()
    wanted.out.mkdir(parents=True, exist_ok=True)
    for name in wanted.houses or HOUSES:
        try:
            bom = make_bill(HOUSES[name], moment)
        except NotInstalled as missing:
            print(f"{missing}: not installed as locked; run ./test or ./run once", file=sys.stderr)
            return 1
        except UnknownLicence as unread:
            print(f"{unread}: read its licence and add it to tools/bill_of_materials/licences.toml", file=sys.stderr)
            return 1
        file = wanted.out / f"{name}.cdx.json"
        file.write_text(as_json(bom), "utf-8")
        carried = sum(len(component.components) for component in bom.components)
        print(f"{file}: {len(bom.components)} components, {carried} more within them")
    return 0


if __name__ == "__main__":
    sys.exit(main())
