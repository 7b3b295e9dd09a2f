"""The chain: what was sealed cannot be changed, moved or left out without being seen."""

import pytest
from sqlalchemy import text

from backoffice.audit import services as audit
from backoffice.audit.reading import AuditFilter, list_entries
from backoffice.audit.services import ChainReport
from backoffice.office import SYSTEM, Office

DISARM = ("DROP TRIGGER audit_entry_no_delete", "DROP TRIGGER audit_entry_no_update")


def write(office: Office, *actions: str) -> None:
    with office.writing(SYSTEM) as work:
        for action in actions:
            audit.record(work, action, "2611200007000010", ("R-DATA",))


def seal(office: Office) -> int:
    with office.writing(SYSTEM) as work:
        return audit.seal(work.session)


def report(office: Office) -> ChainReport:
    with office.reading() as work:
        return audit.verify(work.session)


def test_an_empty_log_holds(office: Office) -> None:
    assert report(office) == ChainReport(0, 0, None, None)


def test_sealing_goes_on_where_it_ended(either_office: Office) -> None:
    office = either_office
    write(office, "a", "b")
    assert report(office).waiting == 2
    assert seal(office) == 2
    write(office, "c")
    assert seal(office) == 1
    assert seal(office) == 0
    held = report(office)
    assert (held.sealed, held.waiting, held.broken_at) == (3, 0, None)
    assert held.head is not None


@pytest.mark.parametrize(
    ("forgery", "position"),
    [
        ("UPDATE audit_entry SET actor = 'somebody' WHERE id = 2", 2),
        ("UPDATE audit_entry SET codes = '[]' WHERE id = 2", 2),
        ("UPDATE audit_entry SET subject = NULL WHERE id = 3", 3),
        ("UPDATE audit_entry SET at = '2020-01-01 00:00:00' WHERE id = 1", 1),
        ("DELETE FROM audit_entry WHERE id = 2", 2),
        ("DELETE FROM audit_entry WHERE id = 1", 1),
        ("UPDATE audit_entry SET seal = 'x' WHERE id = 3", 3),
        ("UPDATE audit_entry SET id = 99 WHERE id = 2", 2),
    ],
)
def test_a_forgery_past_the_triggers_is_seen(office: Office, forgery: str, position: int) -> None:
    write(office, "a", "b", "c")
    seal(office)
    with office.database.writing() as session:
        for statement in (*DISARM, forgery):
            session.execute(text(statement))
    assert report(office).broken_at == position


def test_a_cut_off_end_shows_in_the_head(office: Office) -> None:
    write(office, "a", "b")
    seal(office)
    head = report(office).head
    with office.database.writing() as session:
        for statement in (*DISARM, "DELETE FROM audit_entry WHERE id = 2"):
            session.execute(text(statement))
    cut = report(office)
    assert cut.broken_at is None
    assert cut.head != head


def test_newest_first_by_subject_and_actor(office: Office) -> None:
    write(office, "a", "b")
    with office.reading() as work:
        assert [one.action for one in list_entries(work, AuditFilter(subject="2611200007000010"))] == ["b", "a"]
        assert list_entries(work, AuditFilter(actor="lijing")) == []
        assert len(list_entries(work, AuditFilter(), limit=1)) == 1
