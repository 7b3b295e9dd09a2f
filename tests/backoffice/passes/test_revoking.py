"""A pass is revoked by its own district only, and listed there only; whoever checks one on the road looks in the whole city."""

from datetime import timedelta

import pytest

from backoffice.office import SYSTEM, Office
from backoffice.passes import services
from backoffice.passes.models import IssuedPass, RevokedFor
from backoffice.refusals import Reason, Refused
from backoffice.review import cases
from backoffice.staff.models import Role
from tests.backoffice import acts

PASS = "HC2611200001"


@pytest.fixture
def issued(either_office: Office) -> str:
    number = acts.take_in(either_office)
    with either_office.writing(SYSTEM) as work:
        cases.get_case(work.session, number).district = "500103"
        work.session.add(
            IssuedPass(
                number=PASS,
                case_number=number,
                kind="long",
                plate_hash="0" * 64,
                valid_from=work.now.date(),
                valid_until=work.now.date() + timedelta(days=30),
                issued_at=work.now,
                sealed=b"sealed",
                text_sha256="0" * 64,
            )
        )
    return PASS


def test_another_district_neither_lists_nor_revokes(either_office: Office, issued: str) -> None:
    here, there = (acts.add(either_office, code, Role.SUPERVISOR, districts=[code]) for code in ("500103", "500106"))
    with either_office.reading(there) as work:
        assert services.list_newest(work) == []
    with either_office.writing(there) as work, pytest.raises(Refused, match=Reason.NOT_FOUND):
        services.revoke(work, issued, RevokedFor.MISUSE)
    with either_office.writing(here) as work:
        assert [one.number for one in services.list_newest(work)] == [issued]
        assert services.revoke(work, issued, RevokedFor.MISUSE).revoked_at == work.now
