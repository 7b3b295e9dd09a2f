"""The fleet's pages in a browser: a list with everything on it, one terminal, the roll-out of configuration; by keyboard."""

from datetime import timedelta

import pytest

from backoffice.fleet import configuration, pulse, terminal_commands
from backoffice.fleet.alarms import AlarmWatch
from backoffice.fleet.models import FleetAlarm, HeartbeatCell, ServiceSwitch, Terminal, TerminalState
from backoffice.office import SYSTEM, Office
from backoffice.staff.models import Role
from domain.wire.v1_fleet import CommandKind
from tests.backoffice.acts import add
from tests.backoffice.browser.conftest import LARGE, SMALL
from tests.backoffice.browser.test_screens import Camera, camera  # noqa: F401 - a fixture

DEVICES = (
    "id_card_reader", "camera", "document_camera", "bank_card_reader", "pin_pad", "code_scanner", "receipt_printer",
    "document_printer", "speaker", "ups", "cabinet", "network",
)  # fmt: skip
PLACES: tuple[tuple[str, str, float, dict[str, str], tuple[int, int, int], int], ...] = (
    ("北碚 天奇广场", "500109", 206.0, {"network": "offline"}, (64, 80, 55), 14),
    ("三峡广场", "500106", 4.2, {}, (71, 33, 12), 3),
    ("万州 万达", "500101", 0.2, {"camera": "user_error"}, (38, 52, 61), 0),
    ("南坪 协信", "500108", 0.1, {"receipt_printer": "hardware_error"}, (4, 71, 40), 0),
    ("永川 昌州", "500118", 0.3, {"bank_card_reader": "no_device"}, (90, 88, 80), 0),
    ("解放碑 时代广场", "500103", 0.1, {}, (58, 77, 63), 0),
    ("解放碑 国泰", "500103", 0.2, {}, (82, 64, 70), 0),
    ("杨家坪 万象", "500107", 0.1, {}, (73, 41, 39), 0),
    ("巴南 万达", "500113", 0.1, {}, (29, 66, 72), 0),
    ("大渡口 步行街", "500104", 0.2, {}, (88, 79, 66), 0),
)


def fill(office: Office) -> None:
    """Ten terminals of every sort with a day behind them, alarms, orders and configuration."""
    with office.writing(SYSTEM) as work:
        for number, (place, district, age, wrong, (slips, sheets, toner), waiting) in enumerate(PLACES, start=1):
            terminal_id, received = f"t{number}", work.now - timedelta(minutes=age)
            work.session.add(
                Terminal(
                    terminal_id=terminal_id,
                    terminal_number=number,
                    public_key="-",
                    place_zh=place,
                    place_en=f"Mall {number}",
                    district=district,
                    enrolled_at=work.now - timedelta(days=30),
                )
            )
            work.session.flush()
            down = {device: {"failure": "printer_cover_open", "seconds": 1500} for device in wrong}
            state = TerminalState(
                terminal_id=terminal_id,
                received_at=received,
                clock_offset_seconds=0.1 * number,
                software_version="2.4.0" if number == 5 else "2.4.1",
                devices={**dict.fromkeys(DEVICES, "online"), **wrong},
                down=down,
                outbox_depth=waiting,
                outbox_oldest_seconds=240 * bool(waiting),
                outbox_dead=0,
                every_seconds=20,
                levels={"receipt_paper": slips, "document_paper": sheets, "toner": toner},
                ups_percent=100,
                disk_free_mb=48_200,
                rulebook="4fd2" * 16,
                certificate_days=64,
            )
            work.session.add(state)
            last = pulse.cell_of(received)
            for cell in range(pulse.cell_of(work.now) - 40, last + 1):
                late, closed = number == 2 and cell > last - 2, number == 5 and cell > last - 9
                work.session.add(
                    HeartbeatCell(
                        terminal_id=terminal_id, cell=cell, beats=119, gaps=int(late), every_seconds=20, closed=closed
                    )
                )
        work.session.add(ServiceSwitch(terminal_id="t5", reason="repair", told_at=work.now))
    orders_and_alarms(office)


def orders_and_alarms(office: Office) -> None:
    AlarmWatch(office).scan()
    admin = add(office, "fleetadmin", Role.ADMIN)
    with office.writing(admin) as work:
        work.session.add(
            FleetAlarm(
                terminal_id="t1", kind="offline", part="", since=work.now - timedelta(minutes=201), escalated_at=work.now
            )
        )
        for kind in (CommandKind.UPLOAD_LOGS, CommandKind.RESTART_SCREEN):
            terminal_commands.order(work, "t4", kind)
        configuration.add_version(work, "[times]\ngoodbye = 12\nvisit = 1200\n", "国庆期间办理时间放宽")
        configuration.roll_out(work, 1, ["500103", "500108"], 100)
        configuration.add_version(work, "[times]\ngoodbye = 10\n[face]\ntries = 4\n", "人脸核验多一次机会")


@pytest.mark.parametrize(("size", "suffix"), [(SMALL, ""), (LARGE, "-1920")], ids=["1366", "1920"])
def test_the_pages_of_the_fleet(camera: Camera, size: dict[str, int], suffix: str) -> None:  # noqa: F811
    seat = camera.seat
    seat.page.set_viewport_size(size)  # type: ignore[arg-type]
    fill(seat.desk.story.office)
    seat.sign_in("chenzhihua")
    seat.go("/desk/fleet")
    seat.find("fleet.alarm", kind="offline").wait_for()
    camera.look(f"08-fleet-full{suffix}")
    seat.press("a")
    seat.find("fleet.alarms").wait_for()
    camera.look(f"08d-alarms{suffix}")
    seat.press("Escape")
    seat.go("/desk/fleet/terminal/t4")
    seat.find("terminal.device", device="receipt_printer", cell="fault").wait_for()
    camera.look(f"08b-terminal{suffix}")
    seat.press("s")
    seat.find("terminal.order", kind="self_test", state="asked").wait_for()
    seat.press("m")
    seat.find("terminal.alarm").wait_for()
    seat.go("/desk/fleet/terminal/t1")
    camera.look(f"08b-terminal-offline{suffix}")
    seat.press("Escape")
    seat.find("fleet.row").first.wait_for()
    seat.go("/desk/fleet/configuration?version=2")
    seat.find("configuration.change").first.wait_for()
    camera.look(f"08e-configuration{suffix}")
    seat.find("configuration.roll_out").click()
    seat.find("configuration.progress").wait_for()
