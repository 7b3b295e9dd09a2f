"""What a citizen does in both contact changes: prove the phone, give the address, the rest, confirm, sign, show the face."""

import re
import time
from typing import Any, Protocol, cast

from simulators.citizen.client import TerminalClient, TerminalError
from simulators.citizen.driver_licence_reissue_loss import agree_to_notices, confirm_and_sign, take_receipt
from simulators.citizen.routine import Face, World, show_face

POSTCODE = "400010"
SIX_DIGITS = re.compile(r"(?<![0-9])[0-9]{6}(?![0-9])")
PATIENCE_S = 60.0
POLL_S = 0.1


class Phones(Protocol):
    """What the citizens' phones received."""

    def messages(self) -> list[dict[str, Any]]:
        """Return every text message, oldest first."""
        ...


def change_contact(terminal: TerminalClient, world: World, face: Face, phone: str) -> str:
    """Go from the new phone to the slip; return the application number."""
    prove_phone(terminal, cast("Phones", world), phone)
    use_card_address(terminal)
    give_details(terminal)
    agree_to_notices(terminal)
    confirm_and_sign(terminal)
    show_face(terminal, world, face)
    return take_receipt(terminal, world, received=True)


def prove_phone(terminal: TerminalClient, phones: Phones, phone: str) -> None:
    """Type the number, read the code off the phone, mistype it once, then type it right."""
    terminal.wait("the new phone", lambda s: s["step"] == "new_phone")
    terminal.type(phone)
    terminal.wait("the number", lambda s: s["view"]["fields"][0]["value"] == phone)
    terminal.picture("new_phone")
    terminal.tap("form.next")
    terminal.wait("the code's field", lambda s: s["step"] == "phone_code")
    terminal.picture("phone_code")
    code = read_code(phones, phone)
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    type_code(terminal, wrong)
    terminal.wait("a wrong code is said", lambda s: s["step"] == "phone_code" and s["view"]["fields"][0]["error"])
    terminal.picture("phone_code-wrong")
    terminal.tap("key.clear")
    type_code(terminal, code)


def type_code(terminal: TerminalClient, code: str) -> None:
    """Type six digits and go on."""
    terminal.type(code)
    terminal.wait("the code", lambda s: s["step"] == "phone_code" and s["view"]["fields"][0]["value"] == code)
    terminal.tap("form.next")


def read_code(phones: Phones, phone: str) -> str:
    """Return the newest code that came to this phone."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        texts = [message["text"] for message in phones.messages() if message["phone"] == phone]
        codes = [found for text in texts for found in SIX_DIGITS.findall(text)]
        if codes:
            return str(codes[-1])
        time.sleep(POLL_S)
    raise TerminalError("no code came to the phone")


def use_card_address(terminal: TerminalClient) -> None:
    """Take the address on the card."""
    terminal.wait_screen("address", phase="choose")
    terminal.picture("address")
    terminal.tap("address.use_id_card")
    terminal.wait_screen("address", phase="review")
    terminal.picture("address-review")
    terminal.tap("address.next")


def give_details(terminal: TerminalClient) -> None:
    """Fill what must be filled; leave the e-mail, give the postcode."""
    state = terminal.wait("the details", lambda s: s["step"] == "contact_details")
    terminal.picture("contact_details")
    names = [field["name"] for field in state["view"]["fields"]]
    if "employer" in names:
        terminal.write("zhongqing", "重庆")
        terminal.wait("the employer", lambda s: _value(s, "employer") == "重庆")
        terminal.tap("form.next")
    terminal.tap("form.field.postcode")
    terminal.wait("the postcode is open", lambda s: s["view"].get("active") == "postcode")
    terminal.type(POSTCODE)
    terminal.wait("the postcode", lambda s: _value(s, "postcode") == POSTCODE)
    terminal.picture("contact_details-filled")
    terminal.tap("form.next")


def _value(state: dict[str, Any], name: str) -> str:
    return next((str(field["value"]) for field in state["view"].get("fields", []) if field["name"] == name), "")


def wait_until_filed(cabinet: Phones, number: str, phone: str) -> str:
    """Wait until both phones were told; raise :class:`TerminalError` where the new number stands in the old one's message."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        told = [message for message in cabinet.messages() if number[-4:] in message["text"]]
        done = [message for message in told if message["phone"] == phone and "已生效" in message["text"]]
        warned = [message for message in told if message["phone"] != phone]
        if any(phone in message["text"] for message in warned):
            raise TerminalError("the old phone was told the new number")
        if done and warned:
            return "已办结，新旧号码都已告知 / done, both phones told"
        time.sleep(POLL_S)
    raise TerminalError("the change was not completed by itself")
