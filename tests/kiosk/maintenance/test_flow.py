"""The technician's sitting at the real flow: let in between visits, wiped at its end, errands while nobody is here."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from domain.failures import FailureCode
from domain.services import ServiceSlug
from drivers.device import DeviceReport, DeviceStatus, SelfTestResult
from kiosk.flow.backstage import Way
from kiosk.flow.machine import Machine
from kiosk.maintenance.mode import ModeState
from kiosk.maintenance.pages.trial import JUDGE_S
from kiosk.maintenance.sign_in import SignedIn, SignInOutcome
from kiosk.maintenance.workshop import CHECKED, DEVICES, Exported, Records, Shown
from kiosk.steps.maintenance import BOUND_S, IDLE_S, SIGN_IN_S
from tests.kiosk.maintenance.room import ERRAND, Asked, TableRoom
from tests.kiosk.stage import Stage

PASSED = SelfTestResult(passed=True, details=(("firmware", "V2"),))


class Workshop(Stage):
    """A stage with a back room."""

    def __init__(self, state_dir: Path) -> None:
        super().__init__(state_dir)
        self.room = TableRoom(state_dir, self.clock)
        self.machine = Machine(replace(self.machine._parts, backstage=self.room))
        self.machine.observe(self.states.append)
        self.machine.begin()

    @property
    def page(self) -> Any:
        return self.view["page"]

    @property
    def body(self) -> Any:
        return self.view["body"]

    def tell(self, job: str, result: Any) -> None:
        self.room.waiting(job).on_result(result)
        self.machine.process_pending()

    def hold_corner(self) -> None:
        self.touch("corner_held")

    def strike(self, digits: str) -> None:
        for digit in digits:
            self.touch("digit", digit=digit)

    def sign_in(self) -> None:
        self.hold_corner()
        self.strike("021720261122")
        self.tell("sign_in", SignedIn(SignInOutcome.OPEN))
        self.tell("records", Records())


@pytest.fixture
def shop(tmp_path: Path) -> Workshop:
    return Workshop(tmp_path)


def test_the_corner_leads_to_signing_in_and_the_pin_is_never_shown(shop: Workshop) -> None:
    shop.hold_corner()
    assert (shop.screen, shop.page) == ("maintenance", "sign_in")
    shop.strike("0217" + "2026112")
    assert (shop.body["number"], shop.body["digits"]) == ("0217", 7)
    shop.strike("2")
    asked: Asked = shop.room.waiting("sign_in")
    assert asked.what == ("0217", "20261122")
    assert "20261122" not in repr([state.view for state in shop.states])
    shop.tell("sign_in", SignedIn(SignInOutcome.OPEN))
    assert shop.page == "overview"
    assert shop.room.noted()[-1] == "maintenance_signed_in"


def test_a_wrong_pin_is_told_and_noted(shop: Workshop) -> None:
    shop.hold_corner()
    shop.strike("021700000000")
    shop.tell("sign_in", SignedIn(SignInOutcome.WRONG))
    assert (shop.body["outcome"], shop.body["number"]) == ("wrong", "")
    assert shop.room.events[-1] == ("maintenance_refused", {"outcome": "wrong", "locked_s": 0})
    shop.touch("digit", digit="๓")  # a digit, but none of the pad's
    shop.touch("digit", digit="12")
    assert shop.body["number"] == ""


def test_a_key_turned_during_a_visit_waits_for_its_end(shop: Workshop) -> None:
    shop.walk_to("read_id_card")
    shop.room.key = True
    shop.room.ask(Way.KEY)
    shop.wait(2)
    assert shop.screen == "read_id_card", "the visit is not torn"
    assert shop.room.mode.state is ModeState.ENTER_PENDING
    shop.touch("end")
    shop.touch("end_confirmed")
    shop.wait(30)
    assert (shop.screen, shop.page) == ("maintenance", "sign_in")


def test_the_key_turned_back_ends_it(shop: Workshop) -> None:
    shop.room.key = True
    shop.room.ask(Way.KEY)
    shop.wait(1)
    assert shop.screen == "maintenance"
    shop.room.key = False
    shop.wait(1)
    assert (shop.screen, shop.room.mode.state) == ("attract", ModeState.INACTIVE)
    assert shop.room.events[-1] == ("maintenance_left", {"why": "key"})


def test_whoever_does_not_sign_in_makes_room_soon_and_an_idle_technician_later(shop: Workshop) -> None:
    shop.hold_corner()
    shop.wait(SIGN_IN_S + 1)
    assert shop.screen == "attract"
    shop.sign_in()
    shop.wait(IDLE_S - 5, beat=5)
    assert shop.page == "overview"
    shop.wait(10, beat=5)
    assert shop.screen == "attract"


def test_leaving_leaves_nothing_of_the_technician(shop: Workshop) -> None:
    shop.sign_in()
    shop.touch("elder", on=True)
    shop.touch("leave")
    assert shop.screen == "attract"
    assert "0217" not in repr(shop.state)
    assert not shop.state.display.elder
    shop.hold_corner()
    assert (shop.view["staff"], shop.page) == ("", "sign_in")


def test_the_overview_names_the_worst_and_what_it_costs(shop: Workshop) -> None:
    failure = FailureCode.DOCUMENT_PAPER_OUT
    shop.room.broken["document_printer"] = DeviceReport(DeviceStatus.OFFLINE, failure)
    shop.room.broken["receipt_printer"] = DeviceReport(DeviceStatus.ONLINE, warnings=("paper_near_end",))
    shop.offers.reasons[ServiceSlug.VIOLATION_HANDLING] = "unavailable.device.document_printer"
    shop.sign_in()
    worst = shop.body["worst"]
    assert (worst["name"], worst["failure"], worst["services"]) == ("document_printer", failure.value, ["violation_handling"])
    kinds = {row["name"]: row["kind"] for row in shop.body["rows"]}
    assert (kinds["receipt_printer"], kinds["camera"], kinds["disk"]) == ("attention", "ok", "neutral")
    assert [row["number"] for row in shop.body["rows"]] == list(range(1, len(DEVICES) + len(CHECKED) + 2))


def test_paper_is_judged_by_a_person_and_cannot_be_left_meanwhile(shop: Workshop) -> None:
    shop.sign_in()
    shop.touch("open", name="document_printer")
    shop.touch("test")
    shop.tell("test", PASSED)
    assert shop.body["phase"] == "doing"
    shop.touch("back")
    shop.touch("judge", on=True)
    assert shop.body["phase"] == "doing", "nobody judges what is not out yet"
    shop.touch("leave")
    assert (shop.screen, shop.view["leaving"]) == ("maintenance", True)
    shop.wait(BOUND_S + 1)
    assert shop.screen == "attract", "a printer that never answers keeps nobody"


def test_a_judgement_is_kept(shop: Workshop) -> None:
    shop.sign_in()
    shop.touch("test", name="receipt_printer")
    shop.tell("test", PASSED)
    shop.tell("try", None)
    shop.touch("judge", on=False)
    assert shop.room.kept["receipt_printer"].failure is FailureCode.TEST_JUDGED_BAD
    assert (shop.body["phase"], shop.body["passed"]) == ("done", False)
    shop.touch("again")
    assert shop.body["phase"] == "testing"


def test_nobody_judging_is_no_pass(shop: Workshop) -> None:
    shop.sign_in()
    shop.touch("test", name="speaker")
    shop.tell("test", PASSED)
    shop.tell("try", None)
    shop.wait(JUDGE_S + 1)
    assert shop.room.kept["speaker"].failure is FailureCode.TEST_NOT_JUDGED


def test_a_device_that_fails_by_itself_is_not_shown_to_anybody(shop: Workshop) -> None:
    shop.sign_in()
    shop.touch("test", name="cabinet")
    shop.tell("test", SelfTestResult(passed=False, failure=FailureCode.DEVICE_SILENT))
    assert (shop.body["phase"], shop.body["failure"]) == ("done", "device_silent")
    assert [asked.job for asked in shop.room.asked if asked.job == "try"] == []


def test_a_card_that_was_read_has_passed_and_pictures_go_with_their_state(shop: Workshop) -> None:
    shop.sign_in()
    shop.touch("test", name="document_camera")
    shop.tell("test", PASSED)
    shown = shop.room.waiting("try").on_shown
    assert shown
    for jpeg in (b"\xff\xd8\xff1", b"\xff\xd8\xff2"):
        shown(Shown("lay_paper", jpeg))
        shop.machine.process_pending()
        assert list(shop.state.pictures.values()) == [jpeg]
        assert shop.body["picture"] in shop.state.pictures
    shop.tell("try", None)
    shop.touch("judge", on=True)
    assert shop.state.pictures == {}
    shop.touch("back")
    shop.touch("back")
    shop.touch("test", name="id_card_reader")
    shop.tell("test", PASSED)
    shop.tell("try", None)
    assert shop.room.kept["id_card_reader"].passed


def test_everything_is_tested_one_after_the_other(shop: Workshop) -> None:
    shop.sign_in()
    shop.touch("test_all")
    for at, part in enumerate((*DEVICES, *CHECKED)):
        assert shop.room.waiting("test").what == part
        assert shop.body["tested"] == at
        shop.tell("test", FailureCode.TERMINAL_FAULT if part == "ups" else PASSED)
    assert (shop.body["over"], shop.body["failed"]) == (True, 1)
    assert shop.room.kept["ups"].failure is FailureCode.TERMINAL_FAULT
    shop.touch("report")
    assert (shop.page, shop.body["failed"]) == ("report", ["ups"])
    shop.touch("print")
    assert shop.room.waiting("print").what[1] == "0217"
    shop.touch("export")
    assert shop.body["phase"] == "printing", "one at a time"
    shop.tell("print", FailureCode.DOCUMENT_PAPER_OUT)
    assert (shop.body["phase"], shop.body["failure"]) == ("failed", "document_paper_out")
    shop.touch("export")
    shop.tell("export", Exported("readiness-0003.pdf"))
    assert (shop.body["phase"], shop.body["file"]) == ("exported", "readiness-0003.pdf")


def test_a_part_that_never_answers_is_given_up(shop: Workshop) -> None:
    shop.sign_in()
    shop.touch("test_all")
    shop.wait(121)
    assert shop.room.kept["camera"].failure is FailureCode.DEVICE_SILENT


def test_an_errand_is_done_between_visits_and_told(shop: Workshop) -> None:
    shop.room.wanted = ERRAND
    shop.room.ask(Way.ERRAND)
    shop.wait(1)
    assert (shop.screen, shop.page, shop.view["staff"]) == ("maintenance", "unattended", "")
    shop.touch("leave")
    shop.touch("test_all")
    assert shop.page == "unattended", "nobody who comes by can stop or use it"
    for _ in ERRAND.parts:
        shop.tell("test", PASSED)
    shop.wait(1)
    assert shop.screen == "attract"
    [(errand, found, refused)] = shop.room.settled
    assert (errand, set(found), refused) == (ERRAND, set(ERRAND.parts), None)


def test_an_errand_for_nothing_that_is_here_is_refused(shop: Workshop) -> None:
    shop.room.wanted = replace(ERRAND, parts=("dishwasher",))
    shop.room.ask(Way.ERRAND)
    shop.wait(2)
    assert shop.screen == "attract"
    assert shop.room.settled[0][2] == "unknown_part"


def test_closing_the_service_outlives_the_sitting(shop: Workshop, tmp_path: Path) -> None:
    shop.sign_in()
    shop.touch("show", name="service")
    shop.touch("close", reason="holiday")
    assert shop.room.standing.out_of_service is None, "only a reason that people can read"
    shop.touch("close", reason="repair")
    shop.tell("switch", None)
    assert TableRoom(tmp_path, shop.clock).standing.out_of_service == "repair"
    assert ("service_switched", {"staff": 217, "on": False, "reason": "repair"}) in shop.room.events
    shop.touch("leave")
    shop.offers.failure = FailureCode.TAKEN_OUT_OF_SERVICE
    shop.wait(1)
    assert (shop.screen, shop.view["reason"]) == ("out_of_service", "repair")
    shop.hold_corner()
    assert shop.screen == "maintenance", "staff get in where citizens are sent away"


def test_a_bug_in_the_sitting_ends_it_in_order(shop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.sign_in()

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("kiosk.maintenance.pages.overview.Overview.touched", broken)
    with pytest.MonkeyPatch.context() as quiet:
        quiet.setattr("kiosk.flow.machine.tell_bug", lambda *_: None)
        shop.touch("open", name="camera")
    assert shop.screen == "out_of_service"
    assert shop.room.mode.state is ModeState.INACTIVE


@pytest.mark.parametrize("action", ["open", "test", "show", "refill", "close", "judge", "digit", "print", "nonsense"])
@pytest.mark.parametrize("payload", [{}, {"name": 7}, {"name": "x" * 999}, {"on": "yes"}, {"reason": None}, {"digit": 3}])
def test_garbage_from_the_screen_does_nothing(shop: Workshop, action: str, payload: dict[str, Any]) -> None:
    shop.sign_in()
    shop.touch(action, **payload)
    assert (shop.screen, shop.page) == ("maintenance", "overview")


def test_the_records_and_supplies_are_read_and_counted_anew(shop: Workshop) -> None:
    shop.sign_in()
    shop.touch("show", name="supplies")
    shop.touch("refill", name="toner")
    assert shop.room.waiting("refill").what == "toner"
    shop.tell("refill", None)
    assert shop.room.asked[-1].job == "records"
    shop.touch("back")
    shop.touch("show", name="history")
    assert (shop.page, shop.body["rows"]) == ("history", [])
