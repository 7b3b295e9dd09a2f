"""``id_card``: a whole card through the production driver, beside the time that its bytes take on a line of 115 200 baud.

The simulated reader sends at the line's speed; what the reader's own module takes to find and decrypt is not simulated, so that
whatever is above the line time is ours: framing, checks, the order of the questions, waking up. The ratio is that of the
fastest round: other programs on the machine can only add. Beside it a bare loop that asks the same and looks at nothing shows
what the simulator's own pace and the machine add.
"""

import os
import select
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from domain.clock import SystemClock
from drivers.id_card_reader.hardware import IdCardReaderSettings, open_id_card_reader
from drivers.id_card_reader.wire import Command, encode_request
from simulators.devices.id_card_reader import FACTORY_BAUD, IdCardReaderSimulator
from simulators.devices.pty_port import BITS_PER_BYTE
from simulators.world.people import load_people
from tools.benchmarks.report import Goal, Options, Report, Timing, time_in_turn

ROUNDS = 25
GOALS = {"read_vs_line_time": Goal(1.15)}
PERSON = "chen_zhiyuan"
PATIENCE_MS = 5000
CONVERSATION = {  # the bytes of each answer: found, selected, text and photo, no new address
    Command.FIND_CARD: 15,
    Command.SELECT_CARD: 19,
    Command.READ_TEXT_AND_PHOTO: 1295,
    Command.READ_NEW_ADDRESS: 11,
}


def measure(_options: Options) -> Report:
    """Read one card, by the driver and by the bare loop in turn."""
    clock = SystemClock()
    card = load_people(clock.now().date())[PERSON].chip()
    with tempfile.TemporaryDirectory(prefix="card") as folder, plugged(Path(folder) / "reader") as reader:
        settings = IdCardReaderSettings(port=reader.port.link)

        def by_the_driver() -> None:
            reader.lay(card)
            with closing(open_id_card_reader(settings, clock)) as driver:
                driver.read()

        def by_a_bare_loop() -> None:
            reader.lay(card)
            ask_everything(reader.port.link)

        taken = time_in_turn({"driver": by_the_driver, "bare": by_a_bare_loop}, ROUNDS)
    return as_report(taken["driver"], taken["bare"])


@contextmanager
def plugged(link: Path) -> Iterator[IdCardReaderSimulator]:
    """Plug in a simulated reader that keeps the line's pace."""
    reader = IdCardReaderSimulator(link, SystemClock())
    reader.start()
    try:
        yield reader
    finally:
        reader.stop()


def ask_everything(port: Path) -> None:
    """Ask what a read asks, and count the bytes that come; raises :class:`TimeoutError` when they do not."""
    line = os.open(port, os.O_RDWR | os.O_NOCTTY)
    try:
        poll = select.poll()
        poll.register(line, select.POLLIN)
        for command, size in CONVERSATION.items():
            os.write(line, encode_request(command))
            left = size
            while left > 0:
                if not poll.poll(PATIENCE_MS):
                    raise TimeoutError
                left -= len(os.read(line, left))
    finally:
        os.close(line)


def line_time_ms() -> float:
    """Return how long the answers of one read are on the line."""
    return sum(CONVERSATION.values()) * BITS_PER_BYTE / FACTORY_BAUD * 1000


def as_report(driver: Timing, bare: Timing) -> Report:
    """Put two timings beside the line's own time."""
    line_ms = line_time_ms()
    ratios = [round(ms / line_ms, 3) for ms in (min(driver.rounds), max(driver.rounds))]
    figures = {"read_ms": round(driver.median, 1), "read_vs_line_time": ratios[0]}
    reference = {
        "line_ms": round(line_ms, 1),
        "bytes": sum(CONVERSATION.values()),
        "baud": FACTORY_BAUD,
        "bare_loop_ms": round(bare.median, 1),
        "bare_loop_vs_line_time": round(min(bare.rounds) / line_ms, 3),
    }
    notes = ["the ratio is that of the fastest round; opening the port is part of every round"]
    return Report("id_card", figures, GOALS, reference, {"read_ms": driver.spread, "read_vs_line_time": ratios}, notes)
