from pathlib import Path

import pytest

from domain.addresses import Region, find_region, is_mobile, mask_address, parse_streets

STREETS = Path(__file__).parents[2] / "config" / "regions" / "chongqing-streets.csv"


@pytest.fixture(scope="module")
def regions() -> tuple[Region, ...]:
    return parse_streets(STREETS.read_text())


def test_chongqing_has_thirty_seven_units_with_streets(regions: tuple[Region, ...]) -> None:
    assert len(regions) == 37
    assert all(region.streets for region in regions)


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("重庆市渝中区民权路28号", "500103"),
        ("重庆市江北区观音桥步行街1号", "500157"),  # abolished district, now 两江新区
        ("重庆市渝北区龙溪街道红锦大道", "500157"),
        ("重庆市两江新区星光大道", "500157"),
        ("重庆市渝北区统景镇温泉路3号", "500109"),  # one of the five towns that went to 北碚
    ],
)
def test_old_names_lead_to_the_new_region(regions: tuple[Region, ...], address: str, code: str) -> None:
    region = find_region(regions, address)
    assert region is not None
    assert region.code == code


def test_an_address_elsewhere_has_no_region_here(regions: tuple[Region, ...]) -> None:
    assert find_region(regions, "四川省成都市武侯区") is None
    assert mask_address(None) == "∗∗∗∗"


def test_a_masked_address_shows_the_region_only(regions: tuple[Region, ...]) -> None:
    assert mask_address(find_region(regions, "重庆市渝中区民权路28号")) == "渝中区∗∗∗∗"


@pytest.mark.parametrize(("phone", "ok"), [("13896204417", True), ("12896204417", False), ("1389620441", False), ("", False)])
def test_mobile_numbers(phone: str, ok: bool) -> None:
    assert is_mobile(phone) is ok
