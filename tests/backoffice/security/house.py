"""One office for the whole walk: a case that a reviewer holds, a terminal, everybody's session; put back after changes."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import httpx
from sqlalchemy import func, select

from backoffice.fleet.models import Terminal
from backoffice.office import SYSTEM, Office, clerk
from backoffice.payments import reconciling
from backoffice.payments import services as payments
from backoffice.payments.models import Payment, PaymentState
from backoffice.payments.statement_models import Difference
from backoffice.review import cases
from backoffice.review.models import CaseEvent
from backoffice.settings import load_settings
from backoffice.staff.models import Role, Staff, StaffSession
from backoffice.staff.sessions import hash_of
from domain.clock import FrozenClock
from tests.backoffice import acts
from tests.backoffice.conftest import OVERLAY
from tests.backoffice.desk.serving import Serving, serving
from tests.backoffice.partners import KEY, running_partners
from tests.backoffice.payments.paying import paid_fee
from tests.backoffice.payments.statements import statement
from tests.backoffice.people import FRIDAY_NOON

HERE, ELSEWHERE = "500103", "500112"
ORDER = UUID("00000000-0000-4000-8000-000000000001")
COOKIE = "office_session"


@dataclass
class House:
    """The running office, and what paths may name in it."""

    served: Serving
    http: httpx.Client
    number: str
    kept: Path
    changed: bool = False

    @property
    def office(self) -> Office:
        return self.served.office

    def names(self, path: str) -> str:
        """Return a path with real things in it."""
        words = {
            "number": "0217" if "/technicians/" in path else self.number,
            "which": "chip",
            "place": "0",
            "index": "0",
            "terminal_id": "terminal-7",
            "username": "somebody",
            "day": "2026-11-19",
            "deed": "agree",
            "handle": "0" * 16,
            "order_id": str(ORDER),
            "command": "00000000-0000-4000-8000-000000000002",
        }
        for name in _names_in(path):
            path = path.replace("{" + name + "}", words.get(name, "1"))
        return path

    def trace(self) -> tuple[int, int, int, int]:
        """Return versions of case, payment and difference, and the number of events: what an action would leave behind."""
        with self.office.reading() as work:
            case = cases.get_case(work.session, self.number)
            events = select(func.count()).select_from(CaseEvent).where(CaseEvent.case_id == case.id)
            payment, difference = work.session.get_one(Payment, ORDER), work.session.get_one(Difference, 1)
            return case.version, payment.version, difference.version, work.session.scalar(events) or 0

    def put_back(self) -> None:
        """Bring the database back to how it was before the walk."""
        self.office.database.close()
        target = self.office.settings.state_dir.parent / "office.db"
        for beside in ("-wal", "-shm"):
            target.with_name(target.name + beside).unlink(missing_ok=True)
        shutil.copyfile(self.kept, target)
        self.changed = False


def _names_in(path: str) -> list[str]:
    return [part[1:-1] for part in path.split("/") if part.startswith("{")]


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
            _let_everybody_in(served.office)
            with served.office.reading() as work:
                reviewer = work.session.query(Staff).filter_by(username="reviewer").one()
            number = acts.ready_to_decide(served.office, partners, clerk(reviewer)).number
            _let_money_be_owed(served.office, number)
            house = House(served, http, number, folder / "kept.db")
            _checkpoint(served.office)
            shutil.copyfile(folder / "office.db", house.kept)
            http.get("/desk/sign-in")  # the server's thread is there before the first test begins
            yield house


def _let_everybody_in(office: Office) -> None:
    with office.writing(SYSTEM) as work:
        work.session.add(
            Terminal(
                terminal_id="terminal-7",
                terminal_number=7,
                public_key="-",
                place_zh="解放碑",
                place_en="Jiefangbei",
                district=HERE,
                enrolled_at=work.now,
            )
        )
        everybody: list[tuple[str, list[str], list[str]]] = [(role.value, [role.value], []) for role in Role]
        everybody += [(f"{role.value}-elsewhere", [role.value], [ELSEWHERE]) for role in Role]
        everybody += [("somebody", ["producer"], []), ("newcomer", ["reviewer"], [])]
        for username, roles, districts in everybody:
            staff = Staff(
                username=username,
                display_name=username,
                password_hash="-",
                roles=roles,
                districts=districts,
                must_change_password=username == "newcomer",
                created_at=work.now,
            )
            work.session.add(
                StaffSession(
                    token_hash=hash_of(username),
                    staff=staff,
                    csrf_token="csrf",
                    created_at=work.now,
                    last_seen_at=work.now,
                    proved_at=work.now,
                )
            )


def _let_money_be_owed(office: Office, number: str) -> None:
    """The case was paid for; the money is owed back, and the acquirer knows nothing of it."""
    with office.writing(SYSTEM) as work:
        paid = paid_fee(ORDER)
        payments.post(work, number, "terminal-7", paid)
        payment = work.session.get_one(Payment, paid.order_id)
        payment.state, payment.refund_due_at = PaymentState.REFUND_DUE, work.now
        work.session.flush()
        reconciling.import_statement(work, statement([]))


def _checkpoint(office: Office) -> None:
    with office.database.engine.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
    office.database.close()
