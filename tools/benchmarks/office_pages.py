"""The desk's pages with a hundred thousand cases, and how soon an open page hears of a new one."""

import statistics
import time
from collections.abc import Iterator
from contextlib import closing

import httpx
from sqlalchemy import Integer, String, case, cast, func, insert, join, literal, select, true
from sqlalchemy.sql import ColumnElement

from backoffice.review.models import Case
from backoffice.staff.access import COOKIE
from domain.application import ApplicationStatus
from tools.benchmarks.office_house import House
from tools.benchmarks.office_load import Line, Writer

CASES = 100_000
ONE_OPEN_IN = 20  # five thousand wait at the desk
ASKED = 15
NEWS = 10


def fill(house: House, number: str) -> None:
    """Copy the case of `number` a hundred thousand times, most of them long since delivered."""
    table = Case.__table__
    series = func.generate_series(1, CASES).table_valued("i").render_derived()
    place = series.c.i
    made: dict[str, ColumnElement[object]] = {
        "number": func.lpad(cast(place, String), 16, "0"),
        "status": _status(place),
        "due_date": table.c.due_date + cast(place % 5, Integer),
        "queue_due": table.c.queue_due + cast(place % 5, Integer),
    }
    columns = [column for column in table.columns if column.name != "id"]
    values = [made.get(column.name, column) for column in columns]
    with house.office.database.writing() as session:
        copied = select(*values).select_from(join(table, series, true())).where(table.c.number == number)
        session.execute(insert(Case).from_select(columns, copied))
    with house.office.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")


def _status(place: ColumnElement[int]) -> ColumnElement[object]:
    return case(
        (place % ONE_OPEN_IN == 0, literal(ApplicationStatus.ACCEPTED.value)), else_=literal(ApplicationStatus.DELIVERED.value)
    )


def measure_pages(port: int, token: str, number: str) -> dict[str, float]:
    """Return the median milliseconds from asking to the whole page, over one kept connection."""
    with httpx.Client(trust_env=False, timeout=60, headers={"Cookie": f"{COOKIE}={token}"}) as client:
        base = f"http://127.0.0.1:{port}/desk/review"
        return {"queue_ms_100k": _median(client, base), "case_ms_100k": _median(client, f"{base}/{number}")}


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
