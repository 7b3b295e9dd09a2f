"""What a reviewer does with a case before deciding: claim, renew, release, ask the registry again, judge, accept a change.

`version` is the version the page showed; when the case has moved since, CaseChanged is raised (409) and nothing is done.
"""

from backoffice.office import Actor, Office, Work
from backoffice.review.models import Case, PersonJudgement


def claim(work: Work, number: str, version: int) -> Case:
    """Take the case for fifteen minutes (accepted → under review); raises Refused(claimed_by_other, wrong_status, decision_waits)."""
    raise NotImplementedError


def renew(work: Work, number: str) -> Case:
    """Prolong one's own lease; raises Refused(not_claimed)."""
    raise NotImplementedError


def release(work: Work, number: str) -> Case:
    """Give one's own case back to the queue (under review → accepted)."""
    raise NotImplementedError


def expire_leases(work: Work) -> int:
    """Give back every case whose lease has run out; returns how many (the worker calls it)."""
    raise NotImplementedError


def refresh_registry(office: Office, actor: Actor, number: str) -> Case:
    """Ask the registry now and keep a sealed snapshot; raises Refused(partner_down, partner_refused). Opens its own transactions."""
    raise NotImplementedError


def judge_person(work: Work, number: str, version: int, judgement: PersonJudgement) -> Case:
    """Record what the comparison of the photographs gave."""
    raise NotImplementedError


def accept_change(work: Work, number: str, version: int, item: str, *, accepted: bool = True) -> Case:
    """Accept a changed item, or take that back; raises Refused(not_a_change)."""
    raise NotImplementedError
