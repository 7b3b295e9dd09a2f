from itertools import pairwise
from pathlib import Path

import pytest

from domain.addresses import (
    LABEL_WIDTH,
    Missing,
    Region,
    as_looked_for,
    find_region,
    is_deliverable,
    is_mobile,
    label_lines,
    mask_address,
    mask_written,
    missing_in,
    parse_order,
    parse_streets,
)

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


def test_the_districts_of_the_city_come_first_then_the_other_districts_then_counties(regions: tuple[Region, ...]) -> None:
    first = parse_order((STREETS.parent / "order.toml").read_text("utf-8"))
    offered = as_looked_for(regions, first)
    assert [region.code for region in offered[: len(first)]] == list(first)
    assert {"渝中区", "两江新区", "北碚区", "巴南区"} <= {region.name for region in offered[:8]}
    assert "".join("县" if region.name.endswith("县") else "区" for region in offered).rstrip("县") == "区" * 25
    assert sorted(offered, key=lambda region: region.code) == list(regions), "none is lost, none comes twice"


@pytest.mark.parametrize("text", ["first = 1", "first = [1]", "first = {}"])
def test_an_order_that_is_none_is_not_read(text: str) -> None:
    with pytest.raises(ValueError, match="district codes"):
        parse_order(text)


def test_a_region_knows_which_streets_came_from_where(regions: tuple[Region, ...]) -> None:
    beibei = next(region for region in regions if region.name == "北碚区")
    assert len(beibei.streets_from("渝北区")) == 5
    assert beibei.streets_from("江北区") == ()


def test_an_address_elsewhere_has_no_region_here(regions: tuple[Region, ...]) -> None:
    assert find_region(regions, "四川省成都市武侯区") is None
    assert mask_address(None) == "∗∗∗∗"


def test_a_masked_address_shows_the_region_only(regions: tuple[Region, ...]) -> None:
    assert mask_address(find_region(regions, "重庆市渝中区民权路28号")) == "渝中区∗∗∗∗"


@pytest.mark.parametrize(("phone", "ok"), [("13896204417", True), ("12896204417", False), ("1389620441", False), ("", False)])
def test_mobile_numbers(phone: str, ok: bool) -> None:
    assert is_mobile(phone) is ok


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("重庆市渝北区龙溪街道1号", "两江新区∗∗∗∗"),
        ("重庆市石桥铺1号", "重庆市∗∗∗∗"),
        ("somewhere", "∗∗∗∗"),
        (" ", ""),
    ],
)
def test_an_address_as_written_shows_its_region_only(regions: tuple[Region, ...], address: str, masked: str) -> None:
    assert mask_written(regions, address) == masked


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("浙江省宁波市江北区庄桥街道1号", "浙江省宁波市"),  # 重庆 had a 江北区, too
        ("宁波市江北区庄桥街道1号", "宁波市"),
        ("浙江宁波江北区1号", "浙江"),
        ("宁波江北区1号", ""),
        ("江苏省南京市江北新区1号", "江苏省南京市"),
        ("江苏省镇江北区1号", "江苏省"),
        ("吉林省长春市朝阳区1号", "吉林省长春市"),
        ("吉林省吉林市船营区1号", "吉林省吉林市"),
        ("北京市朝阳区1号", "北京市"),
        ("北京朝阳区1号", "北京"),
        ("上海市黄浦区重庆南路1号江北区大厦", "上海市"),
        ("湖北省武汉市重庆路江北区1号", "湖北省武汉市"),
        ("重庆中路1号江北区", ""),
        ("四川省成都市锦江区渝中区路1号", "四川省成都市"),
        ("四川省凉山彝族自治州西昌市1号", "四川省凉山彝族自治州"),
        ("湖南省湘潭县1号", "湖南省"),
        ("广东省东莞市长安镇1号", "广东省东莞市"),
        ("内蒙古自治区锡林郭勒盟锡林浩特市1号", "内蒙古自治区锡林郭勒盟"),
        ("广西壮族自治区南宁市江南区1号", "广西壮族自治区南宁市"),
        ("西藏自治区那曲市色尼区1号", "西藏自治区那曲市"),
        ("新疆维吾尔自治区克孜勒苏柯尔克孜自治州阿图什市1号", "新疆维吾尔自治区克孜勒苏柯尔克孜自治州"),
        ("新疆阿克苏地区1号", "新疆阿克苏地区"),
        ("香港特别行政区九龙1号", "香港特别行政区"),
        ("永安市场12号", ""),
    ],
)
def test_no_region_of_chongqing_is_seen_in_an_address_of_another_province(
    regions: tuple[Region, ...], address: str, shown: str
) -> None:
    assert find_region(regions, address) is None
    assert mask_written(regions, address) == shown + "∗∗∗∗"
    assert mask_written(regions, mask_written(regions, address)) == shown + "∗∗∗∗"  # the office masks, the terminal reads it


@pytest.mark.parametrize(
    "front", ["", " ", "重庆市", "重庆", "重庆市 ", "重庆市市辖区", "四川省重庆市", "四川重庆", "中国重庆市"]
)
@pytest.mark.parametrize(
    ("district", "code"), [("江北区", "500157"), ("渝中区", "500103"), ("南岸区", "500108"), ("忠县", "500233")]
)
def test_a_district_is_found_with_or_without_the_city_in_front(
    regions: tuple[Region, ...], front: str, district: str, code: str
) -> None:
    region = find_region(regions, f"{front}{district}1号")
    assert region is not None
    assert region.code == code


def test_every_region_is_found_by_each_of_its_names(regions: tuple[Region, ...]) -> None:
    for region in regions:
        for address in (f"重庆市{region.name}1号", f"重庆{region.name}1号", mask_address(region)):
            assert find_region(regions, address) == region


@pytest.mark.parametrize(
    ("address", "lines"),
    [
        ("重庆市渝中区解放碑街道民权路28号3单元12-6", ("重庆市渝中区解放碑街道", "民权路28号3单元12-6")),
        ("重庆市两江新区鸳鸯街道金开大道68号1栋5-2", ("重庆市两江新区鸳鸯街道", "金开大道68号1栋5-2")),
        ("重庆市渝中区民权路28号12-6", ("重庆市渝中区", "民权路28号12-6")),
        ("重庆市酉阳土家族苗族自治县桃花源街道碧津路19号", ("重庆市酉阳土家族苗族自治县", "桃花源街道碧津路19号")),
        ("重庆市巫山县大昌镇光明村3组", ("重庆市巫山县大昌镇", "光明村3组")),
        ("重庆市渝北区古镇大道12号", ("重庆市渝北区", "古镇大道12号")),
        ("四川省成都市锦江区春熙路街道总府路1号", ("四川省成都市锦江区", "春熙路街道总府路1号")),
        ("重庆市渝中区解放碑街道", ("重庆市渝中区解放碑街道",)),
        ("重庆市", ("重庆市",)),
        ("", ()),
    ],
)
def test_a_label_is_broken_by_sense(address: str, lines: tuple[str, ...]) -> None:
    assert label_lines(address) == lines


def test_no_street_of_chongqing_is_torn(regions: tuple[Region, ...]) -> None:
    for region in regions:
        for street in region.streets:
            above, below = label_lines(f"重庆市{region.name}{street}人民路28号3单元12-6")
            assert {above, below} in (
                {f"重庆市{region.name}{street}", "人民路28号3单元12-6"},
                {f"重庆市{region.name}", f"{street}人民路28号3单元12-6"},
            )


def test_no_number_is_torn_and_nothing_is_lost() -> None:
    address = "重庆市渝中区解放碑街道民权路国际商务中心大厦旁的小区28号3栋2单元31-12后门右手边第二间快递柜旁"
    lines = label_lines(address)
    assert "".join(lines) == address
    assert all(len(line) <= LABEL_WIDTH / 0.58 for line in lines)
    assert not any(line[-1].isdigit() and after[0].isdigit() for line, after in pairwise(lines))


@pytest.mark.parametrize("detail", ["x" * 60, "字" * 60, "-" * 9, "号" * 40])
def test_whatever_is_typed_fits_on_the_label(detail: str) -> None:
    lines = label_lines("重庆市渝中区解放碑街道" + detail)
    assert "".join(lines) == "重庆市渝中区解放碑街道" + detail
    assert len(lines) <= 5


@pytest.mark.parametrize(
    ("detail", "missing"),
    [
        ("民权路28号3单元12-6", None),
        ("民权路28", None),
        ("光明村3组", None),
        ("光明村三组", None),
        ("光明村", None),  # many a village has neither numbers nor groups
        ("王家湾", None),
        ("西南大学桂园", None),
        ("人民路金山大厦", None),
        ("时代天街A馆", None),
        ("民权路", Missing.HOUSE),
        ("中山四路", Missing.HOUSE),
        ("28号3单元12-6", Missing.PLACE),
        ("三组五号", Missing.PLACE),
        ("12-6", Missing.PLACE),
        ("", Missing.PLACE),
    ],
)
def test_what_a_postman_would_miss(detail: str, missing: Missing | None) -> None:
    assert missing_in(detail) == missing


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("重庆市南岸区南坪西路9号", True),
        ("重庆市巫山县大昌镇光明村", True),
        ("重庆市南岸区南坪西路", False),
        ("重庆市九龙坡区谢家湾街道前进路", False),  # the street's name is not a house's
        ("重庆市大渡口区跃进村街道钢花路", False),
        ("重庆市沙坪坝区大学城路", False),
        ("重庆市渝中区", False),
        ("", False),
    ],
)
def test_an_address_is_deliverable_when_it_names_a_house(address: str, found: bool) -> None:
    assert is_deliverable(address) is found
