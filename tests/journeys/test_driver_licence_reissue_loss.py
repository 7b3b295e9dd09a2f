"""驾驶证遗失补证 through the real screens: a citizen, a card, a receipt, an office. Every test is a sentence."""

from collections.abc import Mapping
from typing import Any

import pytest

from domain.clock import SystemClock
from domain.texts import Language, parse_texts
from simulators.citizen import driver_licence_reissue_loss as loss
from simulators.citizen.client import TerminalClient
from simulators.citizen.licence_photo import choose_photo
from simulators.citizen.routine import Face, choose_service, is_offered, leave, pay, show_face
from simulators.stage.house import House
from simulators.world.people import load_people
from tests.houses import cases_in_office, eventually, face_in_office, numbers_in_terminal
from tests.paths import CONFIG

BOOK = parse_texts(path.read_text() for path in sorted((CONFIG / "texts").glob("*.toml")))
PEOPLE = tuple(load_people(SystemClock().now().date()).values())
ROLES = {person.id: person.cast.get(loss.SLUG, "").partition(":")[0] for person in PEOPLE}
REFUSED = {person.id: person.expects for person in PEOPLE if ROLES[person.id] == "refused"}
PASSES = {person.id: str(person.card.get("layout", "resident")) for person in PEOPLE if ROLES[person.id] == "passes"}


def one_of_each(kinds: Mapping[str, str]) -> list[object]:
    """Return everybody; in CI the first of every kind, the others with --long."""
    first = {kind: person for person, kind in reversed(tuple(kinds.items()))}.values()
    return [pytest.param(person, marks=() if person in first else pytest.mark.long) for person in kinds]


@pytest.mark.parametrize("person", one_of_each(PASSES))
def test_everyone_who_may_gets_as_far_as_the_photograph(house: House, terminal: TerminalClient, person: str) -> None:
    loss.begin(terminal, house.cabinet, person)
    loss.declare_loss(terminal)
    terminal.wait_screen("licence_photo")


def test_a_citizen_lodges_alone_and_the_office_has_it_once(house: House, terminal: TerminalClient) -> None:
    number = loss.visit(terminal, house.cabinet, "chen_zhiyuan")
    assert cases_in_office(house).count(number) == 1
    assert len(house.cabinet.slips()) == 1
    assert face_in_office(house, number) == ("face", "match")


@pytest.mark.parametrize(
    ("person", "face", "check", "decision"),
    [
        pytest.param("zhou_minjie", "own", "face", "match", marks=pytest.mark.long),  # in CI by whoever lodges alone
        ("zhou_minjie", "other", "office_comparison", "no_match"),
        ("zhou_minjie", "photo", "office_comparison", "unusable"),
        ("zhou_minjie", "declined", "office_comparison", None),
    ],
)
def test_whoever_stands_there_the_matter_goes_on_and_the_office_knows_how_it_went(
    house: House, terminal: TerminalClient, person: str, face: Face, check: str, decision: str | None
) -> None:
    """Three tries with a stranger's face, or with a photograph, lead to the office; so does no consent, without a try."""
    house.cabinet.set_network("cut")  # the same person four times: eligibility would call the second a duplicate
    loss.begin(terminal, house.cabinet, person)
    loss.declare_loss(terminal)
    choose_photo(terminal, house.cabinet)
    house.cabinet.set_network("up")
    loss.agree_to_notices(terminal)
    loss.give_address(terminal)
    loss.confirm_and_sign(terminal)
    show_face(terminal, house.cabinet, face)
    pay(terminal, house.cabinet)
    number = loss.take_receipt(terminal, house.cabinet, received=True)
    leave(terminal, house.cabinet)
    assert face_in_office(house, number) == (check, decision)


def test_a_camera_pulled_out_leads_to_the_office(house: House, terminal: TerminalClient) -> None:
    loss.begin(terminal, house.cabinet, "liao_dexing")
    loss.declare_loss(terminal)
    choose_photo(terminal, house.cabinet)
    house.cabinet.set_camera_fault("unplugged")
    loss.agree_to_notices(terminal)
    loss.give_address(terminal)
    loss.confirm_and_sign(terminal)
    show_face(terminal, house.cabinet, "declined")
    pay(terminal, house.cabinet)
    number = loss.take_receipt(terminal, house.cabinet, received=True)
    assert face_in_office(house, number) == ("office_comparison", None)


@pytest.mark.parametrize("person", one_of_each(REFUSED))
def test_who_may_not_is_told_before_anything_is_typed(house: House, terminal: TerminalClient, person: str) -> None:
    """Issuing place, age and an expired card are said at once; a state only says that verification comes first."""
    loss.begin(terminal, house.cabinet, person)
    view = terminal.wait_screen("advice")["view"]
    said_at_once = REFUSED[person] in {"R-OUT", "R-IDEXP", "R-AGE"}
    assert view["kind"] == ("refused" if said_at_once else "verify_first")
    assert view["reasons"] == ([REFUSED[person]] if said_at_once else [])
    sentence = sentence_of(REFUSED[person]) if said_at_once else "advice.verify_first.happened"
    eventually("the right sentence stands on the screen", lambda: BOOK.get(sentence, Language.ZH) in terminal.words())


def sentence_of(reason: str) -> str:
    """Return the key of the service's own words for a reason, else of everybody's."""
    own = f"reason.{reason}.citizen_{loss.SLUG}"
    return own if BOOK.has(own) else f"reason.{reason}.citizen"


def test_the_same_business_is_not_lodged_twice(house: House, terminal: TerminalClient) -> None:
    loss.visit(terminal, house.cabinet, "lin_que")
    loss.begin(terminal, house.cabinet, "lin_que")
    assert terminal.wait_screen("advice")["view"]["kind"] == "verify_first"


def test_with_the_network_cut_the_receipt_says_lodged_and_the_office_has_it_once_later(
    house: House, terminal: TerminalClient
) -> None:
    before = set(cases_in_office(house))
    number = loss.visit(terminal, house.cabinet, "wang_xiulan", cut_network=True)
    assert number not in before
    eventually("the office has it", lambda: number in cases_in_office(house))
    assert cases_in_office(house).count(number) == 1


def test_without_paper_the_number_stays_on_the_screen_and_nothing_is_lost(house: House, terminal: TerminalClient) -> None:
    house.cabinet.set_printer_fault("paper_end", on=True)
    state = submit(house, terminal, "tan_yujia")
    assert state["view"]["receipt"] == "not_delivered"
    assert state["view"]["receipt_failure"] == "receipt_paper_out"
    number = state["view"]["number"].replace(" ", "")
    assert number in state["view"]["qr"]
    assert cases_in_office(house).count(number) == 1


def test_a_printer_that_falls_silent_half_way_is_called_unknown_and_never_reprinted(
    house: House, terminal: TerminalClient
) -> None:
    house.cabinet.set_printer_fault("mute_midway", on=True)
    state = submit(house, terminal, "gong_yan")
    assert state["view"]["receipt"] == "unknown"
    house.cabinet.set_printer_fault("mute_midway", on=False)
    assert len(house.cabinet.slips()) <= 1


@pytest.mark.parametrize("fault", ["forged", "moved", "silent", "bad_checksum", "truncated", "oversized"])
def test_a_card_that_cannot_be_read_is_asked_for_again_or_explained(house: House, terminal: TerminalClient, fault: str) -> None:
    choose_service(terminal, loss.SLUG)
    house.cabinet.set_reader_fault(fault)
    house.cabinet.lay_card("chen_zhiyuan")
    view = terminal.wait("an answer", lambda s: s["view"].get("phase") in {"again", "failed"} or s["screen"] == "advice")[
        "view"
    ]
    assert view["failure"]
    house.cabinet.set_reader_fault(None)


def test_a_reader_pulled_out_comes_back_by_itself(house: House, terminal: TerminalClient) -> None:
    terminal.tap("attract.wake")
    house.cabinet.set_reader_fault("unplugged")
    terminal.wait("the menu greys", lambda s: not is_offered(s, loss.SLUG))
    house.cabinet.set_reader_fault(None)
    terminal.wait("the menu clears", lambda s: is_offered(s, loss.SLUG))


def test_ending_in_the_middle_leaves_nothing(house: House, terminal: TerminalClient) -> None:
    before = numbers_in_terminal(house)
    loss.begin(terminal, house.cabinet, "sun_lei")
    loss.declare_loss(terminal)
    choose_photo(terminal, house.cabinet)
    loss.agree_to_notices(terminal)
    terminal.tap("footer.end")
    terminal.tap("end.confirm")
    house.cabinet.lay_card(None)
    terminal.wait_screen("attract")
    assert terminal.state()["view"] == {}
    assert terminal.state()["person"] == ""
    assert numbers_in_terminal(house) == before


def test_an_english_speaker_can_do_it_and_the_next_visitor_finds_chinese(house: House, terminal: TerminalClient) -> None:
    terminal.tap("attract.wake")
    terminal.tap("footer.language")
    terminal.wait("English", lambda s: s["display"]["language"] == "en")
    terminal.tap("footer.end")
    terminal.tap("end.confirm")
    terminal.wait("the end", lambda s: s["screen"] in {"attract", "goodbye"})
    terminal.wait("Chinese", lambda s: s["screen"] == "attract" and s["display"]["language"] == "zh")


def submit(house: House, terminal: TerminalClient, person: str) -> dict[str, Any]:
    """Go as far as the result of the receipt."""
    loss.begin(terminal, house.cabinet, person)
    loss.declare_loss(terminal)
    choose_photo(terminal, house.cabinet)
    loss.agree_to_notices(terminal)
    loss.give_address(terminal)
    loss.confirm_and_sign(terminal)
    show_face(terminal, house.cabinet, "own")
    pay(terminal, house.cabinet)
    return terminal.wait(
        "the receipt", lambda s: s["screen"] == "submitted" and s["view"]["receipt"] not in {"waiting", "printing"}
    )
