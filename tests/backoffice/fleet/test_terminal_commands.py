"""Orders at the office: who may give them, that they are given once, what comes back; and fetched logs."""

import base64
import gzip
import hashlib
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import select

from backoffice.audit.models import AuditEntry
from backoffice.fleet import certificates, errands, services, terminal_commands
from backoffice.fleet.command_key import CommandKey
from backoffice.fleet.models import TerminalLog
from backoffice.office import SYSTEM, Actor, Office
from backoffice.refusals import Reason, Refused
from backoffice.staff.models import Role
from domain.clock import FrozenClock
from domain.wire.v1_fleet import CommandKind, Purpose, signed_bytes
from tests.backoffice.acts import add
from tests.backoffice.fleet.test_alarms import in_districts
from tests.backoffice.terminals import HandMadeTerminal, problem

ERRANDS, DONE, LOGS = "/terminal/v1/errands", "/terminal/v1/errands/done", "/terminal/v1/logs"


def asked(terminal: HandMadeTerminal, **more: Any) -> dict[str, Any]:
    told = {"asked_at": terminal.office.clock.now().isoformat(), "out_of_service": None, "takes_commands": True, **more}
    answer: dict[str, Any] = terminal.post(ERRANDS, told).json()
    return answer


def opened(office: Office, signed: dict[str, str], purpose: Purpose = Purpose.COMMAND) -> dict[str, Any]:
    """Verify by hand and return what was signed."""
    payload = base64.b64decode(signed["payload"])
    public = base64.b64decode(CommandKey(office.settings.keys_dir).public)
    Ed25519PublicKey.from_public_bytes(public).verify(base64.b64decode(signed["signature"]), signed_bytes(purpose, payload))
    told: dict[str, Any] = json.loads(payload)
    return told


@pytest.fixture
def admin(office: Office) -> Actor:
    return add(office, "admin", Role.ADMIN)


def order(office: Office, actor: Actor, terminal: HandMadeTerminal, kind: CommandKind, **parameters: str) -> str:
    with office.writing(actor) as work:
        return terminal_commands.order(work, terminal.terminal_id, kind, parameters)


def done(terminal: HandMadeTerminal, command: str, result: str = "done") -> None:
    told = {"command": command, "ended_at": terminal.office.clock.now().isoformat(), "result": result}
    assert terminal.post(DONE, told).json() == {"command": command}


def states(office: Office, terminal: HandMadeTerminal) -> list[tuple[str, str]]:
    with office.reading() as work:
        return [(one.kind, one.state) for one in terminal_commands.list_orders(work, terminal.terminal_id)]


def test_an_order_is_signed_taken_done_and_audited(terminal: HandMadeTerminal, office: Office, admin: Actor) -> None:
    command = order(office, admin, terminal, CommandKind.TAKE_OUT, reason="repair")
    assert order(office, admin, terminal, CommandKind.TAKE_OUT, reason="repair") == command, "given twice it is one"
    (signed,) = asked(terminal)["commands"]
    told = opened(office, signed)
    assert (told["command"], told["terminal_id"], told["kind"]) == (command, terminal.terminal_id, "take_out")
    assert told["parameters"] == {"reason": "repair"}
    assert states(office, terminal) == [("take_out", "asked")]
    assert asked(terminal, holding=[command])["commands"] == [], "whoever holds it need not be told again"
    assert states(office, terminal) == [("take_out", "taken")]
    done(terminal, command)
    done(terminal, command, "failed")  # comes again, otherwise: the first counts
    assert states(office, terminal) == [("take_out", "done")]
    with office.reading() as work:
        told_of = list(work.session.scalars(select(AuditEntry.action).where(AuditEntry.subject == terminal.terminal_id)))
    assert [one for one in told_of if "order" in one] == ["terminal.ordered.take_out", "terminal.order_done"]


def test_the_page_knows_who_gave_an_order(terminal: HandMadeTerminal, office: Office, admin: Actor, clock: FrozenClock) -> None:
    order(office, admin, terminal, CommandKind.UPLOAD_LOGS)
    clock.advance(1)
    with office.writing(admin) as work:
        errands.ask_for_self_test(work, terminal.terminal_id)
    clock.advance(1)
    order(office, SYSTEM, terminal, CommandKind.RESTART_SCREEN)
    with office.reading() as work:
        told = [(one.kind, one.asked_by, one.asked_as) for one in terminal_commands.list_orders(work, terminal.terminal_id)]
    who = admin.require(Role.ADMIN)
    given = (who.display_name, who.username)
    assert told == [("restart_screen", "system", ""), ("self_test", *given), ("upload_logs", *given)]


def test_an_order_that_nobody_fetched_in_time_is_over(
    terminal: HandMadeTerminal, office: Office, admin: Actor, clock: FrozenClock
) -> None:
    first = order(office, admin, terminal, CommandKind.RESTART_SCREEN)
    clock.advance(24 * 3600)
    assert asked(terminal)["commands"] == []
    assert states(office, terminal) == [("restart_screen", "expired")]
    assert order(office, admin, terminal, CommandKind.RESTART_SCREEN) != first


def test_a_self_test_is_an_order_for_who_understands_orders(terminal: HandMadeTerminal, office: Office, admin: Actor) -> None:
    with office.writing(admin) as work:
        errand = errands.ask_for_self_test(work, terminal.terminal_id)
    answer = asked(terminal)
    assert answer["self_tests"] == []
    told = opened(office, answer["commands"][0])
    assert (told["command"], told["kind"]) == (errand, "self_test")
    assert asked(terminal, takes_commands=False)["commands"] == [], "an older terminal is asked as ever"


@pytest.mark.parametrize(
    ("role", "kind", "allowed"),
    [
        (Role.SUPERVISOR, CommandKind.TAKE_OUT, True),
        (Role.SUPERVISOR, CommandKind.UPLOAD_LOGS, False),
        (Role.SUPERVISOR, CommandKind.RESTART_SCREEN, False),
        (Role.ADMIN, CommandKind.UPLOAD_LOGS, True),
        (Role.AUDITOR, CommandKind.TAKE_OUT, False),
        (Role.REVIEWER, CommandKind.PUT_BACK, False),
    ],
)
def test_who_may_order_what(terminal: HandMadeTerminal, office: Office, role: Role, kind: CommandKind, allowed: bool) -> None:
    actor = add(office, "somebody", role)
    parameters = {"reason": "repair"} if kind is CommandKind.TAKE_OUT else {}
    if allowed:
        assert order(office, actor, terminal, kind, **parameters)
        return
    with pytest.raises(Refused) as caught:
        order(office, actor, terminal, kind, **parameters)
    assert caught.value.reason is Reason.ROLE_MISSING


def test_terminals_of_other_districts_take_no_orders(terminal: HandMadeTerminal, office: Office) -> None:
    narrow = in_districts(office, "500106")
    for kind, parameters in ((CommandKind.UPLOAD_LOGS, {}), (CommandKind.TAKE_OUT, {"reason": "repair"})):
        with pytest.raises(Refused) as caught:
            order(office, narrow, terminal, kind, **parameters)
        assert caught.value.reason is Reason.NOT_FOUND
    with office.writing(narrow) as work, pytest.raises(Refused):
        errands.ask_for_self_test(work, terminal.terminal_id)


@pytest.mark.parametrize(
    ("kind", "parameters"),
    [
        (CommandKind.TAKE_OUT, {}),
        (CommandKind.TAKE_OUT, {"reason": "holiday"}),
        (CommandKind.RESTART_SCREEN, {"reason": "repair"}),
        (CommandKind.SELF_TEST, {}),
    ],
)
def test_orders_that_make_no_sense(
    terminal: HandMadeTerminal, office: Office, admin: Actor, kind: CommandKind, parameters: dict[str, str]
) -> None:
    with pytest.raises(Refused) as caught:
        order(office, admin, terminal, kind, **parameters)
    assert caught.value.reason is Reason.COMMAND_UNFIT


def test_a_revoked_terminal_is_ordered_nothing_and_its_certificates_end(
    terminal: HandMadeTerminal, office: Office, admin: Actor
) -> None:
    with office.writing(SYSTEM) as work:
        services.revoke(work, terminal.terminal_id)
    with pytest.raises(Refused):
        order(office, admin, terminal, CommandKind.UPLOAD_LOGS)
    with office.reading() as work:
        assert certificates.newest(work, terminal.terminal_id) is None


def upload(terminal: HandMadeTerminal, command: str, content: bytes, **bent: Any) -> Any:
    told = {
        "command": command,
        "taken_at": terminal.office.clock.now().isoformat(),
        "content": base64.b64encode(content).decode(),
        "sha256": hashlib.sha256(content).hexdigest(),
        **bent,
    }
    return terminal.post(LOGS, told)


def test_logs_are_kept_sealed_and_handed_to_who_administers(
    terminal: HandMadeTerminal, office: Office, admin: Actor, clock: FrozenClock
) -> None:
    command, content = order(office, admin, terminal, CommandKind.UPLOAD_LOGS), gzip.compress(b'{"event": "calm"}\n')
    for _ in range(2):  # the answer may be lost
        assert upload(terminal, command, content).json() == {"command": command}
    with office.reading() as work:
        row = work.session.scalars(select(TerminalLog)).one()
        assert content not in row.sealed
    with office.writing(admin) as work:
        assert terminal_commands.fetch_log(work, command)[1] == content
        assert work.session.scalars(select(AuditEntry).where(AuditEntry.action == "terminal.log_read")).all()
    for other in (add(office, "boss", Role.SUPERVISOR), in_districts(office, "500106")):
        with office.writing(other) as work, pytest.raises(Refused):
            terminal_commands.fetch_log(work, command)
    clock.advance(30 * 86400 + 1)
    with office.writing(SYSTEM) as work:
        terminal_commands.forget_old_logs(work)
    with office.writing(admin) as work, pytest.raises(Refused):
        terminal_commands.fetch_log(work, command)


def test_only_what_was_asked_for_is_kept(terminal: HandMadeTerminal, office: Office, admin: Actor) -> None:
    content, refused = gzip.compress(b"{}\n"), (422, "message_invalid")
    other = order(office, admin, terminal, CommandKind.RESTART_SCREEN)
    assert problem(upload(terminal, other, content)) == refused
    command = order(office, admin, terminal, CommandKind.UPLOAD_LOGS)
    assert problem(upload(terminal, command, content, sha256="0" * 64)) == refused
    assert problem(upload(terminal, command, b"no gzip")) == refused
    bomb = gzip.compress(bytes(terminal_commands.LARGEST_PLAIN_LOG + 1))
    assert problem(upload(terminal, command, bomb)) == refused
    foreign = HandMadeTerminal(terminal.http, office)
    foreign.enrol()
    assert problem(upload(foreign, command, content)) == refused
    assert upload(terminal, command, content).status_code == 200
