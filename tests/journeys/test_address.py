"""寄递地址 through the real screens: three ways to say where to, each ends on the office's label. Every test is a sentence."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from backoffice.office import Office
from backoffice.opening import open_office
from backoffice.refusals import Refused
from backoffice.review.matching import find_destination
from backoffice.settings import load_settings
from domain.addresses import label_lines
from domain.clock import SystemClock
from simulators.citizen import driver_licence_reissue_loss as loss
from simulators.citizen.client import TerminalClient
from simulators.citizen.licence_photo import choose_photo
from simulators.citizen.routine import Address, pay, show_face
from simulators.stage.house import House
from tests.houses import eventually

MOVED = "tan_yujia"  # another address on the card than in the registry


@contextmanager
def opened_office(house: House) -> Iterator[Office]:
    """The office's data beside the running office, to be read."""
    office = open_office(load_settings(house.root / "office.toml"), SystemClock())
    try:
        yield office
    finally:
        office.database.close()


def label_in_office(house: House, number: str) -> tuple[str, ...]:
    """The lines of the address that the office would print; empty while it does not know them."""
    with opened_office(house) as office, office.reading() as work:
        try:
            return label_lines(find_destination(work, number).address)
        except Refused:
            return ()


@pytest.mark.parametrize(
    ("person", "address", "label"),
    [
        ("sun_lei", "typed", ("重庆市渝中区解放碑街道", "民权路28号3单元12-6")),
        (MOVED, "registry", ("重庆市九龙坡区石桥铺街道", "渝州路33号21-8")),
    ],
)
def test_the_letter_goes_where_the_citizen_said(
    house: House, terminal: TerminalClient, person: str, address: Address, label: tuple[str, ...]
) -> None:
    loss.begin(terminal, house.cabinet, person)
    loss.declare_loss(terminal)
    choose_photo(terminal, house.cabinet)
    loss.agree_to_notices(terminal)
    loss.give_address(terminal, address)
    shown = "\n".join(label) if address == "typed" else "九龙坡区∗∗∗∗"
    rows = {row["key"]: row["value"] for row in terminal.wait_screen("confirm")["view"]["rows"]}
    assert rows["confirm.row.address"] == shown
    loss.confirm_and_sign(terminal)
    show_face(terminal, house.cabinet, "declined")
    pay(terminal, house.cabinet)
    number = loss.take_receipt(terminal, house.cabinet, received=True)
    eventually("the office knows where to", lambda: label_in_office(house, number) == label)


def test_an_address_typed_and_left_is_gone(house: House, terminal: TerminalClient) -> None:
    loss.begin(terminal, house.cabinet, "gong_yan")
    loss.declare_loss(terminal)
    choose_photo(terminal, house.cabinet)
    loss.agree_to_notices(terminal)
    terminal.wait_screen("address", phase="choose")
    loss.type_address(terminal)
    terminal.wait_screen("address", phase="phone")
    terminal.tap("footer.end")
    terminal.tap("end.confirm")
    house.cabinet.lay_card(None)
    terminal.wait_screen("attract")
    assert "民权路" not in terminal.words()
    assert terminal.state()["view"] == {}
