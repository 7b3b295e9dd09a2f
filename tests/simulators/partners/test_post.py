"""The post as the office sees it, and the postman as the dock moves him."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from simulators.partners.post import LetterState, Post
from tests.simulators.partners.conftest import Caller

LETTER = {"reference": "2611220001000018", "recipient": "陈志远", "phone": "13900000001", "address": "重庆市渝中区民权路28号"}


def order(post: Post, key: str = "a", **changes: str) -> str:
    answer = Caller(post.gate).post("/v1/waybills", {**LETTER, **changes}, key)
    assert answer.status_code == 200
    return str(answer.json()["waybill_number"])


def test_waybill_has_thirteen_digits_and_a_sorting_code(post: Post) -> None:
    answer = Caller(post.gate).post("/v1/waybills", LETTER, "a").json()
    assert re.fullmatch(r"\d{13}", answer["waybill_number"])
    assert answer["sorting_code"].startswith("CQ-01")


def test_same_key_gets_the_same_waybill(post: Post) -> None:
    assert order(post) == order(post)
    assert len(post.letters) == 1


def test_same_key_at_the_same_moment_makes_one_letter(post: Post) -> None:
    with ThreadPoolExecutor(8) as pool:
        numbers = set(pool.map(lambda _: order(post), range(16)))
    assert len(numbers) == len(post.letters) == 1


def test_same_key_with_another_letter_is_refused(post: Post) -> None:
    order(post)
    assert Caller(post.gate).post("/v1/waybills", {**LETTER, "address": "别处"}, "a").status_code == 422


@pytest.mark.parametrize("key", [None, ""])
def test_a_key_is_needed(post: Post, key: str | None) -> None:
    assert Caller(post.gate).post("/v1/waybills", LETTER, key).status_code == 400
    assert post.letters == ()


def test_letter_is_followed_to_the_door(post: Post) -> None:
    number = order(post)
    assert Caller(post.gate).get(f"/v1/waybills/{number}").json() == {"events": []}
    for _ in range(4):
        post.advance(number)
    events = Caller(post.gate).get(f"/v1/waybills/{number}").json()["events"]
    assert [event["state"] for event in events] == ["collected", "in_transit", "out_for_delivery", "delivered"]
    assert events[0] == {"at": "2026-11-22T14:00:00+08:00", "state": "collected", "text": "已揽收"}
    with pytest.raises(ValueError, match="arrived"):
        post.advance(number)


def test_letter_can_come_back(post: Post) -> None:
    number = order(post)
    post.advance(number, LetterState.NOT_DELIVERED)
    assert post.advance(number).state is LetterState.OUT_FOR_DELIVERY
    assert post.advance(number, LetterState.RETURNED).state is LetterState.RETURNED


def test_an_order_is_cancelled_until_somebody_fetched_the_letter(post: Post) -> None:
    number, fetched = order(post), order(post, "b")
    post.advance(fetched)
    for _ in range(2):
        assert Caller(post.gate).post(f"/v1/waybills/{number}/cancel", {}, None).json() == {"cancelled": True}
    with pytest.raises(ValueError, match="cancelled"):
        post.advance(number, LetterState.COLLECTED)
    assert Caller(post.gate).post(f"/v1/waybills/{fetched}/cancel", {}, None).status_code == 409
    assert Caller(post.gate).post("/v1/waybills/1/cancel", {}, None).status_code == 404


def test_unknown_waybill(post: Post) -> None:
    assert Caller(post.gate).get("/v1/waybills/1").status_code == 404
    with pytest.raises(KeyError):
        post.advance("1")


def test_reset_forgets_letters_and_keys(post: Post) -> None:
    order(post)
    post.reset()
    assert post.letters == ()
    order(post, address="别处")
