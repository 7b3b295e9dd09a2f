"""A stolen disk or log tells nothing: no name, number, phone or address in any file the office writes."""

import json
import logging
import threading

import pytest

from backoffice.office import SYSTEM, Actor, Office
from backoffice.retention import services as evidence
from backoffice.retention.vault import SealBroken
from backoffice.review import decisions
from backoffice.worker import Worker
from domain.reasons import ReasonCode
from tests.backoffice import acts
from tests.backoffice.partners import Partners
from tests.backoffice.people import SECRETS, application

NOTE = "当事人电话说明"


def test_no_file_holds_plain_text(
    office: Office, partners: Partners, reviewer: Actor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    case = acts.ready_to_decide(office, partners, reviewer)
    with office.writing(reviewer) as work:
        decisions.reject(work, case.number, case.version, (ReasonCode.LAW,), NOTE)
    Worker(office, threading.Event()).tick()
    assert len(partners.messages) == 2

    folder = office.settings.state_dir.parent  # the database, its journal, keys and evidence
    contents = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert sum(name.startswith("office.db") for name in contents) >= 2
    for secret in (*SECRETS, NOTE):
        forms = {secret.encode(), json.dumps(secret).strip('"').encode(), secret.encode("utf-16-le")}
        assert not [name for name, content in contents.items() if any(form in content for form in forms)], "plain text found"
        assert secret not in caplog.text


def test_files_are_the_offices_own(office: Office) -> None:
    acts.take_in(office)
    state = office.settings.state_dir
    assert all(path.stat().st_mode & 0o077 == 0 for path in state.rglob("*"))


def test_an_object_of_one_case_does_not_open_another(office: Office) -> None:
    first, second = acts.take_in(office), acts.take_in(office, application(2))
    with office.writing(SYSTEM) as work:
        sealed = evidence.seal_text(work, first, "note", "x")
        assert evidence.open_text(work, first, "note", sealed) == "x"
        for number, use in ((second, "note"), (first, "other")):
            with pytest.raises(SealBroken):
                evidence.open_text(work, number, use, sealed)
