"""What the office gets of an address, and what of it may be shown before."""

import pytest

from domain.addresses import AddressSource, Region
from domain.people import MASK
from kiosk.flow.visit import AddressEntry, Person
from kiosk.services.delivery import delivery, is_complete, masked_delivery, shown_address, shown_label
from tests.kiosk.stage import ELIGIBLE, a_citizen

REGIONS = (Region("500103", "渝中区", ("解放碑街道",)), Region("500157", "两江新区", ("鸳鸯街道",), ("渝北区",)))
PHONE = "13896204417"


def person(source: AddressSource | None, **entry: str) -> Person:
    return Person(document=a_citizen(), answer=ELIGIBLE, address=AddressEntry(source=source, phone=PHONE, **entry))


def test_a_registered_address_leaves_the_terminal_as_a_wish_only() -> None:
    sent = delivery(person(AddressSource.REGISTRY), REGIONS)
    assert (sent.source, sent.text, sent.region_code) == (AddressSource.REGISTRY, "", "500103")
    assert (sent.recipient, sent.phone) == ("张三丰", PHONE)


def test_the_address_of_the_card_goes_whole_and_is_shown_masked() -> None:
    who = person(AddressSource.ID_CARD)
    assert delivery(who, REGIONS).text == a_citizen().address
    assert shown_address(who, REGIONS) == masked_delivery(who, REGIONS) == "渝中区" + MASK * 4
    assert shown_label(who, REGIONS) == ("渝中区" + MASK * 4,)


def test_a_typed_address_is_shown_as_typed_but_not_on_the_slip() -> None:
    who = person(AddressSource.ENTERED, region_code="500157", street="鸳鸯街道", detail="金开大道68号1栋5-2")
    sent = delivery(who, REGIONS)
    assert (sent.region_code, sent.text) == ("500157", "重庆市两江新区鸳鸯街道金开大道68号1栋5-2")
    assert shown_label(who, REGIONS) == ("重庆市两江新区鸳鸯街道", "金开大道68号1栋5-2")
    assert shown_address(who, REGIONS).replace("\n", "") == sent.text
    assert masked_delivery(who, REGIONS) == "两江新区" + MASK * 4


@pytest.mark.parametrize("address", ["浙江省宁波市江北区庄桥街道1号", "宁波市渝北区1号"])
def test_a_letter_to_another_province_is_filed_under_no_district_of_chongqing(address: str) -> None:
    who = person(AddressSource.ID_CARD)
    who.document = a_citizen(address=address)
    sent = delivery(who, REGIONS)
    assert (sent.text, sent.region_code) == (address, "")
    assert "两江新区" not in shown_address(who, REGIONS)
    assert "宁波市" + MASK * 4 in masked_delivery(who, REGIONS)


def test_a_registered_address_in_another_province_is_read_as_the_office_masked_it() -> None:
    licence = ELIGIBLE.licence
    assert licence
    who = person(AddressSource.REGISTRY)
    who.answer = ELIGIBLE.model_copy(update={"licence": licence.model_copy(update={"address": "浙江省宁波市" + MASK * 4})})
    assert (delivery(who, REGIONS).region_code, shown_address(who, REGIONS)) == ("", "浙江省宁波市" + MASK * 4)


@pytest.mark.parametrize("source", [None, *AddressSource])
def test_nobody_known_nothing_complete(source: AddressSource | None) -> None:
    nobody = Person(address=AddressEntry(source=source, phone=PHONE))
    assert not is_complete(nobody)
    with pytest.raises(LookupError):
        delivery(nobody, REGIONS)


@pytest.mark.parametrize("source", AddressSource)
def test_without_a_phone_nothing_is_complete(source: AddressSource) -> None:
    who = person(source, region_code="500103", street="解放碑街道", detail="民权路28号")
    assert is_complete(who)
    who.address.phone = "1389620441"
    assert not is_complete(who)
