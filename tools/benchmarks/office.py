"""``office``: how many applications a minute the office takes, how fast its pages are, how soon the desk sees a new case.

Everything, the office's processes, PostgreSQL and the sender, shares the same two cores. Each application is sealed and signed
as a terminal does it, with three pictures of 60 KB. The reference is a bare loop on the same PostgreSQL: it writes the same
bytes into a file, makes file and name durable, and commits one row, one after the other; beside it the same over as many
connections as the sender has.
"""

import os
import secrets
import statistics
import tempfile
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from backoffice.retention.durable_files import write_durably
from tools.benchmarks.office_city import fill
from tools.benchmarks.office_house import House, house_on, house_on_postgresql
from tools.benchmarks.office_load import Lodging, Sent, Writer, in_threads, percentile, picture, send_all
from tools.benchmarks.office_pages import measure_news, measure_pages
from tools.benchmarks.report import Goal, Options, Report

CORES = 2
CONNECTIONS = 16
WORKERS = 2  # processes on PostgreSQL
ROUNDS = 3
PER_ROUND = 480
GOALS = {
    "post_per_s_pg": Goal(88, at_least=True),
    "post_p99_ms_pg": Goal(350),
    "post_vs_raw_insert": Goal(0.35, at_least=True),
    "post_per_s_sqlite": Goal(80, at_least=True),
    "queue_ms_100k": Goal(100),
    "case_ms_100k": Goal(100),
    "live_update_s": Goal(1),
}


def measure(_options: Options) -> Report:
    """Measure PostgreSQL, then SQLite, on two cores."""
    figures: dict[str, float | None] = {}
    spread: dict[str, list[float]] = {}
    reference: dict[str, float] = {}
    with on_few_cores(), tempfile.TemporaryDirectory(prefix="office-bench-") as name:
        folder = Path(name)
        pictures = [picture(seed) for seed in range(12)]
        with house_on_postgresql(folder / "postgresql") as house, house.serving(WORKERS) as port:
            taken = Rounds(house, port, pictures)
            taken.run(reference)
            figures |= taken.figures("pg")
            spread |= taken.spread("pg")
            figures |= pages_and_news(house, port, pictures)
        with house_on(folder / "sqlite", "") as house, house.serving(1) as port:
            taken = Rounds(house, port, pictures)
            taken.run(None)
            figures |= taken.figures("sqlite")
            spread |= taken.spread("sqlite")
    return Report("office", figures, GOALS, reference, spread)


def pages_and_news(house: House, port: int, pictures: Sequence[str]) -> dict[str, float | None]:
    """Measure the desk's pages and its news, the latter from one process to another."""
    (terminal,) = house.enrol(1)
    writer, token = Writer(terminal, pictures[:3]), house.sign_a_clerk_in()
    lodging = writer.write()
    send_all(port, [lodging], 1)
    with house.serving(1) as other:
        news = measure_news(port, other, token, writer)
    fill(house.office, lodging.number)
    return {**measure_pages(port, token, lodging.number), "live_update_s": news}


class Rounds:
    """Rounds of posting to one office, and on PostgreSQL of the reference in between."""

    def __init__(self, house: House, port: int, pictures: Sequence[str]) -> None:
        self._house = house
        self._port = port
        self._writers = [Writer(one, pictures[:3]) for one in house.enrol(CONNECTIONS)]
        self._sent: list[list[Sent]] = []
        self._rates: list[float] = []
        self._raw: list[float] = []
        self._raw_wide: list[float] = []

    def run(self, reference: dict[str, float] | None) -> None:
        """Warm up, then measure in turn."""
        send_all(self._port, self._written(CONNECTIONS * 4), CONNECTIONS)
        for _ in range(ROUNDS):
            lodgings = self._written(PER_ROUND)
            sent, seconds = send_all(self._port, lodgings, CONNECTIONS)
            refused = [one.status for one in sent if one.status != 200]
            if refused:
                raise RuntimeError(f"the office refused {len(refused)} applications: {set(refused)}")
            self._sent.append(sent)
            self._rates.append(len(sent) / seconds)
            if reference is not None:
                self._raw.append(raw_inserts(self._house, lodgings, 1))
                self._raw_wide.append(raw_inserts(self._house, lodgings, CONNECTIONS))
        if reference is not None:
            reference["raw_insert_per_s"] = round(statistics.median(self._raw), 1)
            reference[f"raw_insert_per_s_{CONNECTIONS}_connections"] = round(statistics.median(self._raw_wide), 1)

    def figures(self, engine: str) -> dict[str, float | None]:
        """Return medians over the rounds."""
        p99 = [percentile((one.seconds for one in sent), 0.99) * 1000 for sent in self._sent]
        told: dict[str, float | None] = {
            f"post_per_s_{engine}": round(statistics.median(self._rates), 1),
            f"post_p99_ms_{engine}": round(statistics.median(p99)),
        }
        if self._raw:
            ratios = [ours / raw for ours, raw in zip(self._rates, self._raw, strict=True)]
            told["post_vs_raw_insert"] = round(statistics.median(ratios), 3)
        return told

    def spread(self, engine: str) -> dict[str, list[float]]:
        """Return the slowest and the fastest round."""
        return {f"post_per_s_{engine}": [round(min(self._rates), 1), round(max(self._rates), 1)]}

    def _written(self, count: int) -> list[Lodging]:
        return [self._writers[place % len(self._writers)].write() for place in range(count)]


def raw_inserts(house: House, lodgings: Sequence[Lodging], connections: int) -> float:
    """Make the same bytes durable with nothing around them; returns how many per second."""
    waiting = deque(lodgings)
    url = house.settings.database_url.replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS raw_insert (number text, name text)")
    folder = house.folder / "raw"

    def work() -> None:
        with psycopg.connect(url, autocommit=True) as connection, suppress(IndexError):
            while True:
                one, name = waiting.popleft(), secrets.token_hex(16)
                write_durably(folder / name[:2] / name, one.raw)
                connection.execute("INSERT INTO raw_insert VALUES (%s, %s)", (one.number, name))

    return len(lodgings) / in_threads([work] * connections)


@contextmanager
def on_few_cores() -> Iterator[None]:
    """Keep this process and all that it starts on two cores."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(before)[:CORES])
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
