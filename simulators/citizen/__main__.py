"""``python -m simulators.citizen --socket PATH``: the real terminal, offscreen, behind a socket (sandbox only)."""

import argparse
import signal
import sys
from dataclasses import asdict
from pathlib import Path
from types import FrameType
from typing import Any


def main() -> int:
    """Build the terminal, open the door, run until told to stop."""
    parser = argparse.ArgumentParser(description="The terminal, seen and touched over a socket.")
    parser.add_argument("--socket", type=Path, required=True)
    arguments = parser.parse_args()

    from kiosk.__main__ import Terminal
    from kiosk.first_look import first_look
    from kiosk.settings import load_settings

    look = first_look()
    if not look.sandbox:
        sys.stderr.write("only a terminal of profile sandbox can be driven\n")
        return 2
    terminal = Terminal(look, load_settings)

    from simulators.citizen.host import Door, Hand

    state: dict[str, Any] = {}

    def remember(screen: Any) -> None:
        state.update(asdict(screen) | {"pictures": sorted(screen.pictures)})  # their keys; the pictures stay on the screen

    hand = Hand(terminal.shell.window)
    terminal.observe(remember)
    door = Door(arguments.socket, hand, lambda: dict(state))

    def stop(_signal: int, _frame: FrameType | None) -> None:
        terminal.shell.quit()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return terminal.run()
    finally:
        door.close()


if __name__ == "__main__":
    sys.exit(main())
