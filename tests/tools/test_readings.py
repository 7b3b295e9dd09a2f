"""The tables that the keyboard types by are what their tool writes."""

import pytest

from tools.readings import RARE, REGIONS, rare_characters, readings, region_readings, spelled, spelled_names, toneless


@pytest.mark.parametrize(
    ("reading", "typed"),
    [("chóng", "chong"), ("lǜ", "lv"), ("lüè", "lue"), ("nǚ", "nv"), ("ér", "er"), ("ńg", "ng"), ("ḿ", "m"), ("ê̄", "e")],
)
def test_readings_are_spelled_as_they_are_typed(reading: str, typed: str) -> None:
    assert toneless(reading) == typed


def test_a_character_keeps_all_its_readings_the_usual_one_first() -> None:
    assert readings("重") == ["zhong", "chong", "tong"]
    assert readings("x") == []


def test_the_tables_of_regions_are_fresh() -> None:
    assert (REGIONS / "readings.tsv").read_text("utf-8") == region_readings()
    assert (REGIONS / "spelled.tsv").read_text("utf-8") == spelled_names()


@pytest.mark.parametrize(
    ("name", "signpost"),
    [
        ("重庆市", "Chongqing Shi"),
        ("龙兴镇", "Longxing Zhen"),
        ("长寿区", "Changshou Qu"),
        ("綦江区", "Qijiang Qu"),
        ("北碚区", "Beibei Qu"),
        ("涪陵区", "Fuling Qu"),
        ("垫江县", "Dianjiang Xian"),
        ("丰都县", "Fengdu Xian"),
        ("两江新区", "Liangjiang Xinqu"),
        ("酉阳土家族苗族自治县", "Youyang Zizhixian"),
        ("歌乐山街道", "Geleshan Jiedao"),
        ("朝天门街道", "Chaotianmen Jiedao"),
        ("万朝镇", "Wanchao Zhen"),
        ("长坪乡", "Changping Xiang"),
        ("覃家岗街道", "Qinjiagang Jiedao"),
        ("卧佛镇", "Wofo Zhen"),
        ("白市驿镇", "Baishiyi Zhen"),
        ("弹子石街道", "Danzishi Jiedao"),
        ("南岸区", "Nan'an Qu"),
        ("侣俸镇", "Lüfeng Zhen"),
        ("忠县", "Zhongxian"),
    ],
)
def test_names_are_spelled_as_on_signposts(name: str, signpost: str) -> None:
    assert spelled(name) == signpost


def test_rare_characters_are_those_the_engine_lacks_names_first() -> None:
    rows = rare_characters("重䶮眼㷳一龑").splitlines()
    assert rows[-1].startswith("yan\t䶮\t")
    assert not any("重" in row for row in rows if row.startswith(("chong\t", "zhong\t")))
    assert "䶮" in RARE.read_text("utf-8")
