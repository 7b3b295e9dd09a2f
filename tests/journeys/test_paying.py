"""Paying ten yuan through the real screens, with real cards, PIN keys and a bank that may fail. Every test is a sentence."""

from typing import Any

from simulators.citizen import driver_licence_reissue_loss as loss
from simulators.citizen.client import TerminalClient
from simulators.citizen.licence_photo import choose_photo
from simulators.citizen.routine import PIN, leave, pay, show_face
from simulators.stage.house import House
from tests.houses import cases_in_office, eventually, orders_in_office, rows_in_terminal

PERSON = "mou_guihua"


def go_to_the_till(house: House, terminal: TerminalClient) -> None:
    """Everything before paying, without a face so that it is short; eligibility is not asked, so nobody is a duplicate."""
    house.cabinet.set_network("cut")
    loss.begin(terminal, house.cabinet, PERSON)
    loss.declare_loss(terminal)
    choose_photo(terminal, house.cabinet)
    house.cabinet.set_network("up")
    loss.agree_to_notices(terminal)
    loss.give_address(terminal)
    loss.confirm_and_sign(terminal)
    show_face(terminal, house.cabinet, "declined")
    terminal.wait_screen("pay", phase="insert")


def try_card(house: House, terminal: TerminalClient, card: str, pins: tuple[str, ...] = (PIN,)) -> dict[str, Any]:
    """Insert a card, type these PINs, take the card back; return the view that says what became of it."""
    house.cabinet.insert_bank_card(card)
    for tries_left in (None, 2, 1)[: len(pins)]:
        terminal.wait_screen("pay", phase="pin", tries_left=tries_left)
        house.cabinet.press_pin_keys(pins[0 if tries_left is None else 3 - tries_left], "enter")
    terminal.wait_screen("pay", phase="take_card")
    house.cabinet.pull_bank_card()
    state = terminal.wait("what became of it", lambda s: s["screen"] != "pay" or s["view"]["phase"] in TRUTHS)
    view: dict[str, Any] = state["view"]
    return view


TRUTHS = {"approved", "declined", "not_charged", "unknown"}


def held(house: House) -> list[str]:
    """Orders for which the bank holds money."""
    return [row["order"].replace("-", "") for row in house.cabinet.acquirer_transactions() if row["state"] == "held"]


def test_the_office_and_the_bank_agree_about_every_fen(house: House, terminal: TerminalClient) -> None:
    go_to_the_till(house, terminal)
    pay(terminal, house.cabinet)
    number = loss.take_receipt(terminal, house.cabinet, received=True)
    leave(terminal, house.cabinet)
    (order,) = held(house)
    assert order in orders_in_office(house)
    assert next(row[2] for row in rows_in_terminal(house) if row[0] == number) == order
    assert [row["amount_fen"] for row in house.cabinet.acquirer_transactions()] == [1000]


def test_a_card_without_money_is_refused_in_plain_words_and_another_one_pays(house: House, terminal: TerminalClient) -> None:
    go_to_the_till(house, terminal)
    view = try_card(house, terminal, "low_balance")
    assert (view["phase"], view["reason"]) == ("declined", "balance")
    terminal.tap("pay.retry")
    pay(terminal, house.cabinet, "credit")
    loss.take_receipt(terminal, house.cabinet, received=True)
    assert len(held(house)) == 1


def test_a_wrong_pin_may_be_typed_again(house: House, terminal: TerminalClient) -> None:
    go_to_the_till(house, terminal)
    try_card(house, terminal, "debit", ("111111", PIN))
    terminal.wait_screen("submitted")
    assert len(held(house)) == 1


def test_an_answer_that_is_lost_is_undone_and_may_be_tried_again(house: House, terminal: TerminalClient) -> None:
    go_to_the_till(house, terminal)
    house.cabinet.set_acquirer_fault("lose_answer", once=True)
    view = try_card(house, terminal, "debit")
    assert view["phase"] == "not_charged"
    assert held(house) == []
    terminal.tap("pay.retry")
    pay(terminal, house.cabinet)
    loss.take_receipt(terminal, house.cabinet, received=True)
    assert len(held(house)) == 1


def test_who_leaves_without_paying_leaves_nothing(house: House, terminal: TerminalClient) -> None:
    before = cases_in_office(house)
    go_to_the_till(house, terminal)
    terminal.tap("footer.end")
    terminal.tap("end.confirm")
    house.cabinet.lay_card(None)
    terminal.wait_screen("attract")
    eventually(
        "the application lapses", lambda: {status for _, status, _ in rows_in_terminal(house)} <= {"lodged", "abandoned"}
    )
    assert held(house) == []
    assert cases_in_office(house) == before
