"""``./run``: start the whole house and keep it up, or send one scripted citizen and one scripted clerk through it."""

import argparse
import os
import re
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from domain.services import HomeEntry, ServiceSlug

if TYPE_CHECKING:
    from simulators.stage.house import House

VAR = Path(__file__).parents[2] / "var"
WATCH_S = 0.5
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")  # one plain folder below var/, nothing that leads elsewhere
CITIZEN = Path(__file__).parents[1] / "citizen"
ADDRESSES = ("id_card", "registry", "typed")  # as in simulators.citizen.routine, too
FACES = ("own", "other", "photo", "declined")  # as in simulators.citizen.routine; light to import
SLUGS = [slug.value for slug in (*ServiceSlug, *HomeEntry) if (CITIZEN / f"{slug}.py").exists()]  # scripted; light to import
WITHOUT_NETWORK = frozenset(
    slug for slug in SLUGS if slug.startswith("driver_licence_")
)  # lodged here, checked by the office later


def parse() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="./run", description="The terminal and its back office on this machine.")
    visit = "drive one scripted citizen and clerk to the end state, then end"
    parser.add_argument("--visit", metavar="SLUG", choices=[*SLUGS, "all"], help=f"{visit}: {', '.join(SLUGS)} or all")
    parser.add_argument("--headless", action="store_true", help="never open a window, even with a display")
    parser.add_argument("--landscape", action="store_true", help="the terminal lies on its side")
    name = "folder below var/ (default: stage); each run needs its own, and empties it when it begins"
    parser.add_argument("--name", type=folder_name, default="stage", help=name)
    cut = "with --visit: no network from after eligibility until after the visit"
    parser.add_argument("--cut-network", action="store_true", help=cut)
    face = "with --visit: who looks into the camera: the citizen, somebody else, a photograph, or nobody (no consent)"
    parser.add_argument("--face", choices=FACES, default="own", help=face)
    address = "with --visit: where the letter goes: the address on the ID card, the registered one, or one typed in full"
    parser.add_argument("--address", choices=ADDRESSES, default="id_card", help=address)
    arguments = parser.parse_args()
    if (arguments.cut_network or arguments.face != "own" or arguments.address != "id_card") and not arguments.visit:
        parser.error("--cut-network, --face and --address go with --visit")
    if arguments.cut_network and arguments.visit not in WITHOUT_NETWORK:
        parser.error(f"--cut-network: without the network only these can be lodged: {', '.join(sorted(WITHOUT_NETWORK))}")
    return arguments


def folder_name(text: str) -> str:
    """Return `text` when it names one folder; raises :class:`argparse.ArgumentTypeError` for a path: it would be emptied."""
    if not NAME.fullmatch(text):
        raise argparse.ArgumentTypeError("letters, digits, - and _ only")
    return text


def main() -> int:
    """Run what was asked for. Exit status 0 only when the end state was reached (or on Ctrl-C while the house was up)."""
    arguments = parse()
    headless = arguments.headless or not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    with stop_event() as stopped:
        try:
            return run(arguments, headless, stopped)
        except KeyboardInterrupt:
            return 130


def run(arguments: argparse.Namespace, headless: bool, stopped: "Stop") -> int:
    """Stand the house up, then keep it up or send the visits through it."""
    from simulators.devices.card_service import CardServiceUnavailable
    from simulators.devices.ipp_printer import IppPrinterUnavailable
    from simulators.stage.house import House, StageInUse
    from simulators.stage.processes import ProcessFailed

    orientation = "landscape" if arguments.landscape else "portrait"
    try:
        with House(VAR / arguments.name, orientation, stopped.announce) as house:
            if not arguments.visit:
                keep_up(house, headless, stopped)
                return 0
            stopped.interrupts = True
            house.start_courier()
            house.start_payment()
            return send_visits(house, arguments)
    except (CardServiceUnavailable, IppPrinterUnavailable) as error:
        say(f"没有成功：模拟的银行卡读卡器需要用户命名空间，本机不允许（受限的容器常见）。\nfailed: {error}")
        return 1
    except (StageInUse, ProcessFailed) as error:
        say(f"没有成功 / failed: {error}")
        return 1


def send_visits(house: "House", arguments: argparse.Namespace) -> int:
    """Send one visit or all of them through the house; one that fails does not keep the others from being tried."""
    from simulators.stage.processes import ProcessFailed
    from simulators.stage.visits import VisitFailed, run_visit

    failed: dict[str, str] = {}
    slugs = SLUGS if arguments.visit == "all" else [arguments.visit]
    for slug in slugs:
        try:
            run_visit(house, slug, face=arguments.face, address=arguments.address, cut_network=arguments.cut_network, say=say)
        except (VisitFailed, ProcessFailed) as error:
            failed[slug] = str(error)
            say(f"没有成功 / failed: {slug}: {error}")
    if len(slugs) > 1:
        say("\n".join(["", *(f"  {'✗' if slug in failed else '✓'} {slug}  {failed.get(slug, '')}".rstrip() for slug in slugs)]))
    return 1 if failed else 0


def keep_up(house: "House", headless: bool, stopped: "Stop") -> None:
    """Show the addresses and stay until told to stop or something ends."""
    house.start_courier()
    house.start_payment()
    start = house.start_terminal_behind_socket if headless else house.start_terminal_on_display
    terminal = start()
    tell_addresses(house, headless)
    while not stopped.wanted:
        time.sleep(WATCH_S)
        terminal = house.tend(terminal, start)
        house.children.require_all_running()


def tell_addresses(house: "House", headless: bool) -> None:
    """Say where to look, and who may sign in at the desk and in maintenance mode."""
    where = house.addresses
    shown = "终端与模拟台  terminal and dock" if headless else "模拟台        dock             "
    say(f"\n  {shown}   {where.dock}")
    say(f"  后台          desk                {where.desk}")
    for person in where.staff:
        say(f"    {person['display_name']:<8} {person['username']:<12} {person['password']}   {'、'.join(person['roles'])}")
    say("  动态验证码    codes               模拟台「办公人员」 / “Office staff” in the dock")
    technician = where.technician
    say(f"  维护模式      maintenance         工号 / number {technician['number']}   PIN {technician['pin']}")
    say(f"  日志          logs                {house.root / 'logs'}")
    say("\n按 Ctrl-C 结束 / Ctrl-C ends everything")


class Stop:
    """Ctrl-C and SIGTERM.

    While the house is being built they count between two steps only, so that nothing is left half made; during a visit at
    once; while the house is kept up they are looked for twice a second. The second one always counts at once.
    """

    def __init__(self) -> None:
        self.wanted = False  # no Event: its lock must not be taken in a signal's handler
        self.interrupts = False

    def __call__(self, _number: int, _frame: object) -> None:
        if self.wanted or self.interrupts:
            raise KeyboardInterrupt
        self.wanted = True

    def announce(self, step: str) -> None:
        """Say what is built next, unless it shall not be built any more."""
        if self.wanted:
            raise KeyboardInterrupt
        say(step)


@contextmanager
def stop_event() -> Iterator[Stop]:
    """Listen to Ctrl-C and SIGTERM."""
    stop = Stop()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    yield stop


def say(text: str) -> None:
    """Tell the person at the keyboard."""
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
