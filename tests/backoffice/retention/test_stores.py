"""One contract for every store: a folder, and an S3-compatible store over HTTP. Nothing is lost when a store fails."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError
from sqlalchemy import select

from backoffice.office import SYSTEM, Actor, Office
from backoffice.refusals import Reason, Refused
from backoffice.retention import faces
from backoffice.retention import services as evidence
from backoffice.retention.models import EvidenceKind, EvidenceObject
from backoffice.retention.stores import ObjectStore, StoreDown, open_stores
from backoffice.retention.sweeping import YOUNGEST, check, sweep
from backoffice.retention.vault import Vault, object_name
from backoffice.review import cases
from backoffice.review.models import Case
from backoffice.settings import EvidenceStoreSettings, Settings, StoreKind
from domain.clock import FrozenClock, SystemClock
from domain.wire.v1_faces import FaceBody
from tests.backoffice import acts
from tests.backoffice.people import application
from tests.backoffice.retention.s3 import BUCKETS, S3, running_s3
from tests.backoffice.serving import connected
from tests.backoffice.terminals import HandMadeTerminal, interface, problem

Log = pytest.LogCaptureFixture


@pytest.fixture(scope="module")
def s3() -> Iterator[S3]:
    with running_s3() as running:
        yield running


@pytest.fixture(params=["folder", "s3"])
def told(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> Settings:
    """Settings that name one kind of store."""
    if request.param == "folder":
        return settings
    store: S3 = request.getfixturevalue("s3")
    return settings.model_copy(update={"evidence_store": store.settings(tmp_path)})


@pytest.fixture
def store(told: Settings) -> ObjectStore:
    return open_stores(told)[0]


def with_store(office: Office, told: Settings) -> Office:
    """Return `office` with the stores that `told` names."""
    of_evidence, of_faces = open_stores(told)
    keys = told.keys_dir
    return replace(office, vault=Vault(keys, of_evidence), faces=Vault(keys, of_faces, master="face-master.key"))


@pytest.fixture
def down(settings: Settings, s3: S3, tmp_path: Path) -> Settings:
    """Settings of a store that does not answer."""
    return settings.model_copy(update={"evidence_store": s3.settings(tmp_path, endpoint="http://127.0.0.1:1")})


def test_what_was_put_is_got_until_it_is_deleted(store: ObjectStore) -> None:
    name, other = object_name(), object_name()
    store.put(name, b"sealed" * 1000)
    store.put(other, b"")
    assert store.get(name) == b"sealed" * 1000
    assert store.get(other) == b""
    store.delete(name)
    store.delete(name)
    with pytest.raises(LookupError):
        store.get(name)
    assert store.get(other) == b""


def test_what_lies_there_is_listed_with_its_age(store: ObjectStore) -> None:
    names = {object_name() for _ in range(3)}
    before = SystemClock().now() - timedelta(minutes=1)
    for name in names:
        store.put(name, b"sealed")
    listed = {one.name: one.since for one in store.list_kept()}
    assert names <= listed.keys()
    assert all(before < listed[name] < before + timedelta(minutes=5) for name in names)


def test_only_own_names_are_taken(store: ObjectStore) -> None:
    for wrong in ("../keys/master", "a/b", "", "a.b"):
        for ask in (lambda name: store.put(name, b"x"), store.get, store.delete):
            with pytest.raises(ValueError, match="hexadecimal"):
                ask(wrong)


def test_a_case_lies_in_its_store_and_its_faces_apart(office: Office, told: Settings, s3: S3) -> None:
    office = with_store(office, told)
    number = acts.take_in(office)
    with office.writing(SYSTEM) as work:
        assert cases.get_body(work, number) == application()
        named = set(work.session.scalars(select(EvidenceObject.object_name)))
    of_evidence, of_faces = open_stores(told)
    assert named <= {one.name for one in of_evidence.list_kept()}
    assert named.isdisjoint(one.name for one in of_faces.list_kept())


def test_a_missing_object_is_told_and_stops_nothing_else(office: Office, told: Settings, caplog: Log) -> None:
    office = with_store(office, told)
    number = acts.take_in(office)
    with office.reading() as work:
        name = work.session.scalars(select(EvidenceObject.object_name)).one()
    office.vault.store.delete(name)
    caplog.clear()
    with office.reading() as work, pytest.raises(Refused) as refused:
        evidence.find(work, number, EvidenceKind.APPLICATION)
    assert refused.value.reason is Reason.EVIDENCE_MISSING
    assert name in caplog.text
    assert number not in caplog.text
    caplog.clear()
    assert acts.take_in(office, application(2))


def test_wrong_credentials_are_refused_clearly(settings: Settings, s3: S3, tmp_path: Path, caplog: Log) -> None:
    for bent in ({"access_key": "nobody"}, {"secret_key": "wrong"}):
        told = settings.model_copy(update={"evidence_store": s3.settings(tmp_path, **bent)})
        store = open_stores(told)[0]
        for ask in (
            lambda one: one.put(object_name(), b"x"),
            lambda one: one.get(object_name()),
            lambda one: [*one.list_kept()],
        ):
            with pytest.raises(StoreDown) as refused:
                ask(store)
            assert refused.value.why in {"InvalidAccessKeyId", "SignatureDoesNotMatch", "AccessDenied"}
    assert "wrong" not in caplog.text
    caplog.clear()


def test_a_bucket_that_is_not_there_is_no_missing_object(settings: Settings, s3: S3, tmp_path: Path, caplog: Log) -> None:
    store = open_stores(settings.model_copy(update={"evidence_store": s3.settings(tmp_path, bucket="elsewhere")}))[0]
    with pytest.raises(StoreDown) as refused:
        store.get(object_name())
    assert refused.value.why == "NoSuchBucket"
    caplog.clear()


def test_while_the_store_is_down_nothing_is_taken_and_nothing_lost(
    office: Office, down: Settings, settings: Settings, caplog: Log
) -> None:
    broken = with_store(office, down)
    with connected(interface(broken)) as http:
        terminal = HandMadeTerminal(http, broken)
        terminal.enrol()
        body = application().model_copy(update={"number": terminal.number(1, office.clock.now())})
        key = "5a1fb2f2-6b6d-4a58-9a57-4f2f1c7f0b11"
        sealed = terminal.sealed(body)
        refused = terminal.post("/terminal/v1/applications", sealed, key)
        assert problem(refused) == (503, "office_busy")
        assert refused.headers["Retry-After"] == "30"
    with office.reading() as work:
        assert work.session.scalars(select(Case)).all() == []
    with connected(interface(office)) as http:  # the store is back
        terminal.http = http
        taken = terminal.post("/terminal/v1/applications", sealed, key)
        assert (taken.status_code, taken.json()["replayed"]) == (200, False)
    caplog.clear()


def test_a_full_disk_is_a_store_that_is_down(office: Office, monkeypatch: pytest.MonkeyPatch, caplog: Log) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as bent:
        bent.setattr(os, "fsync", full)
        with pytest.raises(StoreDown):
            acts.take_in(office)
    with office.reading() as work:
        assert work.session.scalars(select(Case)).all() == []
    caplog.clear()


def test_retention_ends_even_while_the_store_is_down(office: Office, down: Settings, settings: Settings, caplog: Log) -> None:
    number = acts.take_in(office)
    evidence.destroy(with_store(office, down), SYSTEM, number)
    with office.reading() as work, pytest.raises(Refused) as gone:
        evidence.find(work, number, EvidenceKind.APPLICATION)
    assert gone.value.reason is Reason.EVIDENCE_GONE
    assert len(list(office.vault.store.list_kept())) == 1
    later = replace(office, clock=FrozenClock(SystemClock().now() + YOUNGEST * 2))
    assert sweep(later, YOUNGEST, delete=True)["evidence"].orphans == 1
    assert list(office.vault.store.list_kept()) == []
    caplog.clear()


def test_objects_without_a_row_are_swept_when_they_are_old(office: Office, told: Settings) -> None:
    office = with_store(office, told)
    for store in open_stores(told):  # the S3 store is shared by all tests here
        for one in store.list_kept():
            store.delete(one.name)
    number = acts.take_in(office)
    name = object_name()
    office.vault.store.put(name, b"its transaction never committed")
    with office.writing(Actor("terminal:1")) as work:
        faces.keep(work, number, FaceBody(number=number, terminal_id="t", taken_at=work.now, pictures=["V0xm"]))
    young = replace(office, clock=SystemClock())
    assert sweep(young, timedelta(0), delete=True)["evidence"].orphans == 0
    later = replace(office, clock=FrozenClock(SystemClock().now() + timedelta(hours=25)))
    assert sweep(later, timedelta(hours=24), delete=False)["evidence"].orphans == 1
    assert office.vault.store.get(name)
    swept = sweep(later, timedelta(hours=24), delete=True)
    assert (swept["evidence"].objects, swept["evidence"].orphans, swept["faces"].orphans) == (2, 1, 0)
    with pytest.raises(LookupError):
        office.vault.store.get(name)
    with office.writing(SYSTEM) as work:
        assert cases.get_body(work, number) == application()
        assert faces.find(work, number) is not None


def test_check_says_whether_a_store_works(office: Office, told: Settings, down: Settings, caplog: Log) -> None:
    check(with_store(office, told))
    with pytest.raises(StoreDown):
        check(with_store(office, down))
    caplog.clear()


def test_half_a_configuration_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="credentials"):
        EvidenceStoreSettings(kind=StoreKind.S3, endpoint="http://127.0.0.1:1", bucket=BUCKETS[0])
