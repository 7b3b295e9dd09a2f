"""A backup is whole or refused, on both engines and with either store; what came after it the terminals bring again."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import func, select, text

from backoffice.audit import services as audit
from backoffice.migrations import alembic_config, migrate
from backoffice.office import SYSTEM, Office
from backoffice.opening import open_office
from backoffice.recovery import databases, epochs
from backoffice.recovery.manifest import FILE, BackupImpossible, kept_file
from backoffice.recovery.services import back_up, restore, verify
from backoffice.retention import faces
from backoffice.retention.models import EvidenceObject
from backoffice.review import cases
from backoffice.review.models import Case
from domain.wire.v1_faces import FaceBody
from tests.backend_client.live_office import RunningClock
from tests.backoffice import acts
from tests.backoffice.backup.places import CLOCK, Site, Street
from tests.backoffice.people import application
from tests.backoffice.retention.s3 import S3, running_s3

NEWEST = ScriptDirectory.from_config(alembic_config()).get_current_head()


@pytest.fixture(scope="module")
def s3() -> Iterator[S3]:
    with running_s3() as running:
        yield running


def a_case_with_faces(office: Office, running: int) -> str:
    number = acts.take_in(office, application(running))
    with office.writing(SYSTEM) as work:
        faces.keep(work, number, FaceBody(number=number, terminal_id="t", taken_at=work.now, pictures=["V0xm"]))
    return number


def test_a_backup_brings_everything_back(site: Site, tmp_path: Path) -> None:
    settings = site.plot()
    office = site.office(settings)
    number = a_case_with_faces(office, 1)
    with office.writing(SYSTEM) as work:
        audit.seal(work.session)
    told = back_up(settings, CLOCK, tmp_path / "copy").told
    assert (told["gone"], told["migration"]) == (0, NEWEST)
    later = acts.take_in(office, application(2))
    office.database.close()

    fresh = site.plot()
    assert verify(tmp_path / "copy").manifest.made_at == CLOCK.now()
    outcome = restore(fresh, CLOCK, tmp_path / "copy")
    restored = site.office(fresh)
    with restored.writing(SYSTEM) as work:
        assert cases.get_body(work, number) == application(1)
        shown = faces.find(work, number)
        assert shown is not None
        assert shown.pictures == ["V0xm"]
        assert cases.find_case(work.session, later) is None
        assert epochs.name_of_epoch(work.session) == outcome.epoch != epochs.FIRST
        assert audit.verify(work.session).broken_at is None
        assert work.office.vault.person_hash("1") == office.vault.person_hash("1")
    acts.take_in(restored, application(2))  # sequences and triggers are there, too
    restored.database.close()


def test_nothing_is_put_over_an_office(site: Site, tmp_path: Path) -> None:
    settings = site.plot()
    office = site.office(settings)
    number = a_case_with_faces(office, 1)
    back_up(settings, CLOCK, tmp_path / "copy")
    with pytest.raises(BackupImpossible, match="already"):
        back_up(settings, CLOCK, tmp_path / "copy")
    with pytest.raises(BackupImpossible, match="already"):
        restore(settings, CLOCK, tmp_path / "copy")
    with office.writing(SYSTEM) as work:
        assert cases.get_body(work, number) == application(1)
    office.database.close()


@pytest.mark.parametrize("damage", ["changed", "cut", "missing", "strange", "manifest", "no manifest"])
def test_a_damaged_backup_is_refused_before_anything_happens(sqlite_site: Site, tmp_path: Path, damage: str) -> None:
    settings = sqlite_site.plot()
    office = sqlite_site.office(settings)
    a_case_with_faces(office, 1)
    office.database.close()
    copy = tmp_path / "copy"
    back_up(settings, CLOCK, copy)
    one = next((copy / "evidence").glob("??/*"))
    if damage == "changed":
        one.write_bytes(bytes(len(one.read_bytes())))
    elif damage == "cut":
        one.write_bytes(one.read_bytes()[:-1])
    elif damage == "missing":
        one.unlink()
    elif damage == "strange":
        (copy / "keys" / "other.key").write_bytes(b"x")
    elif damage == "manifest":
        (copy / FILE).write_text((copy / FILE).read_text()[:-9])
    else:
        (copy / FILE).unlink()
    fresh = sqlite_site.plot()
    with pytest.raises(BackupImpossible):
        verify(copy)
    with pytest.raises(BackupImpossible):
        restore(fresh, CLOCK, copy)
    assert not fresh.state_dir.exists()


def test_a_database_that_cannot_be_read_is_refused(site: Site, tmp_path: Path) -> None:
    """Whoever makes a manifest of what is damaged already is not believed either."""
    settings = site.plot()
    site.office(settings).database.close()
    copy = tmp_path / "copy"
    manifest = back_up(settings, CLOCK, copy).manifest
    name = "office.db" if manifest.engine == "sqlite" else "office.dump"
    (copy / name).write_bytes(b"SQLite format 3\0" + b"\xff" * 4096)
    told = json.loads((copy / FILE).read_text())
    told["files"][name] = kept_file(copy / name).model_dump()
    (copy / FILE).write_text(json.dumps(told))
    with pytest.raises(BackupImpossible):
        verify(copy)


def test_a_backup_of_a_newer_office_waits_for_its_software(sqlite_site: Site, tmp_path: Path) -> None:
    settings = sqlite_site.plot()
    office = sqlite_site.office(settings)
    with office.database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    office.database.close()
    back_up(settings, CLOCK, tmp_path / "copy")
    with pytest.raises(BackupImpossible, match="newer"):
        restore(sqlite_site.plot(), CLOCK, tmp_path / "copy")


def test_a_restore_that_fails_can_be_done_again(sqlite_site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = sqlite_site.plot()
    office = sqlite_site.office(settings)
    number = a_case_with_faces(office, 1)
    office.database.close()
    back_up(settings, CLOCK, tmp_path / "copy")
    fresh = sqlite_site.plot()

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as bent:
        bent.setattr(databases, "put_back", full)
        with pytest.raises(OSError, match="space"):
            restore(fresh, CLOCK, tmp_path / "copy")
    restore(fresh, CLOCK, tmp_path / "copy")
    restored = sqlite_site.office(fresh)
    with restored.writing(SYSTEM) as work:
        assert cases.get_body(work, number) == application(1)
    restored.database.close()


def test_objects_of_an_s3_store_come_along_or_stay(sqlite_site: Site, tmp_path: Path, s3: S3) -> None:
    settings = sqlite_site.plot().model_copy(update={"evidence_store": s3.settings(tmp_path)})
    office = sqlite_site.office(settings)
    number = a_case_with_faces(office, 1)
    office.database.close()
    back_up(settings, CLOCK, tmp_path / "copy")
    assert back_up(settings, CLOCK, tmp_path / "light", objects=False).manifest.objects == "left_in_store"
    for copy in ("copy", "light"):
        fresh = sqlite_site.plot()
        if copy == "light":
            fresh = fresh.model_copy(update={"evidence_store": settings.evidence_store})
        restore(fresh, CLOCK, tmp_path / copy)
        restored = sqlite_site.office(fresh)
        with restored.writing(SYSTEM) as work:
            assert cases.get_body(work, number) == application(1)
        restored.database.close()
    with pytest.raises(BackupImpossible, match="belongs into the backup"):
        back_up(sqlite_site.plot(), CLOCK, tmp_path / "folder", objects=False)


def test_the_terminals_close_the_gap(site: Site, tmp_path: Path) -> None:
    clock = RunningClock()
    settings = site.plot()
    settings.state_dir.mkdir()
    office = open_office(settings, clock)
    migrate(office.database.engine)
    street = Street(tmp_path / "terminal", office, clock)
    street.deliver(office)  # number 1
    street.lodge(2)
    street.deliver(office)
    back_up(settings, clock, tmp_path / "copy")
    clock.shift += timedelta(hours=20)
    for running in (3, 4, 5):
        street.lodge(running)
    street.deliver(office)
    before = street.receipts()
    office.database.close()  # it burnt down
    clock.shift += timedelta(days=3)
    fresh = site.plot()
    restore(fresh, clock, tmp_path / "copy")
    restored = open_office(fresh, clock)
    street.lodge(6)
    street.deliver(restored)
    after = street.receipts()
    with restored.reading() as work:
        kept = {case.number: case for case in work.session.scalars(select(Case))}
        objects = work.session.scalar(select(func.count(EvidenceObject.id)))
    assert kept.keys() == after.keys()
    assert len(kept) == objects == 6
    for number, entry in before.items():  # the citizen's days count from when the office first had it
        assert kept[number].received_at == entry.received_at == after[number].received_at
        assert kept[number].due_date == entry.due_date
    (new,) = after.keys() - before.keys()
    assert clock.now() - kept[new].received_at < timedelta(hours=1)
    with restored.writing(SYSTEM) as work:
        for number in kept:
            assert cases.get_body(work, number).number == number
    restored.database.close()
    street.engine.dispose()


def test_a_moment_outside_of_the_gap_is_not_believed(sqlite_site: Site) -> None:
    office = sqlite_site.office(sqlite_site.plot())
    now = CLOCK.now()
    hours = [timedelta(hours=n) for n in range(10)]
    with office.writing(SYSTEM) as work:
        said = now - hours[3]
        assert epochs.received_at(work.session, now, now - hours[4], said) == now  # never restored
        epochs.begin_epoch(work, now - hours[5])
        work.session.flush()
        believed = {
            (4, 3): said,  # lodged four hours ago, received three hours ago
            (2, 3): now,  # received before it was lodged
            (8, 7): now,  # received before the backup: the office would know it
        }
        for (lodged, received), expected in believed.items():
            assert epochs.received_at(work.session, now, now - hours[lodged], now - hours[received]) == expected
        assert epochs.received_at(work.session, now, now - hours[4], now + hours[1]) == now
        assert epochs.received_at(work.session, now, now - hours[4], None) == now
    office.database.close()


def test_terminals_paired_after_the_backup_do_not_share_numbers_with_new_ones(sqlite_site: Site) -> None:
    office = sqlite_site.office(sqlite_site.plot())
    with office.writing(SYSTEM) as work:
        first = epochs.begin_epoch(work, work.now).first_number
        work.session.flush()
        assert epochs.first_number(work.session) == first == epochs.SPARE_NUMBERS + 1
        again = epochs.begin_epoch(work, work.now).first_number
        assert again == first + epochs.SPARE_NUMBERS
    office.database.close()
