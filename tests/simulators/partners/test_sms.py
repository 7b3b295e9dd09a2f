"""The carrier keeps messages word by word."""

from simulators.partners.sms import SmsCarrier
from tests.simulators.partners.conftest import Caller

MESSAGE = {"phone": "13900000001", "text": "【重庆交管】样本"}


def test_message_is_kept_as_it_came(sms: SmsCarrier) -> None:
    answer = Caller(sms.gate).post("/v1/messages", MESSAGE, "a")
    assert answer.json() == {"message_id": sms.messages[0].message_id}
    assert sms.messages[0].text == MESSAGE["text"]


def test_same_key_sends_once(sms: SmsCarrier) -> None:
    caller = Caller(sms.gate)
    assert caller.post("/v1/messages", MESSAGE, "a").json() == caller.post("/v1/messages", MESSAGE, "a").json()
    caller.post("/v1/messages", MESSAGE, "b")
    assert len(sms.messages) == 2


def test_repr_shows_neither_phone_nor_text(sms: SmsCarrier) -> None:
    Caller(sms.gate).post("/v1/messages", MESSAGE, "a")
    assert MESSAGE["phone"] not in repr(sms.messages)
    assert "样本" not in repr(sms.messages)


def test_reset_forgets_messages(sms: SmsCarrier) -> None:
    Caller(sms.gate).post("/v1/messages", MESSAGE, "a")
    sms.reset()
    assert sms.messages == ()
