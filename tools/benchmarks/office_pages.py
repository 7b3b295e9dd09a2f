"""``office_pages``: every desk's page with a hundred thousand cases, on both databases; how soon an open page hears of news.

Times are from asking to the whole page, over one kept connection, of one process that does nothing else.
"""

import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import httpx

from backoffice.staff.access import COOKIE
from backoffice.staff.models import Role
from tools.benchmarks.office_city import fill
from tools.benchmarks.office_house import House, house_on, house_on_postgresql
from tools.benchmarks.office_load import Line, Writer, picture, send_all
from tools.benchmarks.report import Goal, Options, Report

ASKED = 15
NEWS = 10
MOST_MS = 100
PAGES = {
    "queue": "/desk/review",
    "queue_everything": "/desk/review?list=all_open",
    "search": "/desk/review?list=all_open&find=0017",
    "case": "/desk/review/{number}",
    "intake": "/desk/intake",
    "production": "/desk/production",
    "production_new_batch": "/desk/production/new-batch",
    "production_stock": "/desk/production/stock",
    "dispatch": "/desk/dispatch",
    "dispatch_on_the_way": "/desk/dispatch?letters=on_the_way",
    "dispatch_delivered": "/desk/dispatch?letters=delivered",
    "violations": "/desk/violations",
    "passes": "/desk/passes",
    "payments": "/desk/payments",
    "payments_refunds": "/desk/payments?shown=refund_due",
    "payments_statement": "/desk/payments/statement",
    "fleet": "/desk/fleet",
    "fleet_terminal": "/desk/fleet/terminal/city-7",
    "troubles": "/desk/fleet/troubles",
    "board": "/desk/board",
    "board_live": "/desk/board/live",
    "board_pill": "/desk/board/pill",
    "board_terminals": "/desk/board?only=terminals",
    "board_cases": "/desk/board/cases?due=overdue",
    "statistics": "/desk/statistics",
    "statistics_by_month": "/desk/statistics?by=month",
    "statistics_by_terminal": "/desk/statistics?by=terminal",
    "calendar": "/desk/calendar",
    "retention": "/desk/retention",
    "audit": "/desk/audit",
    "audit_clerks": "/desk/audit?list=clerks",
    "audit_persons": "/desk/audit?list=persons",
}
"""One page of each desk, and the lists that read most."""


def measure(_options: Options) -> Report:
    """Measure the pages on PostgreSQL, then on SQLite, whose figures end in ``_sqlite``."""
    figures: dict[str, float | None] = {}
    with tempfile.TemporaryDirectory(prefix="office-bench-") as name:
        folder = Path(name)
        with house_on_postgresql(folder / "postgresql") as house:
            figures |= {f"{key}_ms_100k": value for key, value in _all_pages(house).items()}
        with house_on(folder / "sqlite", f"sqlite:///{folder / 'office.db'}") as house:
            figures |= {f"{key}_ms_100k_sqlite": value for key, value in _all_pages(house).items()}
    return Report("office_pages", figures, dict.fromkeys(figures, Goal(MOST_MS)), {})


def _all_pages(house: House) -> dict[str, float]:
    token = house.sign_a_clerk_in(*Role)
    with house.serving(1) as port:
        (terminal,) = house.enrol(1)
        lodging = Writer(terminal, [picture(seed) for seed in range(3)]).write()
        send_all(port, [lodging], 1)
        fill(house.office, lodging.number)
        return _timed(port, token, {name: path.format(number=lodging.number) for name, path in PAGES.items()})


def measure_pages(port: int, token: str, number: str) -> dict[str, float]:
    """Return the median milliseconds of the reviewer's pages."""
    paths = {name: PAGES[name].format(number=number) for name in ("queue", "case")}
    return {f"{name}_ms_100k": value for name, value in _timed(port, token, paths).items()}


def _timed(port: int, token: str, paths: Mapping[str, str]) -> dict[str, float]:
    with httpx.Client(trust_env=False, timeout=60, headers={"Cookie": f"{COOKIE}={token}"}) as client:
        return {name: _median(client, f"http://127.0.0.1:{port}{path}") for name, path in paths.items()}


def _median(client: httpx.Client, address: str) -> float:
    taken = []
    for _ in range(ASKED):
        began = time.perf_counter()
        answer = client.get(address)
        taken.append((time.perf_counter() - began) * 1000)
        if answer.status_code != 200:
            raise RuntimeError(f"the desk answered {answer.status_code}")
    return round(statistics.median(taken), 1)


def measure_news(port: int, other: int, token: str, writer: Writer) -> float:
    """Post to one process, watch the event stream of another; returns the median seconds from the posting to the news."""
    taken = []
    with (
        httpx.Client(trust_env=False, timeout=60) as client,
        client.stream("GET", f"http://127.0.0.1:{other}/desk/events", headers={"Cookie": f"{COOKIE}={token}"}) as stream,
        closing(Line(port)) as line,
    ):
        lines = stream.iter_lines()
        _wait_for_change(lines)
        for _ in range(NEWS):
            raw = writer.write().raw
            began = time.perf_counter()
            if line.send(raw).status != 200:
                raise RuntimeError("the office refused an application")
            _wait_for_change(lines)
            taken.append(time.perf_counter() - began)
    return round(statistics.median(taken), 2)


def _wait_for_change(lines: Iterator[str]) -> None:
    next(line for line in lines if line == "event: changed")
