"""A believable city in bulk: terminals, clerks, and thousands of cases with their pace, the same in every run."""

import random
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import insert

from backoffice.fleet.models import Terminal, TerminalState
from backoffice.office import SYSTEM, Office
from backoffice.review import cases
from backoffice.review.models import FAR_DAY, FAR_MOMENT, Case
from backoffice.staff.models import Role, Staff
from backoffice.statistics.models import CasePace, Way
from domain.application import ApplicationStatus
from domain.clock import SHANGHAI
from domain.numbers import allot
from domain.services import ServiceSlug

DISTRICTS = (
    "500103",
    "500157",
    "500106",
    "500107",
    "500108",
    "500110",
    "500109",
    "500101",
    "500113",
    "500116",
    "500118",
    "500102",
)
SERVICES = [slug for slug in ServiceSlug if slug not in ("violation_query", "violation_handling", "fine_payment")]
_S = ApplicationStatus
OPEN = (_S.ACCEPTED, _S.ACCEPTED, _S.UNDER_REVIEW, _S.APPROVED, _S.IN_PRODUCTION, _S.PRODUCED, _S.CORRECTION_REQUESTED)
CLOSED = (
    (_S.POSTED, Way.APPROVED),
    (_S.DELIVERED, Way.APPROVED),
    (_S.DELIVERED, Way.APPROVED),
    (_S.REJECTED, Way.REJECTED),
    (_S.REFER_TO_WINDOW, Way.REFERRED),
    (_S.COMPLETED, Way.COMPLETED),
)
CLERKS = (
    ("heyu", "何雨", "500103"),
    ("lijing", "李静", "500103"),
    ("luoyong", "罗勇", "500114"),
    ("ranjia", "冉佳", "500106"),
    ("zhaolei", "赵磊", ""),
)


@dataclass
class City:
    """Makes cases."""

    office: Office
    dice: random.Random

    def fill(self, count: int, *, open_share: float = 0.02, days: int = 60) -> None:
        """Add clerks, terminals and `count` cases of the last `days`."""
        with self.office.writing(SYSTEM) as work:
            clerks = [self._clerk(work.now, *one) for one in CLERKS]
            work.session.add_all(clerks)
            work.session.flush()
            ids = [one.id for one in clerks]
            work.session.add_all(self._terminals(work.now))
            work.session.flush()
            work.session.add_all(self._states(work.now))
            rows = [self._case(n, ids, open_share, days) for n in range(1, count + 1)]
            for start in range(0, count, 5000):
                work.session.execute(insert(Case), [case for case, _ in rows[start : start + 5000]])
                work.session.execute(insert(CasePace), [pace for _, pace in rows[start : start + 5000]])

    def _clerk(self, now: datetime, username: str, name: str, district: str) -> Staff:
        roles = [Role.REVIEWER] if district else [Role.PRODUCER, Role.DISPATCHER]
        return Staff(
            username=f"city-{username}",
            display_name=name,
            password_hash="-",
            roles=list(roles),
            districts=[district] if district else [],
            created_at=now,
        )

    def _terminals(self, now: datetime) -> list[Terminal]:
        return [
            Terminal(
                terminal_id=f"city-{n}",
                terminal_number=2000 + n,
                public_key="-",
                place_zh=f"{place}自助区",
                place_en=f"Area {n}",
                district=DISTRICTS[n % len(DISTRICTS)],
                enrolled_at=now - timedelta(days=90),
            )
            for n, place in enumerate(
                ("解放碑", "观音桥", "三峡广场", "南坪", "杨家坪", "北碚", "万州", "江津", "永川", "涪陵", "大坪", "沙坪坝")
            )
        ]

    def _states(self, now: datetime) -> list[TerminalState]:
        return [
            TerminalState(
                terminal_id=f"city-{n}",
                received_at=now - timedelta(minutes=200 if n == 5 else 0),
                clock_offset_seconds=0.1,
                software_version="0.1.0",
                devices={},
                down={},
                outbox_depth=0,
                outbox_oldest_seconds=0,
                outbox_dead=0,
            )
            for n in range(12)
        ]

    def _case(self, n: int, clerks: list[int], open_share: float, days: int) -> tuple[dict[str, object], dict[str, object]]:
        dice, now = self.dice, self.office.clock.now()
        is_open = dice.random() < open_share
        back = dice.triangular(0, 4 if is_open else days, 0.5 if is_open else days / 3)
        moment = now - timedelta(days=back)
        received = min(datetime.combine(moment.date(), time(7, 0), SHANGHAI) + timedelta(minutes=dice.randrange(14 * 60)), now)
        place = dice.randrange(12)
        status, way = (dice.choice(OPEN), None) if is_open else dice.choices(CLOSED, (30, 40, 20, 3, 2, 5))[0]
        service = dice.choice(SERVICES)
        hours = self.office.hours
        due = hours.due_date(received, self.office.terms[service].promised_working_days)
        stage = cases.STAGES.get(status)
        minutes = getattr(self.office.settings.review.stage_minutes, stage) if stage else None
        begun = max(received, now - timedelta(minutes=dice.randrange(60 * 20)))
        held = status is _S.UNDER_REVIEW
        case = {
            "id": n,
            "number": allot(received.date(), 1 + n // 9000, n % 9000 + 1),
            "service": service,
            "status": status,
            "terminal_id": f"city-{place}",
            "district": DISTRICTS[place],
            "region_code": DISTRICTS[place],
            "confirmed_at": received,
            "received_at": received,
            "accepted_at": received,
            "due_date": due,
            "queue_due": due or FAR_DAY,
            "queue_stage": (hours.add_minutes(begun, minutes) if minutes else None) or FAR_MOMENT,
            "paused_since": begun if status is _S.CORRECTION_REQUESTED else None,
            "stage_started_at": begun,
            "stage_due_at": hours.add_minutes(begun, minutes) if minutes else None,
            "masked_name": "陈**",
            "id_last_four": f"{n % 10000:04d}",
            "person_hash": f"{n % max(n - 7, 1):064d}",
            "claimed_by": dice.choice(clerks[:4]) if held else None,
            "lease_until": now + timedelta(minutes=9) if held else None,
            "accepted_changes": [],
            "decision_waits": False,
            "corrections": 1 if status is _S.CORRECTION_REQUESTED else 0,
            "version": 3,
        }
        return case, self._pace(case, way, clerks)

    def _pace(self, case: dict[str, object], way: Way | None, clerks: list[int]) -> dict[str, object]:
        dice, now = self.dice, self.office.clock.now()
        received = case["received_at"]
        assert isinstance(received, datetime)
        length = dice.lognormvariate(6.2, 0.5)
        ended = min(received + timedelta(minutes=length * 2.4), now)
        return {
            "case_id": case["id"],
            "service": case["service"],
            "district": case["district"],
            "terminal_id": case["terminal_id"],
            "received_on": received.date(),
            "corrections": int(dice.random() < (0.2 if case["terminal_id"] == "city-2" else 0.07)),
            "paused_minutes": 0,
            "way": way,
            "decided_on": ended.date() if way else None,
            "decided_by": dice.choice(clerks[:4]) if way else None,
            "decide_minutes": int(length * 0.6) if way else None,
            "handle_seconds": dice.randrange(120, 900) if way else None,
            "finished_on": ended.date() if way else None,
            "finish_minutes": int(length) if way else None,
            "in_time": length < 1530 if way else None,
            "returned": int(dice.random() < 0.02),
            "ended_at": ended if way else None,
        }


def fill_city(office: Office, count: int, **shape: float) -> None:
    """Fill `office` with `count` cases, always the same ones."""
    City(office, random.Random(7)).fill(count, **shape)  # type: ignore[arg-type]  # noqa: S311 - always the same city
