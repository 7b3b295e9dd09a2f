"""Who may look at the board and act from it, what the pages say, and that they name nobody in full."""

from sqlalchemy import select

from backoffice.audit.models import AuditEntry
from backoffice.board import escalations
from backoffice.office import Office
from backoffice.staff.models import Role
from domain.application import ApplicationStatus
from domain.clock import FrozenClock
from tests.backoffice.acts import add, claim, look, take_in
from tests.backoffice.desk.conftest import SignIn
from tests.backoffice.people import SECRETS

PAGE = "/desk/board"
SEEN = (PAGE, f"{PAGE}?view=table", f"{PAGE}?only=people", f"{PAGE}/live?drawn=x", f"{PAGE}/cases", f"{PAGE}/pill")


def test_a_supervisor_gives_a_case_to_somebody_from_the_board(
    signed_in: SignIn, desk_office: Office, clock: FrozenClock
) -> None:
    held = claim(desk_office, add(desk_office, "wangmin", Role.REVIEWER), take_in(desk_office))
    add(desk_office, "zhaolei", Role.REVIEWER)
    clock.advance(14 * 24 * 3600)
    escalations.run(desk_office)
    caller = signed_in("chief", Role.SUPERVISOR)
    board = caller.get(PAGE).text
    assert f'data-number="{held.number}"' in board
    assert 'data-test="board.unseen" data-count="1"' in board
    assert 'data-count="1"' in caller.get(f"{PAGE}/pill").text
    page = caller.get(f"{PAGE}/cases/{held.number}").text
    assert 'data-username="zhaolei"' in page
    answer = caller.post(f"{PAGE}/cases/{held.number}/assign", version=str(held.version), username="zhaolei")
    assert answer.headers["location"] == f"{PAGE}/cases?find={held.number}&done=reassigned"
    assert look(desk_office, held.number).status is ApplicationStatus.UNDER_REVIEW
    again = caller.post(f"{PAGE}/cases/{held.number}/release", version=str(held.version))
    assert again.headers["location"] == f"{PAGE}/cases/{held.number}?said=changed"
    assert caller.post(f"{PAGE}/seen").status == 303
    assert "board.pill" not in caller.get(f"{PAGE}/pill").text


def test_nobody_is_named_in_full(signed_in: SignIn, desk_office: Office) -> None:
    number = take_in(desk_office)
    caller = signed_in("chief", Role.SUPERVISOR)
    shown = "".join(caller.get(path).text for path in (*SEEN, f"{PAGE}/cases/{number}"))
    assert "测**" in shown or "测" in shown
    assert not [secret for secret in SECRETS if secret in shown]


def test_the_auditor_reads_and_moves_nothing(signed_in: SignIn, desk_office: Office) -> None:
    number = take_in(desk_office)
    caller = signed_in("auditor", Role.AUDITOR)
    assert {caller.get(path).status for path in SEEN} == {200}
    assert "board.assign" not in caller.get(f"{PAGE}/cases").text
    refused = (f"{PAGE}/seen", f"{PAGE}/cases/{number}/assign", f"{PAGE}/cases/{number}/release")
    assert {caller.post(path, version="1", username="x").status for path in refused} == {403}
    assert caller.get(f"{PAGE}/cases/{number}").status == 403


def test_every_other_role_is_kept_out(signed_in: SignIn, desk_office: Office) -> None:
    take_in(desk_office)
    for role in set(Role) - {Role.SUPERVISOR, Role.AUDITOR}:
        caller = signed_in(f"somebody-{role}", role)
        assert {caller.get(path).status for path in SEEN} == {403}, role


def test_the_live_part_carries_numbers_in_place_and_says_when_the_list_changed(signed_in: SignIn, desk_office: Office) -> None:
    caller = signed_in("chief", Role.SUPERVISOR)
    live = caller.get(f"{PAGE}/live?drawn=other").text
    assert live.count('hx-swap-oob="true"') == 8
    assert 'id="board-as-of"' in live  # the moment of the numbers, at the foot of the print
    assert "board.news" in live


def test_a_case_of_another_district_is_not_there(signed_in: SignIn, desk_office: Office) -> None:
    assert signed_in("chief", Role.SUPERVISOR).get(f"{PAGE}/cases/2611200007009999").status == 404


def test_the_print_names_the_entry_of_who_looked(signed_in: SignIn, desk_office: Office) -> None:
    page = signed_in("chief", Role.SUPERVISOR).get(f"{PAGE}?only=people").text
    with desk_office.reading() as work:
        (entry,) = work.session.scalars(select(AuditEntry).where(AuditEntry.action == "board.viewed"))
    assert (entry.actor, entry.codes) == ("chief", ["people"])
    assert f'data-test="board.foot" data-entry="{entry.id}"' in page
    assert f"{entry.at:%Y-%m-%d %H:%M:%S} · 审计第 {entry.id} 条" in page
