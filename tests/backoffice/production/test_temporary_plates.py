"""A temporary plate bridges the days until the plates come: it can be printed as soon as the registry has given its number."""

import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from backoffice.applicants.papers import list_papers
from backoffice.documents import store
from backoffice.notices.models import Notice, NoticeKind
from backoffice.office import Actor, Office
from backoffice.production import services as production
from backoffice.production.temporary_plates import NAME
from backoffice.refusals import Refused
from backoffice.review import cases
from backoffice.review.models import Case
from backoffice.worker import Worker
from domain.application import ApplicationStatus
from domain.services import ServiceSlug
from tests.backoffice import acts
from tests.backoffice.documents.test_papers import text_of
from tests.backoffice.partners import Partners
from tests.backoffice.review.test_every_service import CAR, in_work, lodged

PLATES = [ServiceSlug.PLATE_REISSUE, ServiceSlug.PLATE_REPLACE]
REASON = {ServiceSlug.PLATE_REISSUE: "lost", ServiceSlug.PLATE_REPLACE: "faded"}


def approved(office: Office, partners: Partners, reviewer: Actor, slug: ServiceSlug, **wanted: Any) -> Case:
    body = lodged(office, slug, reason=REASON[slug], parts="both", **wanted)
    return acts.approve(office, reviewer, in_work(office, partners, reviewer, body))


def paper(office: Office, number: str) -> bytes | None:
    with office.reading() as work:
        kept = store.find_document(work, number, NAME)
        return store.open_document(work, kept) if kept else None


def told(office: Office) -> int:
    with office.reading() as work:
        return len(list(work.session.scalars(select(Notice).where(Notice.kind == NoticeKind.TEMPORARY_PLATE))))


@pytest.mark.parametrize("slug", PLATES)
def test_it_is_there_to_be_printed_before_the_plates_are_made(
    office: Office, partners: Partners, reviewer: Actor, producer: Actor, tmp_path: Path, slug: ServiceSlug
) -> None:
    case = approved(office, partners, reviewer, slug, temporary_plate=True)
    assert paper(office, case.number) is None
    for _ in range(2):  # pressed twice, it is made and told once
        made = production.produce(office, producer, case.number, case.version)
    assert acts.look(office, case.number).status is ApplicationStatus.IN_PRODUCTION
    pdf = paper(office, case.number)
    assert pdf
    said = text_of(pdf, tmp_path).replace(" ", "")
    for wanted in (str(made.temporary_plate), str(CAR["plate"]), "2026年12月5日", "临时行驶车号牌"):
        assert wanted in said, wanted
    with office.reading() as work:
        own = list_papers(work, cases.get_case(work.session, case.number), None)
    assert [one.id for one in own] == [NAME]
    assert told(office) == 1
    Worker(office, threading.Event()).tick()
    (message,) = [one["text"] for key, one in partners.messages.items() if NoticeKind.TEMPORARY_PLATE in key]
    assert "我的申请" in message
    assert "2026-12-05" in message
    assert str(CAR["plate"]) not in message


@pytest.mark.parametrize("slug", PLATES)
def test_who_wanted_none_is_told_of_none(
    office: Office, partners: Partners, reviewer: Actor, producer: Actor, slug: ServiceSlug
) -> None:
    case = approved(office, partners, reviewer, slug, temporary_plate=False)
    production.produce(office, producer, case.number, case.version)
    assert (paper(office, case.number), told(office)) == (None, 0)


def test_a_registry_that_is_down_gives_none_and_the_worker_makes_it_later(
    office: Office, partners: Partners, reviewer: Actor, producer: Actor
) -> None:
    case = approved(office, partners, reviewer, PLATES[0], temporary_plate=True)
    partners.down.add("vehicles")
    with pytest.raises(Refused):
        production.produce(office, producer, case.number, case.version)
    assert (paper(office, case.number), told(office)) == (None, 0)
    partners.down.clear()
    Worker(office, threading.Event()).tick()
    assert paper(office, case.number)
    assert told(office) == 1
