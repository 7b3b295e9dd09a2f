"""`/metrics`: true numbers, every label, no people, and not for everybody."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families

from backoffice.fleet.alarms import AlarmWatch
from backoffice.metrics import add_metrics
from backoffice.office import Office
from domain.clock import FrozenClock
from tests.backoffice import acts
from tests.backoffice.fleet.fleet import Fleet
from tests.backoffice.serving import connected

TOKEN = "a-token-of-the-monitoring"


def app_of(office: Office) -> FastAPI:
    app = FastAPI(openapi_url=None)

    @app.get("/desk/x")
    def page() -> None:
        """A page of a desk."""

    add_metrics(app, office)
    return app


@pytest.fixture
def scraper(either_office: Office) -> Iterator[httpx.Client]:
    with connected(app_of(either_office)) as client:
        yield client


def numbers(text: str) -> dict[tuple[str, ...], float]:
    families = text_string_to_metric_families(text)
    return {(one.name, *one.labels.values()): one.value for family in families for one in family.samples}


def test_what_the_database_knows_is_told_at_every_scrape(
    scraper: httpx.Client, either_office: Office, clock: FrozenClock
) -> None:
    fleet = Fleet(either_office)
    lost, well = fleet.add(1), fleet.add(2)
    fleet.beat(lost, outbox_depth=3, outbox_oldest_seconds=700)
    clock.advance(301)
    fleet.beat(well, outbox_dead=1)
    AlarmWatch(either_office).scan()
    acts.take_in(either_office)
    scraper.get("/desk/x")
    scraper.get("/nowhere")
    told = numbers(scraper.get("/metrics").text)
    expected = {
        ("backoffice_terminals", "offline"): 1,
        ("backoffice_terminals", "degraded"): 1,
        ("backoffice_terminals", "online"): 0,
        ("backoffice_alarms_open", "outbox_dead"): 1,
        ("backoffice_alarms_open", "offline"): 0,  # this watch has only begun to look
        ("backoffice_outbox_depth",): 3,
        ("backoffice_outbox_older", "600"): 1,
        ("backoffice_outbox_older", "3600"): 0,
        ("backoffice_cases_overdue",): 0,
        ("backoffice_requests_total", "desk", "2xx"): 1,
        ("backoffice_requests_total", "other", "4xx"): 1,
    }
    assert {key: told.get(key) for key in expected} == expected
    assert sum(value for key, value in told.items() if key[0] == "backoffice_cases") == 1
    assert sum(value for key, value in told.items() if key[0] == "backoffice_jobs_owed") >= 1


def test_nothing_in_it_is_a_person_or_one_thing_of_many(scraper: httpx.Client, either_office: Office) -> None:
    fleet = Fleet(either_office)
    fleet.beat(*fleet.add_many(range(1, 40)))
    number = acts.take_in(either_office)
    before = len(numbers(scraper.get("/metrics").text))
    fleet.add_many(range(40, 60))
    text = scraper.get("/metrics").text
    assert len(numbers(text)) in (before, before + 2), "only the first scrape itself was new"
    for private in (str(number), "t0001", "商场"):
        assert private not in text
    assert len(numbers(text)) < 80


@pytest.mark.parametrize("hop", ["X-Forwarded-For", "Forwarded", "X-Real-IP"])
def test_what_comes_through_a_proxy_is_refused(office: Office, hop: str) -> None:
    with connected(app_of(office)) as client:
        assert client.get("/metrics").status_code == 200
        assert client.get("/metrics", headers={hop: "10.0.0.7"}).status_code == 404


def test_with_a_token_file_the_token_decides(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text(TOKEN + "\n")
    fleet = office.settings.fleet.model_copy(update={"metrics_token_file": path})
    guarded = replace(office, settings=office.settings.model_copy(update={"fleet": fleet}))
    with connected(app_of(guarded)) as client:
        assert client.get("/metrics").status_code == 404
        assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404
        through = {"Authorization": f"Bearer {TOKEN}", "X-Forwarded-For": "10.0.0.7"}
        assert client.get("/metrics", headers=through).status_code == 200
