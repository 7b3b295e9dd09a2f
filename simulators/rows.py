"""What the dock is told of people, cards and everything that came out: plain rows."""

from typing import Any

from simulators.devices.document_printer import Sheet
from simulators.devices.receipt_printer import Slip
from simulators.partners.post import Letter
from simulators.partners.sms import Message
from simulators.world.bank_cards import BankCard
from simulators.world.people import Person


def bank_card_row(card: BankCard) -> dict[str, Any]:
    """Describe a bank card."""
    return {"id": card.id, "about": {"zh": card.about_zh, "en": card.about_en}}


def person_row(person: Person) -> dict[str, Any]:
    """Describe a person."""
    return {
        "id": person.id,
        "name": person.name,
        "latin_name": person.latin_name,
        "about": {"zh": person.about_zh, "en": person.about_en},
        "group": person.group,
        "expects": person.expects,
        "document": person.card["layout"],
        "portrait": f"/api/people/{person.id}/portrait.jpg",
    }


def slip_row(slip: Slip) -> dict[str, Any]:
    """Describe a slip."""
    return {
        "number": slip.number,
        "length_mm": slip.length_mm,
        "taken": slip.taken,
        "path": str(slip.path),
        "picture": f"/api/slips/{slip.number}.png",
    }


def sheet_row(sheet: Sheet) -> dict[str, Any]:
    """Describe a sheet of A4."""
    return {
        "number": sheet.number,
        "document": sheet.document,
        "page": sheet.page,
        "taken": sheet.taken,
        "path": str(sheet.path),
        "picture": f"/api/sheets/{sheet.number}.png",
    }


def message_row(message: Message) -> dict[str, Any]:
    """Describe a message."""
    return {"message_id": message.message_id, "at": message.at.isoformat(), "phone": message.phone, "text": message.text}


def letter_row(letter: Letter) -> dict[str, Any]:
    """Describe a letter."""
    return {
        "waybill_number": letter.waybill_number,
        "sorting_code": letter.sorting_code,
        "reference": letter.reference,
        "recipient": letter.recipient,
        "phone": letter.phone,
        "address": letter.address,
        "state": letter.state,
        "events": letter.told(),
    }
