"""填写: what gets into a field, which one is open, and when it goes on."""

from pathlib import Path
from typing import Any

import pytest

from kiosk.flow.contents import FormContent, FormField
from kiosk.flow.fields import FIELD_SORTS, FieldSortName
from kiosk.flow.plan import Stop
from tests.kiosk.kinds import CODE, PHONE, fill_contact, go, stage_of, type_in
from tests.kiosk.stage import ELIGIBLE, Stage


@pytest.fixture
def contact(tmp_path: Path) -> Stage:
    stage = stage_of(tmp_path)
    go(stage, "contact")
    return stage


def field(stage: Stage, name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in stage.view["fields"] if one["name"] == name)
    return found


def form_of(folder: Path, *fields: FormField) -> Stage:
    content = FormContent("form", lambda _: fields)
    return stage_of(folder, Stop("form", "station.address", "one", content), Stop("sign", "station.confirm"))


def test_a_form_opens_its_first_field_above_its_pad(contact: Stage) -> None:
    assert (contact.screen, contact.step, contact.view["words"]) == ("form", "contact", "contact")
    assert [(one["name"], one["pad"], one["required"], one["longest"]) for one in contact.view["fields"]] == [
        ("phone", "phone", True, 11),
        ("email", "email", False, 254),
        ("postcode", "digits", True, 6),
    ]
    assert (contact.view["active"], contact.view["complete"]) == ("phone", False)


def test_next_leads_through_every_field_and_then_on(contact: Stage) -> None:
    type_in(contact, "phone", PHONE)
    contact.touch("next")
    assert contact.view["active"] == "email"  # it may stay empty, but it is seen
    assert contact.view["last"] is False
    contact.touch("next")
    assert (contact.view["active"], contact.view["last"]) == ("postcode", True)
    type_in(contact, "postcode", "400010")
    assert contact.view["complete"] is True
    contact.touch("next")
    assert contact.step == "send_code"


def test_what_is_wrong_holds_the_field_open_and_is_said(contact: Stage) -> None:
    contact.touch("next")
    assert (contact.view["active"], field(contact, "phone")["error"]) == ("phone", "form_error.required")
    type_in(contact, "phone", "1380013")
    assert field(contact, "phone")["error"] is None
    contact.touch("next")
    assert (contact.view["active"], field(contact, "phone")["error"]) == ("phone", "form_error.mobile")
    contact.touch("clear", field="phone")
    type_in(contact, "phone", PHONE)
    contact.touch("next")
    type_in(contact, "email", "a@b")
    contact.touch("next")
    assert field(contact, "email")["error"] == "form_error.email"
    contact.touch("clear", field="email")
    contact.touch("next")
    assert (contact.view["active"], field(contact, "email")["error"]) == ("postcode", None)


def test_a_field_can_be_touched_and_what_was_left_wrong_is_come_back_to(contact: Stage) -> None:
    type_in(contact, "phone", "138")
    contact.touch("focus", field="postcode")
    type_in(contact, "postcode", "400010")
    contact.touch("next")
    assert (contact.view["active"], field(contact, "phone")["error"]) == ("phone", "form_error.mobile")


def test_keys_for_a_field_that_is_not_open_come_too_late(contact: Stage) -> None:
    contact.touch("type", field="postcode", text="4")
    assert field(contact, "postcode")["value"] == ""
    contact.touch("focus", field="postcode")
    contact.touch("type", field="postcode", text="4")
    contact.touch("focus", field="phone")
    contact.touch("clear", field="postcode")
    assert field(contact, "postcode")["value"] == "4"


@pytest.mark.parametrize(
    "payload",
    [
        {"field": "phone", "text": "1" * 10_000},
        {"field": "phone", "text": 13896204417},
        {"field": "phone", "text": None},
        {"field": "phone", "text": ["1"]},
        {"field": "phone", "text": "一二三\n\0x"},
        {"field": 3, "text": "1"},
        {"field": "nowhere", "text": "1"},
        {},
    ],
)
def test_garbage_leaves_a_field_as_it_is(contact: Stage, payload: dict[str, Any]) -> None:
    type_in(contact, "phone", "138")
    for action in ("type", "focus", "backspace" if payload.get("field") != "phone" else "type"):
        contact.touch(action, **payload)
    assert (contact.step, field(contact, "phone")["value"], contact.view["active"]) == ("contact", "138", "phone")


def test_a_field_takes_no_more_than_fits(contact: Stage) -> None:
    contact.touch("type", field="phone", text="138962044179999")
    assert field(contact, "phone")["value"] == PHONE
    contact.touch("backspace", field="phone")
    assert field(contact, "phone")["value"] == PHONE[:-1]


@pytest.mark.parametrize(
    ("sort", "typed", "kept", "right"),
    [
        ("name", "𠮷野•家", "𠮷野·家", True),  # an astral character counts as one, every dot becomes ·
        ("name", " 欧阳 娜娜1", "欧阳 娜娜", False),
        ("id_number", "50010319900101001x", "50010319900101001X", False),
        ("id_number", "500103199001010010", "500103199001010010", True),
        ("plate", "渝a·d12345", "渝AD12345", True),
        ("plate", "渝a1234o", "渝A1234O", False),
        ("decision_number", "5001-0379-0020-6538-9", "5001037900206538", True),
        ("landline", "023-63651111", "02363651111", True),
        ("email", "甲 a.b@163.com", "a.b@163.com", True),
        ("sms_code", "12 34 56 7", "123456", True),
        ("text", "  重庆某某公司（渝北）\t", "重庆某某公司（渝北）", True),
        ("address", "#3单元-6", "#3单元-6", True),
    ],
)
def test_every_sort_keeps_what_belongs_there(tmp_path: Path, sort: FieldSortName, typed: str, kept: str, right: bool) -> None:
    stage = form_of(tmp_path, FormField("one", sort))
    stage.touch("type", field="one", text=typed)
    assert (field(stage, "one")["value"], field(stage, "one")["pad"]) == (kept, FIELD_SORTS[sort].pad)
    assert stage.view["complete"] is right
    stage.touch("next")
    assert (stage.screen == "sign") is right


def test_backspace_takes_a_whole_rare_character(tmp_path: Path) -> None:
    stage = form_of(tmp_path, FormField("one", "name"))
    stage.touch("type", field="one", text="𠮷𣲗")
    stage.touch("backspace", field="one")
    assert field(stage, "one")["value"] == "𠮷"


def test_a_field_may_be_shorter_than_its_sort(tmp_path: Path) -> None:
    stage = form_of(tmp_path, FormField("one", "text", longest=4))
    stage.touch("type", field="one", text="一二三四五")
    assert field(stage, "one")["value"] == "一二三四"


def test_two_forms_of_one_plan_keep_their_own_and_a_refused_code_is_said_at_once(contact: Stage) -> None:
    fill_contact(contact)
    contact.touch("next")
    contact.answer("ask", ELIGIBLE)
    assert (contact.screen, contact.step) == ("form", "code")
    type_in(contact, "code", "999999")
    contact.touch("next")
    contact.answer("ask", ELIGIBLE)
    assert (contact.step, field(contact, "code")["error"]) == ("code", "form_error.sms_code")
    contact.touch("clear", field="code")
    type_in(contact, "code", CODE)
    contact.touch("next")
    contact.answer("ask", ELIGIBLE)
    assert contact.step == "confirm"
    typed = contact.machine._visit.person.answers.typed
    assert (typed["contact", "phone"], typed["code", "code"]) == (PHONE, CODE)


def test_a_form_come_back_to_is_kept_and_one_touch_leads_on(contact: Stage) -> None:
    fill_contact(contact)
    contact.touch("next")
    contact.touch("back")
    assert (contact.step, field(contact, "phone")["value"], contact.view["active"]) == ("contact", PHONE, "phone")
    contact.touch("next")
    assert contact.step == "send_code"


def test_the_second_half_of_a_double_tap_does_not_leave_the_next_form(contact: Stage) -> None:
    fill_contact(contact)
    contact.touch("next")
    serial = contact.state.serial
    contact.answer("ask", ELIGIBLE)
    contact.touch("type", field="code", text="1", serial=serial)
    assert field(contact, "code")["value"] == ""


def test_who_walks_away_leaves_nothing_typed(contact: Stage) -> None:
    type_in(contact, "phone", PHONE)
    person = contact.machine._visit.person
    contact.wait(90)
    assert contact.screen == "goodbye"
    assert contact.machine._visit.person is not person
    assert contact.machine._visit.person.answers.typed == {}
    assert PHONE not in repr(person) + repr(contact.state)
