"""What seldom happens and staff must see: messages nobody can open, gaps of the registry, questions of the auditor."""

import base64
import hashlib
import random
from contextlib import suppress
from datetime import date, timedelta
from uuid import UUID

from backoffice.audit import questions
from backoffice.audit.reading import looked_at
from backoffice.demo_day.citizens import invent
from backoffice.demo_day.working import Clerks
from backoffice.fleet.models import Terminal
from backoffice.fleet.problems import TerminalRefusal
from backoffice.intake.keys import SealingKeys
from backoffice.intake.services import receive
from backoffice.office import Actor, Office
from backoffice.troubles import registry_gaps
from domain import numbers
from domain.services import ServiceSlug
from domain.wire.v1 import SealedApplication

SEEDS, RUNNING = 9_500, 97
GAPS = ("valid_to", "archive_number")


def send_unreadable(office: Office, terminal: Terminal) -> None:
    """Let a terminal send what was sealed to a key that this office does not have any more."""
    dice = random.Random(f"sealed-{terminal.terminal_number}")  # noqa: S311 - noise, not secrets
    sealed, now = dice.randbytes(900), office.clock.now()
    message = SealedApplication(
        number=numbers.allot(now.date(), terminal.terminal_number, RUNNING),
        service=ServiceSlug.DRIVER_LICENCE_REISSUE_LOSS,
        confirmed_at=now - timedelta(minutes=3),
        lodged_at=now - timedelta(minutes=3),
        key_id="retired-2025",
        sealed=base64.b64encode(sealed).decode(),
        sealed_sha256=hashlib.sha256(sealed).hexdigest(),
    )
    with suppress(TerminalRefusal):
        receive(office, SealingKeys(office.settings.keys_dir), terminal.terminal_id, UUID(bytes=dice.randbytes(16)), message)


def find_gap(office: Office, terminal: Terminal, place: int) -> None:
    """Let a terminal ask about somebody of whom the registry does not know everything."""
    person = office.vault.person_hash(invent(SEEDS + place).number)
    with office.writing(Actor(f"terminal:{terminal.terminal_id}")) as work:
        registry_gaps.note(work, person, GAPS[: place + 1])


def ask_about_nights(office: Office, clerks: Clerks, first: date, last: date) -> None:
    """Let the auditor ask about what the rules found, but each first entry; one of two questions is answered."""
    with office.reading() as work:
        found = [(hint.rule, entry) for hint in looked_at(work, first, last).hints for entry in hint.entries[1:]][:2]
    asked = []
    for rule, entry in found:
        with office.writing(clerks.auditor) as work:
            question = questions.ask(work, rule, entry)
            work.session.flush()
            asked.append((question.id, question.staff_id))
    for question_id, staff_id in asked[1:]:
        for who in (one for one in (*clerks.reviewers, *clerks.supervisors) if one.staff_id == staff_id):
            with office.writing(who) as work:
                questions.answer(work, question_id, "值夜班，复核当日积压的件，已向主管报备。")
            break
