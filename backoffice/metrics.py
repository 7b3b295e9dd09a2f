"""`/metrics` for Prometheus: how much waits where, how the terminals are, how the office answers. No personal data, few labels.

What is counted of work and terminals is read from the database at every scrape, so each of many processes tells the same; only
the counts of requests are this process's own. Without a token file it answers to this machine alone, and to nobody for whom a
proxy spoke.
"""

import hmac
from collections import Counter as Tally
from collections.abc import Iterable, Iterator, Mapping

from fastapi import FastAPI, Request, Response
from prometheus_client import CollectorRegistry, Counter
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector
from sqlalchemy import func, select
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backoffice.errands import Errand, ErrandKind
from backoffice.fleet import alarms
from backoffice.fleet.alarms import AlarmKind
from backoffice.fleet.models import TerminalState
from backoffice.fleet.overview import Presence, list_terminals
from backoffice.office import SYSTEM, Office, Work
from backoffice.review.models import Case
from domain.application import ApplicationStatus

PLACES = ("terminal", "desk")
STAGES = (
    ApplicationStatus.RECEIVED,
    ApplicationStatus.ACCEPTED,
    ApplicationStatus.UNDER_REVIEW,
    ApplicationStatus.CORRECTION_REQUESTED,
    ApplicationStatus.APPROVED,
    ApplicationStatus.IN_PRODUCTION,
    ApplicationStatus.PRODUCED,
    ApplicationStatus.RETURNED_UNDELIVERED,
)
"""Where cases wait for somebody; the others are under way or at their end."""

PROMISED = tuple(stage for stage in STAGES if stage not in (ApplicationStatus.CORRECTION_REQUESTED,))
OUTBOX_AGES = (60, 600, 3600, 86400)  # seconds
HOPS = ("forwarded", "x-forwarded-for", "x-real-ip")
HERE = frozenset({"127.0.0.1", "::1"})


class RequestCounter:
    """Counts answers by where they were asked for and what became of them."""

    def __init__(self, app: ASGIApp, registry: CollectorRegistry) -> None:
        self._app = app
        labels = ("place", "status")
        self._answers = Counter("backoffice_requests", "Answered requests of this process.", labels, registry=registry)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._answers.labels(_place_of(scope["path"]), f"{message['status'] // 100}xx").inc()
            await send(message)

        await self._app(scope, receive, counted if scope["type"] == "http" else send)


class OfficeCollector(Collector):
    """Reads everything that the database knows, in one short transaction."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def describe(self) -> list[GaugeMetricFamily]:
        """Tell nothing beforehand: registering must not ask the database."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield every family."""
        with self._office.reading(SYSTEM) as work:
            families = [*_of_cases(work), *_of_jobs(work), *_of_terminals(work)]
        yield from families


def add_metrics(app: FastAPI, office: Office) -> None:
    """Add `/metrics` and the counting of requests to `app`."""
    registry = CollectorRegistry()
    registry.register(OfficeCollector(office))
    app.add_middleware(RequestCounter, registry=registry)

    @app.get("/metrics", include_in_schema=False)
    def metrics(request: Request) -> Response:
        """Tell Prometheus; to anybody else there is nothing here."""
        if not _may_ask(request, office):
            return Response(status_code=404)
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


def _may_ask(request: Request, office: Office) -> bool:
    token_file = office.settings.fleet.metrics_token_file
    if token_file is None:
        host = request.client.host if request.client else ""
        return host in HERE and not any(hop in request.headers for hop in HOPS)
    shown = request.headers.get("authorization", "").encode()
    return hmac.compare_digest(shown, b"Bearer " + token_file.read_bytes().strip())


def _place_of(path: str) -> str:
    first = path.split("/", 2)[1] if path.startswith("/") else ""
    return first if first in PLACES else "other"


def _of_cases(work: Work) -> Iterator[GaugeMetricFamily]:
    rows = work.session.execute(select(Case.status, func.count()).where(Case.status.in_(STAGES)).group_by(Case.status))
    yield _family("backoffice_cases", "Cases that wait for somebody.", "status", dict(rows.all()), STAGES)
    late = Case.status.in_(PROMISED) & (Case.due_date < work.now.date())
    overdue = work.session.scalar(select(func.count()).select_from(Case).where(late)) or 0
    yield GaugeMetricFamily("backoffice_cases_overdue", "Cases whose promise to the citizen is broken.", overdue)


def _of_jobs(work: Work) -> Iterator[GaugeMetricFamily]:
    due = select(Errand.kind, func.count()).where(Errand.next_try_at.is_not(None)).group_by(Errand.kind)
    stuck = select(Errand.kind, func.count()).where(Errand.stuck).group_by(Errand.kind)
    for name, about, wanted in (
        ("backoffice_jobs_owed", "Jobs that are owed or tried again.", due),
        ("backoffice_jobs_stuck", "Jobs that a partner refused: staff must look.", stuck),
    ):
        yield _family(name, about, "kind", dict(work.session.execute(wanted).all()), ErrandKind)
    oldest = work.session.scalar(select(func.min(Errand.created_at)).where(Errand.next_try_at.is_not(None)))
    age = (work.now - oldest).total_seconds() if oldest else 0.0
    yield GaugeMetricFamily("backoffice_jobs_oldest_seconds", "Age of the oldest job that is owed.", age)


def _of_terminals(work: Work) -> Iterator[GaugeMetricFamily]:
    lines = list_terminals(work)
    presences = Tally(line.presence.value for line in lines)
    yield _family("backoffice_terminals", "Terminals by how they are.", "presence", presences, Presence)
    yield _family("backoffice_alarms_open", "Open alarms of the fleet.", "kind", alarms.count_open(work), AlarmKind)
    states = [line.state for line in lines if line.state is not None]
    depth = GaugeMetricFamily("backoffice_outbox_depth", "Applications that wait at terminals, as they told last.")
    depth.add_metric([], sum(state.outbox_depth for state in states))
    yield depth
    yield _outbox_ages(states)


def _outbox_ages(states: Iterable[TerminalState]) -> GaugeMetricFamily:
    ages = [state.outbox_oldest_seconds for state in states if state.outbox_depth]
    family = GaugeMetricFamily("backoffice_outbox_older", "Terminals with something older that waits.", labels=["than_seconds"])
    for limit in OUTBOX_AGES:
        family.add_metric([str(limit)], sum(age > limit for age in ages))
    return family


def _family(name: str, about: str, label: str, values: Mapping[str, int], all_labels: Iterable[str]) -> GaugeMetricFamily:
    """Return one family with every label, so that nothing is a number too."""
    family = GaugeMetricFamily(name, about, labels=[label])
    for one in all_labels:
        family.add_metric([str(one)], values.get(one, 0))
    return family
