"""``python -m simulators.power_off URL``: what a sandbox runs instead of switching the machine off; the supply notes it."""

import sys

from simulators.control import CabinetClient


def main() -> None:
    """Tell the simulated power supply that the cabinet has switched itself off."""
    CabinetClient(sys.argv[1]).power_off()


if __name__ == "__main__":
    main()
