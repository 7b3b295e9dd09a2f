"""Of whom the registry says what nobody understands, so that a person has it put right; by keyed hash, nothing personal.

A gap is named by its field; vehicles' fields, and answers of which nothing can be understood, begin with their register.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from sqlalchemy import select

from backoffice.audit import services as audit
from backoffice.office import Actor, Office, Work
from backoffice.partners import PartnerGarbled
from backoffice.registry.port import CONTACTS, DECISIONS, LICENCES, VEHICLES, VIOLATIONS
from backoffice.troubles.models import RegistryGap

LONGEST = 400  # characters of the names
WHOLE_ANSWERS = {
    LICENCES: "licence_answer",
    VEHICLES: "vehicle_answer",
    VIOLATIONS: "violations_answer",
    CONTACTS: "contacts_answer",
    DECISIONS: "decision_answer",
}
"""Gaps of answers of which nothing can be understood."""


@contextmanager
def noting(office: Office, actor: Actor, whose: str) -> Iterator[None]:
    """Ask the registry within: an answer that cannot be understood at all is written down, and the failure goes on.

    `whose`: keyed hash of the person, or of the decision that was asked for by its number.
    """
    try:
        yield
    except PartnerGarbled as garbled:
        with office.writing(actor) as work:
            note(work, whose, (WHOLE_ANSWERS.get(garbled.about, WHOLE_ANSWERS[LICENCES]),), asked=())
        raise


def note(work: Work, person_hash: str, gaps: Collection[str], *, asked: Collection[str] = (LICENCES,)) -> None:
    """Remember the gaps of a person asked for; without any, what was remembered is settled.

    `asked`: the registers that have answered; what is remembered of others stays.
    """
    known = work.session.get(RegistryGap, person_hash)
    kept = [name for name in known.fields.split(",") if register_of(name) not in asked] if known else []
    named = sorted({*gaps, *kept})
    if not named:
        if known is not None:
            work.session.delete(known)
        return
    fields = ",".join(named)[:LONGEST]
    if known is None:
        work.session.add(RegistryGap(person_hash=person_hash, fields=fields, first_at=work.now, last_at=work.now, times=1))
        audit.record(work, "registry.gaps_found", codes=tuple(fields.split(",")))
    else:
        known.fields, known.last_at, known.times = fields, work.now, known.times + 1


def register_of(name: str) -> str:
    """Return the register that a gap is of: licences where its name begins with no other one."""
    others = (VEHICLES, VIOLATIONS, CONTACTS, DECISIONS)
    return next((register for register in others if name.startswith(f"{register}_")), LICENCES)


def list_gaps(work: Work) -> list[RegistryGap]:
    """Return everybody whose data wait to be put right."""
    return list(work.session.scalars(select(RegistryGap).order_by(RegistryGap.first_at)))
