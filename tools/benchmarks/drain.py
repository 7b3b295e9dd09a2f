"""``drain``: a whole fleet comes back after a cut of the line, while citizens stand at the terminals.

800 terminals begin at the same moment to hand over six applications each that have waited (they say so, RFC 9218 `Priority`);
beside them fresh ones come in at 4.4 a second, which is as many as the fleet can lodge at all. The office's processes and
PostgreSQL share two cores; the terminals are other machines, so they run on the remaining ones. A fresh application's time ends
when it has been taken, however often it was told to come again.
"""

import itertools
import os
import random
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from domain.wire.v1 import PRIORITY
from tools.benchmarks.office import CORES, WORKERS, on_few_cores
from tools.benchmarks.office_house import house_on_postgresql
from tools.benchmarks.office_load import Line, Writer, percentile, picture
from tools.benchmarks.report import Goal, Options, Report

TERMINALS = 800
EACH = 6
LIVE_TERMINALS = 16
LIVE_PER_S = 4.4
WAITED = ((PRIORITY, "u=6"),)
AGE = timedelta(hours=8)
STACK = 256 * 1024  # bytes of each thread's stack: there are hundreds
GOALS = {"live_p99_s": Goal(1), "drain_failed": Goal(0)}


@dataclass
class Tally:
    """What became of everything, filled by many threads."""

    answers: Counter[int] = field(default_factory=Counter)
    live: list[float] = field(default_factory=list)  # seconds
    lock: threading.Lock = field(default_factory=threading.Lock)


def measure(_options: Options) -> Report:
    """Let the fleet come back once."""
    with tempfile.TemporaryDirectory(prefix="drain-bench-") as name:
        pictures = [picture(seed) for seed in range(12)]
        with on_few_cores(), house_on_postgresql(Path(name) / "postgresql") as house, house.serving(WORKERS) as port:
            _keep_to_the_other_cores()
            writers = [Writer(one, pictures[:3]) for one in house.enrol(TERMINALS + LIVE_TERMINALS)]
            tally, seconds = _run(port, writers[:TERMINALS], writers[TERMINALS:])
    figures: dict[str, float | None] = {
        "drain_s": round(seconds, 1),
        "drain_per_s": round(TERMINALS * EACH / seconds, 1),
        "drain_told_to_wait": tally.answers[429],
        "drain_failed": sum(count for status, count in tally.answers.items() if abs(status) not in {200, 429}),
        "live_count": len(tally.live),
        "live_p50_s": round(percentile(tally.live, 0.5), 3),
        "live_p99_s": round(percentile(tally.live, 0.99), 3),
        "live_max_s": round(max(tally.live), 3),
        "live_told_to_wait": tally.answers[-429],
    }
    shared = (os.cpu_count() or 1) <= CORES
    return Report("drain", figures, GOALS, {}, {}, ["the terminals ran on the office's cores"] if shared else [])


def _run(port: int, waiting: Sequence[Writer], live: Sequence[Writer]) -> tuple[Tally, float]:
    """Start everybody at once; returns what became of it, and the seconds until the last waiting one was taken."""
    tally, over = Tally(), threading.Event()
    gate = threading.Barrier(TERMINALS + 1)
    before = threading.stack_size(STACK)
    try:
        fleet = [threading.Thread(target=_hand_over, args=(port, one, gate, tally), daemon=True) for one in waiting]
        citizens = [
            threading.Thread(target=_stand_there, args=(port, one, place, over, tally), daemon=True)
            for place, one in enumerate(live)
        ]
        for thread in itertools.chain(fleet, citizens):
            thread.start()
    finally:
        threading.stack_size(before)
    gate.wait()
    began = time.perf_counter()
    for thread in fleet:
        thread.join()
    seconds = time.perf_counter() - began
    over.set()
    for thread in citizens:
        thread.join()
    return tally, seconds


def _hand_over(port: int, writer: Writer, gate: threading.Barrier, tally: Tally) -> None:
    """Hand over what has waited at one terminal, one after the other; the first lies ready, as it does after a cut."""
    raw = writer.write(lodged=AGE, headers=WAITED).raw
    gate.wait()
    for left in reversed(range(EACH)):
        _until_taken(port, raw, tally, 1)
        if left:
            raw = writer.write(lodged=AGE, headers=WAITED).raw


def _stand_there(port: int, writer: Writer, place: int, over: threading.Event, tally: Tally) -> None:
    """Lodge a fresh application now and then at one terminal, out of step with the others."""
    pause = LIVE_TERMINALS / LIVE_PER_S
    chance = random.Random(place)  # noqa: S311 - draws, guards nothing
    while not over.wait(chance.uniform(0, 2 * pause)):
        raw = writer.write().raw  # 800 terminals share one interpreter here: what they reckon is not the office's time
        began = time.perf_counter()
        _until_taken(port, raw, tally, -1)
        with tally.lock:
            tally.live.append(time.perf_counter() - began)


def _until_taken(port: int, raw: bytes, tally: Tally, sign: int) -> None:
    """Send one application until it is taken; as a terminal does, it comes again when it was told to."""
    while True:
        line = Line(port)
        try:
            sent = line.send(raw)
        except OSError:
            sent = None
        finally:
            line.close()
        with tally.lock:
            tally.answers[sign * sent.status if sent else 0] += 1
        if sent and sent.status == 200:
            return
        time.sleep(sent.retry_after if sent and sent.retry_after else 1.0)


def _keep_to_the_other_cores() -> None:
    others = set(range(os.cpu_count() or 1)) - os.sched_getaffinity(0)
    if others:
        os.sched_setaffinity(0, others)
