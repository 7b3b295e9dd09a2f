"""``./run``: start the whole house and keep it up, or send one scripted citizen and one scripted clerk through it."""

import argparse
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from simulators.stage.house import House, StageInUse
from simulators.stage.processes import ProcessFailed
from simulators.stage.visits import VISITS, VisitFailed, run_visit

VAR = Path(__file__).parents[2] / "var"
WATCH_S = 0.5


def parse() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="./run", description="The self-service terminal and its back office on this machine.")
    parser.add_argument(
        "--visit", metavar="SLUG", choices=[*VISITS, "all"], help="drive one scripted citizen and clerk, then end"
    )
    parser.add_argument("--headless", action="store_true", help="never open a window, even with a display")
    parser.add_argument("--landscape", action="store_true", help="the terminal lies on its side")
    parser.add_argument("--name", default="stage", help="folder under var/ (default: stage); each run needs its own")
    parser.add_argument(
        "--cut-network", action="store_true", help="with --visit: no network from after eligibility until after the visit"
    )
    return parser.parse_args()


def main() -> int:
    """Run what was asked for. Exit status 0 only when the end state was reached (or on Ctrl-C while nothing was scripted)."""
    arguments = parse()
    headless = arguments.headless or not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    orientation = "landscape" if arguments.landscape else "portrait"
    with stop_event() as stopped:
        try:
            with House(VAR / arguments.name, orientation, say) as house:
                if arguments.visit:
                    slugs = list(VISITS) if arguments.visit == "all" else [arguments.visit]
                    for slug in slugs:
                        run_visit(house, slug, cut_network=arguments.cut_network, say=say)
                    return 0
                keep_up(house, headless, stopped)
                return 0
        except (StageInUse, ProcessFailed, VisitFailed) as error:
            say(f"没有成功 / failed: {error}")
            return 1
        except KeyboardInterrupt:
            return 130


def keep_up(house: House, headless: bool, stopped: threading.Event) -> None:
    """Show the addresses and stay until told to stop or something ends."""
    house.start_courier()
    terminal = house.start_terminal_behind_socket() if headless else house.start_terminal_on_display()
    tell_addresses(house, headless)
    while not stopped.wait(WATCH_S):
        terminal.require_running()
        house.children.require_all_running()


def tell_addresses(house: House, headless: bool) -> None:
    """Say where to look, and who may sign in at the desk."""
    where = house.addresses
    shown = "终端与模拟台  terminal and dock" if headless else "模拟台        dock             "
    say(f"\n  {shown}   {where.dock}")
    say(f"  后台          desk                {where.desk}")
    for person in where.staff:
        say(f"    {person['display_name']:<8} {person['username']:<12} {person['password']}   {'、'.join(person['roles'])}")
    say(f"  日志          logs                {house.root / 'logs'}")
    say("\n按 Ctrl-C 结束 / Ctrl-C ends everything")


@contextmanager
def stop_event() -> Iterator[threading.Event]:
    """Turn SIGTERM and Ctrl-C into an event; the second Ctrl-C interrupts at once."""
    stopped = threading.Event()

    def stop(_number: int, _frame: object) -> None:
        if stopped.is_set():
            raise KeyboardInterrupt
        stopped.set()
        if "--visit" in sys.argv:
            raise KeyboardInterrupt

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    yield stopped


def say(text: str) -> None:
    """Tell the person at the keyboard."""
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
