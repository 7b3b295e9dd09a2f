"""The command line of `tools/install`. Exit status: 0 done or nothing to do, 1 not possible, 2 wrong usage."""

import argparse
import os
import sys
from pathlib import Path

from tools.installation.houses import HOUSES
from tools.installation.machine import Impossible, Machine
from tools.installation.steps import Sources, install


def main(arguments: list[str] | None = None) -> int:
    """Install what is asked for and say what was changed."""
    parser = argparse.ArgumentParser(prog="tools/install", description=__doc__)
    parser.add_argument("house", choices=sorted(HOUSES))
    parser.add_argument("--root", type=Path, default=Path("/"), help="the folder that holds the machine's files (an image)")
    parser.add_argument("--dry-run", action="store_true", help="only say what would be changed")
    parser.add_argument("--wheels", type=Path, help="take Python packages from this folder, without a network")
    parser.add_argument("--no-packages", action="store_true", help="leave Debian packages alone")
    parser.add_argument("--no-start", action="store_true", help="do not stop and start the services")
    parser.add_argument("--requirements", type=Path, help=argparse.SUPPRESS)  # for the tests: the real ones weigh a gigabyte
    options = parser.parse_args(arguments)
    machine = Machine(options.root, dry_run=options.dry_run, starts=not options.no_start)
    house = HOUSES[options.house]
    try:
        _check(machine)
        install(house, machine, Sources(options.wheels, options.requirements), packages=not options.no_packages)
    except (Impossible, OSError) as error:
        print(f"not possible: {error}", file=sys.stderr)
        return 1
    for change in machine.changes:
        print(f"{'would ' if options.dry_run else ''}{change}")
    print(f"{options.house}: {len(machine.changes)} changes" if machine.changes else f"{options.house}: nothing to do")
    return 0


def _check(machine: Machine) -> None:
    if not machine.root.is_dir():
        raise Impossible(f"{machine.root} is no folder")
    if sys.version_info[:2] != (3, 11):
        raise Impossible("Python 3.11 is needed: Debian 12 has it")
    if os.geteuid() != 0 and not machine.dry_run:
        raise Impossible("files of several users are made: run it as root")


if __name__ == "__main__":
    sys.exit(main())
