"""One office for the whole walk: two districts with one of everything, everybody's session; put back after changes."""

import hashlib
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

import httpx
from sqlalchemy import select

from backoffice.audit import questions
from backoffice.audit.models import AuditEntry
from backoffice.audit.rules import Rule
from backoffice.fleet.models import FleetConfiguration, Technician, Terminal
from backoffice.office import SYSTEM, Office, Work, clerk
from backoffice.payments import differences, reconciling
from backoffice.payments.differences import Proposal
from backoffice.payments.matching import Explanation
from backoffice.payments.models import Payment
from backoffice.payments.statement_models import Difference
from backoffice.review import cases
from backoffice.settings import load_settings
from backoffice.staff.models import Role, Staff, StaffSession
from backoffice.staff.sessions import HANDLE_SIGNS, hash_of
from backoffice.violations.models import Statement
from domain.clock import FrozenClock
from tests.backoffice.conftest import OVERLAY
from tests.backoffice.desk.serving import Serving, serving
from tests.backoffice.partners import KEY, Partners, running_partners
from tests.backoffice.payments.statements import statement
from tests.backoffice.people import FRIDAY_NOON
from tests.backoffice.security.world import District, Furnisher, Things

HERE, ELSEWHERE = "500103", "500106"
COOKIE = "office_session"


@dataclass
class House:
    """The running office, and what paths and forms may name in it: here, and in another district."""

    served: Serving
    http: httpx.Client
    kept: Path
    here: Things
    elsewhere: Things
    changed: bool = False
    tables: dict[str, str] = field(default_factory=dict)
    read_at: tuple[int, ...] = ()

    @property
    def office(self) -> Office:
        return self.served.office

    @property
    def file(self) -> Path:
        return self.office.settings.state_dir.parent / "office.db"

    def trace(self, *but: str) -> dict[str, str]:
        """Return a hash of what every table holds: whatever an action would leave behind, wherever.

        Read anew only where something was written since.
        """
        stamp = self._stamp()
        if stamp != self.read_at:
            self.tables, self.read_at = _tables_of(self.file), stamp
        return {name: hashed for name, hashed in self.tables.items() if name not in but}

    def _stamp(self) -> tuple[int, ...]:
        """Return what differs once anything was written: every commit goes into the log."""
        files = (self.file, self.file.with_name(self.file.name + "-wal"))
        found = [file.stat() for file in files if file.exists()]
        return tuple(number for one in found for number in (one.st_ino, one.st_size, one.st_mtime_ns))

    def put_back(self) -> None:
        """Bring the database back to how it was before the walk."""
        self.office.database.close()
        for beside in ("-wal", "-shm"):
            self.file.with_name(self.file.name + beside).unlink(missing_ok=True)
        shutil.copyfile(self.kept, self.file)
        self.changed = False


def _tables_of(file: Path) -> dict[str, str]:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as line:
        names = [name for (name,) in line.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: _hash_of(line.execute(f'SELECT * FROM "{name}" ORDER BY rowid')) for name in names}  # noqa: S608


def _hash_of(rows: Iterable[tuple[object, ...]]) -> str:
    return hashlib.sha256(repr(list(rows)).encode()).hexdigest()


@contextmanager
def standing(folder: Path, migrated: Path) -> Iterator[House]:
    """Open the office and let everybody in."""
    shutil.copyfile(migrated, folder / "office.db")
    overlay = folder / "overlay.toml"
    with running_partners() as partners:
        database = f"sqlite:///{folder / 'office.db'}"
        overlay.write_text(OVERLAY.format(state=folder / "state", database=database, url=partners.url, key=KEY))
        with (
            serving(load_settings(overlay), FrozenClock(FRIDAY_NOON)) as served,
            httpx.Client(base_url=served.url, timeout=30, trust_env=False) as http,
        ):
            here, elsewhere = _furnished(served.office, partners)
            house = House(served, http, folder / "kept.db", here, elsewhere)
            _checkpoint(served.office)
            shutil.copyfile(house.file, house.kept)
            http.get("/desk/sign-in")  # the server's thread is there before the first test begins
            yield house


def _furnished(office: Office, partners: Partners) -> tuple[Things, Things]:
    """Let everybody in, put one of everything into both districts, and take in a day's statement that knows of no payment."""
    districts = (District(HERE, 7, "此地人", {}, 1), District(ELSEWHERE, 9, "别处人", {}, 51))
    _let_everybody_in(office, districts)
    found = [_described(office, one, Furnisher(office, partners, one).furnish()) for one in districts]
    with office.writing(SYSTEM) as work:
        reconciling.import_statement(work, statement([]))
    for district, things in zip(districts, found, strict=True):
        _explain(office, district, things)
    with office.writing(SYSTEM) as work:
        for one in found:
            one.versions.update(_versions_of(work, one.words))
            one.words.update((f"{name}_version", version) for name, version in one.versions.items())
        work.session.add(FleetConfiguration(version=1, made_at=work.now, made_by="-", note="", fragment="", sha256="-"))
        work.session.add(Technician(number="0217", pin="-", added_at=work.now))
    return found[0], replace(found[1], telling=(*found[1].telling, "-elsewhere"))


def _described(office: Office, district: District, things: Things) -> Things:
    """Add what belongs to somebody of the staff: an account, a session, a question of the auditor."""
    reviewer = district.who[Role.REVIEWER]
    with office.writing(district.who[Role.AUDITOR]) as work:
        entry = work.session.scalars(select(AuditEntry.id).where(AuditEntry.staff_id == reviewer.staff_id).limit(1)).one()
        question = questions.ask(work, Rule.NIGHT, entry)
        work.session.flush()
        things.words.update(entry=str(entry), question_id=str(question.id))
    things.words["username"] = "somebody" if district.code == HERE else "somebody-elsewhere"
    things.words["handle"] = hash_of(reviewer.name)[:HANDLE_SIGNS]
    return things


def _versions_of(work: Work, words: dict[str, str]) -> dict[str, str]:
    """Return the versions of the things that have one."""
    work.session.flush()
    found = {name: cases.find_case(work.session, number) for name, number in words.items()}
    versions = {name: case.version for name, case in found.items() if case is not None}
    versions["statement"] = work.session.get_one(Statement, words["statement"]).version
    versions["order_id"] = work.session.get_one(Payment, UUID(words["order_id"])).version
    versions["difference_id"] = work.session.get_one(Difference, int(words["difference_id"])).version
    return {name: str(version) for name, version in versions.items()}


def _explain(office: Office, district: District, things: Things) -> None:
    """Explain the difference of a payment; nobody agreed yet."""
    with office.writing(district.who[Role.ACCEPTOR]) as work:
        order = UUID(things.words["order_id"])
        found = work.session.scalars(select(Difference).where(Difference.order_id == order)).one()
        differences.explain(work, found.id, found.version, Proposal(Explanation.WINDOW, "x"))
        things.words["difference_id"] = str(found.id)


def _let_everybody_in(office: Office, districts: tuple[District, ...]) -> None:
    """Enrol the terminals, and let everybody sign in.

    `<role>` and `<role>-beside` work here, `<role>-elsewhere` in the other district, `<role>-city` in the whole city.
    """
    with office.writing(SYSTEM) as work:
        for one in districts:
            work.session.add(_terminal(one, work.now))
            suffix = "" if one.code == HERE else "-elsewhere"
            one.who.update((role, clerk(_let_in(work, f"{role}{suffix}", role, one.code))) for role in Role)
            _let_in(work, f"somebody{suffix}", Role.PRODUCER, one.code)
        for role in Role:
            _let_in(work, f"{role}-beside", role, HERE)
            _let_in(work, f"{role}-city", role)
        _let_in(work, "newcomer", Role.REVIEWER).must_change_password = True


def _terminal(district: District, now: datetime) -> Terminal:
    return Terminal(
        terminal_id=district.terminal_id,
        terminal_number=district.terminal,
        public_key="-",
        place_zh=f"样本商场{district.terminal}",
        place_en="Sample mall",
        district=district.code,
        enrolled_at=now,
    )


def _let_in(work: Work, username: str, role: Role, *districts: str) -> Staff:
    """Add a member of staff with a session whose cookie is the name."""
    staff = Staff(
        username=username,
        display_name=username,
        password_hash="-",
        roles=[role.value],
        districts=list(districts),
        created_at=work.now,
    )
    session = StaffSession(
        token_hash=hash_of(username),
        staff=staff,
        csrf_token="csrf",
        created_at=work.now,
        last_seen_at=work.now,
        proved_at=work.now,
    )
    work.session.add(session)
    work.session.flush()
    return staff


def _checkpoint(office: Office) -> None:
    with office.database.engine.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
    office.database.close()
