"""What can be typed into a form: the sorts of fields, each with its pad, what belongs into it, and when it is right.

The rules are the domain's; here they are tied to the pads of the keyboard (docs/screens.md).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from domain import numbers
from domain.addresses import is_mobile
from domain.contacts import LONGEST_EMAIL, LONGEST_PHONE, is_email, is_landline, is_postcode
from domain.names import HAN, LATIN, LONGEST_NAME, is_name, plain_name
from domain.people import is_valid_id_number
from domain.vehicles import LONGEST_PLATE, is_plate, plain_plate
from domain.violations import DECISION_DIGITS, is_decision_number

Pad = Literal["name", "text", "address", "digits", "id_number", "phone", "plate", "decision_number", "email"]
FieldSortName = Literal[
    "name",
    "text",
    "address",
    "id_number",
    "mobile",
    "landline",
    "postcode",
    "sms_code",
    "email",
    "plate",
    "decision_number",
    "application_number",
]

REQUIRED = "form_error.required"
SMS_CODE_DIGITS = 6
LONGEST_TEXT = 60

NOT_A_DIGIT = re.compile(r"[^0-9]")
NOT_IN_ID_NUMBER = re.compile(r"[^0-9X]")
NOT_IN_EMAIL = re.compile(r"[^!-~]")
# characters of Chinese with the rare ones, 〇, Latin letters, digits, what stands in addresses and in names of firms
IN_ADDRESS = rf"0-9{LATIN}{HAN}\-#·—,，、.()（）/&'’ "
NOT_IN_ADDRESS = re.compile(rf"[^{IN_ADDRESS}]")
NOT_IN_TEXT = re.compile(rf"[^{IN_ADDRESS}。：；？！“”《》]")  # sentences too


@dataclass(frozen=True)
class FieldSort:
    """One sort of field. `keep` returns what may stand there of what was typed; `longest` in characters."""

    pad: Pad
    keep: Callable[[str], str]
    longest: int
    is_right: Callable[[str], bool]
    error: str  # text key

    def written(self, action: str, old: str, text: str, room: int | None = None) -> str:
        """Return what stands in a field of `room` characters after ``type``, ``backspace`` or ``clear``; `old` stood there."""
        typed = {"type": old + text, "backspace": old[:-1], "clear": ""}[action]
        return self.keep(typed)[: room or self.longest]


def _digits(typed: str) -> str:
    return NOT_A_DIGIT.sub("", typed)


def _text(typed: str) -> str:
    return NOT_IN_TEXT.sub("", typed).lstrip()


def _address(typed: str) -> str:
    return NOT_IN_ADDRESS.sub("", typed).lstrip()


def _id_number(typed: str) -> str:
    return NOT_IN_ID_NUMBER.sub("", typed.upper())


def _email(typed: str) -> str:
    return NOT_IN_EMAIL.sub("", typed)


def _is_said(value: str) -> bool:
    return bool(value.strip())


def _is_sms_code(value: str) -> bool:
    return len(value) == SMS_CODE_DIGITS


FIELD_SORTS: Mapping[FieldSortName, FieldSort] = {
    "name": FieldSort("name", plain_name, LONGEST_NAME, is_name, "form_error.name"),
    "text": FieldSort("text", _text, LONGEST_TEXT, _is_said, REQUIRED),
    "address": FieldSort("address", _address, LONGEST_TEXT, _is_said, REQUIRED),
    "id_number": FieldSort("id_number", _id_number, 18, is_valid_id_number, "form_error.id_number"),
    "mobile": FieldSort("phone", _digits, 11, is_mobile, "form_error.mobile"),
    "landline": FieldSort("phone", _digits, LONGEST_PHONE, is_landline, "form_error.landline"),
    "postcode": FieldSort("digits", _digits, 6, is_postcode, "form_error.postcode"),
    "sms_code": FieldSort("digits", _digits, SMS_CODE_DIGITS, _is_sms_code, "form_error.sms_code"),
    "email": FieldSort("email", _email, LONGEST_EMAIL, is_email, "form_error.email"),
    "plate": FieldSort("plate", plain_plate, LONGEST_PLATE, is_plate, "form_error.plate"),
    "decision_number": FieldSort("decision_number", _digits, DECISION_DIGITS, is_decision_number, "form_error.decision_number"),
    "application_number": FieldSort(
        "decision_number", _digits, numbers.LENGTH, numbers.is_valid, "form_error.application_number"
    ),  # sixteen digits in groups of four as well
}
