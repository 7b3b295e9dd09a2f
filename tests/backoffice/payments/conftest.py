"""The desk over HTTP, as the tests of the payments desk use it, and who sits there."""

import pytest

from backoffice.office import Actor, Office
from backoffice.staff.models import Role
from tests.backoffice import acts
from tests.backoffice.desk.conftest import desk_office, http, password_hash, served, signed_in

__all__ = ["desk_office", "http", "password_hash", "served", "signed_in"]


@pytest.fixture
def chief(office: Office) -> Actor:
    return acts.add(office, "chief", Role.SUPERVISOR)
