"""The demo's day: every desk has something on it, and it came about by the office's own operations."""

import io
from collections.abc import Iterator

import pytest
from PIL import Image
from sqlalchemy import func, select

from backoffice.audit import services as audit
from backoffice.audit.models import AuditQuestion
from backoffice.audit.reading import looked_at
from backoffice.database import Base
from backoffice.demo_day import portraits
from backoffice.demo_day.citizens import invent
from backoffice.demo_day.day import make_day
from backoffice.dispatch.models import Waybill
from backoffice.fleet.models import FleetAlarm, Terminal
from backoffice.intake.models import Quarantined
from backoffice.office import Office
from backoffice.opening import open_office
from backoffice.payments.models import Payment, PaymentState
from backoffice.payments.statement_models import AcquirerStatement, Difference, DifferenceState
from backoffice.production.models import Batch
from backoffice.refusals import Reason, Refused
from backoffice.review.catalogue import DESKS
from backoffice.review.models import Case
from backoffice.settings import Profile
from backoffice.troubles.models import RegistryGap
from backoffice.violations.models import Statement
from domain.application import ApplicationStatus as S
from domain.clock import FrozenClock
from tests.backoffice.demo.cities import NOW, City


@pytest.fixture
def city(first_city: City) -> Iterator[Office]:
    with first_city.opened() as office:
        yield office


def test_every_clerk_has_a_name_of_their_own(first_city: City) -> None:
    assert len({one.username for one in first_city.clerks}) == len(first_city.clerks) == 14


def test_cases_stand_in_many_places_and_of_every_service(city: Office) -> None:
    with city.reading() as work:
        statuses = set(work.session.scalars(select(Case.status)))
        services = set(work.session.scalars(select(Case.service)))
        newest = work.session.scalar(select(func.max(Case.received_at)))
        districts = work.session.scalar(select(func.count(func.distinct(Case.district))))
    assert {S.ACCEPTED, S.APPROVED, S.PRODUCED, S.POSTED, S.DELIVERED, S.CORRECTION_REQUESTED, S.COMPLETED} <= statuses
    assert len(services) >= 9
    assert services <= set(DESKS)
    assert newest is not None
    assert newest <= NOW
    assert (districts or 0) >= 7


def test_there_is_work_for_money_production_dispatch_and_fleet(city: Office) -> None:
    with city.reading() as work:
        states = set(work.session.scalars(select(Difference.state)))
        kinds = set(work.session.scalars(select(Difference.kind)))
        closed = work.session.scalar(select(func.count()).where(AcquirerStatement.closed_at.is_not(None)))
        refunds = set(work.session.scalars(select(Payment.state)))
        pieces = [work.session.scalar(select(func.count()).select_from(kind)) for kind in (Batch, Waybill, Terminal)]
        alarms = set(work.session.scalars(select(FleetAlarm.kind)))
    assert states == set(DifferenceState)
    assert len(kinds) == 5
    assert (closed or 0) >= 1
    assert PaymentState.REFUND_DUE in refunds or PaymentState.REFUNDED in refunds
    assert all(pieces)
    assert {"offline", "level_low"} <= {str(kind) for kind in alarms}


@pytest.mark.parametrize("table", [Quarantined, RegistryGap, AuditQuestion])
def test_what_seldom_happens_is_there(city: Office, table: type[Base]) -> None:
    with city.reading() as work:
        assert work.session.scalar(select(func.count()).select_from(table))


def test_every_desk_of_statements_has_something(city: Office) -> None:
    with city.reading() as work:
        stand = {(one.way.value, one.step.value) for one in work.session.scalars(select(Statement))}
    ways = {(way, step) for way in ("defend", "object") for step in ("open", "adopted", "declined")}
    assert stand == ways | {("object", "forwarded")}


def test_the_chain_holds_and_the_rules_find_the_night(city: Office) -> None:
    with city.reading() as work:
        report = audit.verify(work.session)
        looked = looked_at(work, NOW.date().replace(day=13), NOW.date())
    assert (report.broken_at, report.waiting) == (None, 0)
    assert looked.views > 50
    assert "night" in {hint.rule for hint in looked.hints}


def test_a_full_database_and_production_are_refused(city: Office) -> None:
    with pytest.raises(Refused) as caught:
        make_day(city, NOW, 12)
    assert caught.value.reason is Reason.WRONG_STATUS
    settings = city.settings.model_copy(update={"profile": Profile.PRODUCTION})
    other = open_office(settings, FrozenClock(NOW))
    with pytest.raises(Refused) as caught:
        make_day(other, NOW, 12)
    other.database.close()
    assert caught.value.reason is Reason.REFUSED_PROFILE


def test_people_are_the_same_each_time_and_their_portraits_fit() -> None:
    assert invent(7) == invent(7) != invent(8)
    face = invent(7).face
    assert len(portraits.chip_jpeg(face)) <= portraits.CHIP_BYTES
    with Image.open(io.BytesIO(portraits.registry_jpeg(face))) as picture:
        assert picture.size == (portraits.WIDTH, portraits.HEIGHT)
