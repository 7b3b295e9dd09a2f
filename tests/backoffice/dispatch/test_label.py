"""The label: a bar code that a scanner reads, and masks that leave no house number."""

import re
import xml.etree.ElementTree as ET

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from backoffice.dispatch.label import code128_svg, mask_house, postcodes, whole_address
from backoffice.settings import CONFIG
from domain.addresses import parse_streets


def drawn(svg: str) -> Image.Image:
    """Draw the rectangles of the SVG, nothing else."""
    root = ET.fromstring(svg)  # noqa: S314 - our own text
    width, height = (int(value) for value in root.attrib["viewBox"].split()[2:])
    image = Image.new("L", (width * 2, height * 2), 255)
    pen = ImageDraw.Draw(image)
    for bar in root.iter("{http://www.w3.org/2000/svg}rect"):
        x, wide = int(bar.attrib["x"]) * 2, int(bar.attrib["width"]) * 2
        pen.rectangle((x, 0, x + wide - 1, height * 2), fill=0)
    return image


@pytest.mark.parametrize("waybill", ["1140027733418", "0000000000000", "9999999999999", "9912345678901", "12"])
def test_a_scanner_reads_it(waybill: str) -> None:
    found = zxingcpp.read_barcodes(drawn(code128_svg(waybill)))
    assert [(one.text, one.format.name) for one in found] == [(waybill, "Code128")]


@pytest.mark.parametrize("wrong", ["EA123456785CN", "１１", ""])
def test_only_digits(wrong: str) -> None:
    with pytest.raises(ValueError, match="digits"):
        code128_svg(wrong)


def test_the_strict_policy_holds() -> None:
    assert not re.search(r"style|script|href", code128_svg("1140027733418"))


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("渝中区民权路28号12-6", "渝中区民权路∗∗号∗∗-∗∗"),
        ("南岸区南坪西路9号3单元2楼", "南岸区南坪西路∗∗号∗∗单元∗∗楼"),
        ("城口县葛城街道三组", "城口县葛城街道∗∗组"),
        ("某路８号", "某路∗∗号"),
        ("某路2栋B", "某路∗∗栋∗∗"),
    ],
)
def test_no_house_number_shows(address: str, masked: str) -> None:
    assert mask_house(address) == masked


REGIONS = parse_streets((CONFIG / "regions" / "chongqing-streets.csv").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("address", "whole"),
    [
        ("渝中区民权路28号", "重庆市渝中区民权路28号"),
        ("重庆市渝中区民权路28号", "重庆市渝中区民权路28号"),
        ("四川省成都市锦江区红星路1号", "四川省成都市锦江区红星路1号"),
        (" 重庆路1号 ", "重庆路1号"),
    ],
)
def test_the_city_stands_in_front(address: str, whole: str) -> None:
    assert whole_address(address, REGIONS) == whole


def test_every_district_has_a_postcode() -> None:
    codes = postcodes(CONFIG)
    assert set(codes) == {region.code for region in REGIONS}
    assert all(re.fullmatch(r"40\d{4}", code) for code in codes.values())
