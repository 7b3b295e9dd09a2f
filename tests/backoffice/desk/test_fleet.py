"""The fleet desk: self-tests on command, technicians, terminals that staff closed."""

import httpx

from backoffice.office import Office
from backoffice.staff.models import Role
from tests.backoffice.desk.conftest import SignIn
from tests.backoffice.fleet.test_errands import ERRANDS, FOUND, found, only_terminal, question
from tests.backoffice.fleet.test_interface import HEARTBEAT
from tests.backoffice.terminals import HandMadeTerminal


def test_the_desk_shows_and_asks(http: httpx.Client, desk_office: Office, signed_in: SignIn) -> None:
    terminal = HandMadeTerminal(http, desk_office)
    terminal.enrol()
    terminal.post(ERRANDS, question(terminal, "repair"))
    boss = signed_in("boss", Role.SUPERVISOR)
    page = boss.get("/desk/fleet").text
    assert "已停用：设备检修" in page
    assert 'data-presence="maintenance"' not in page, "it never told how it is"
    assert 'data-test="fleet.technicians"' not in page, "only who administers makes PINs"
    with desk_office.reading() as work:
        terminal_id = only_terminal(work)
    boss.post(f"/desk/fleet/self-test/{terminal_id}")
    errand = terminal.post(ERRANDS, question(terminal)).json()["self_tests"][0]["errand"]
    address = f"/desk/fleet/terminal/{terminal_id}"
    assert 'data-kind="self_test" data-state="asked"' in boss.get(address).text
    terminal.post(FOUND, found(terminal, errand, "disk_low"))
    page = boss.get(address).text
    assert 'data-kind="self_test" data-state="failed"' in page
    assert "磁盘" in page
    assert boss.post("/desk/fleet/self-test/terminal-nowhere").status == 404
    assert boss.post("/desk/fleet/technicians", number="0217").status == 403


def test_a_pin_is_shown_once(desk_office: Office, signed_in: SignIn) -> None:
    admin = signed_in("admin", Role.ADMIN)
    assert 'data-test="fleet.pin"' in admin.post("/desk/fleet/technicians", number="0217").text
    page = admin.get("/desk/fleet").text
    assert 'data-test="fleet.pin"' not in page
    assert "0217" in page
    admin.post("/desk/fleet/technicians/0217/withdraw")
    assert "0217" not in admin.get("/desk/fleet").text


def test_a_cell_says_why_and_how_long(http: httpx.Client, desk_office: Office, signed_in: SignIn) -> None:
    terminal = HandMadeTerminal(http, desk_office)
    terminal.enrol()
    down = {"ups": {"failure": "ups_lost", "seconds": 3 * 3600}}
    assert terminal.post(HEARTBEAT, terminal.heartbeat(devices={"ups": "hardware_error"}, down=down)).status_code == 200
    boss = signed_in("boss", Role.SUPERVISOR)
    assert 'title="不间断电源 · ups_lost · 3时00分"' in boss.get("/desk/fleet").text
    assert terminal.post(HEARTBEAT, terminal.heartbeat(devices={"ups": "online"})).status_code == 200, "an older terminal"
    assert "ups_lost" not in boss.get("/desk/fleet").text
