"""Names as they are typed: rare characters, ·, foreign letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.names import LONGEST_NAME, is_name, plain_name

HAN = st.sampled_from("张三丰王欧阳〇䶮㛃𠮷𣲗𬭎﨑𰻝")


@pytest.mark.parametrize(
    "name",
    ["张三", "欧阳娜娜", "䶮", "𠮷野", "买买提·吐尔逊", "阿依古丽·阿布都热合曼", "Smith John", "O'Neil Ann-Marie", "José"],
)
def test_names_that_are(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize(
    "name", ["", " ", "·", "·张", "张·", "买·· 提", "张 三", "张3", "张A", "Smith1", "-Ann", "张" * (LONGEST_NAME + 1)]
)
def test_names_that_are_not(name: str) -> None:
    assert not is_name(name)


@pytest.mark.parametrize("dot", "•‧∙⋅・･．·")
def test_every_dot_becomes_the_one_that_is_on_the_card(dot: str) -> None:
    assert plain_name(f"买买提{dot}吐尔逊") == "买买提·吐尔逊"


@given(st.lists(st.text(HAN, min_size=1, max_size=6), min_size=1, max_size=4))
def test_parts_joined_by_a_dot_are_a_name(parts: list[str]) -> None:
    assert is_name("·".join(parts))
    assert not is_name("·".join([*parts, ""]))


@given(st.text(max_size=80))
def test_what_is_kept_is_kept_again_and_nothing_is_added(typed: str) -> None:
    kept = plain_name(typed)
    assert plain_name(kept) == kept
    assert len(kept) <= len(typed)
    assert not set(kept) & set("0123456789\n\t<>&;\0")


@given(st.text(HAN, max_size=10))
def test_no_rare_character_is_lost(name: str) -> None:
    assert plain_name(name) == name
