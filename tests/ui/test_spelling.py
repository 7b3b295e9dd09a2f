"""Names of places for people who cannot read them."""

import pytest

from domain.addresses import parse_streets
from ui.bridge.spelling import TABLE, Spelling


def test_every_place_of_the_region_table_is_spelled() -> None:
    spelling = Spelling()
    for region in parse_streets((TABLE.parent / "chongqing-streets.csv").read_text("utf-8")):
        for name in (region.name, *region.former_names, *region.streets):
            assert spelling.of(name), name


@pytest.mark.parametrize("name", ["", "龙兴", "四川省", "\t", "Longxing Zhen"])
def test_what_is_no_place_is_not_spelled(name: str) -> None:
    assert Spelling().of(name) == ""
