"""What addresses end with."""

import pytest

from ui.input.address_words import ENDINGS, endings


@pytest.mark.parametrize(
    ("syllables", "expected"),
    [
        ("jin shan da dao", [(2, "大道")]),
        ("zhong shan si lu", [(2, "四路"), (1, "路")]),
        ("er shi ba hao", [(4, "二十八号"), (1, "号")]),
        ("san hao lou", [(3, "三号楼"), (2, "号楼")]),
        ("shi bei lu", [(2, "北路")]),
        ("hao", [(1, "号")]),
        ("shi", [(1, "室")]),
        ("yu shi", []),
        ("fu", [(1, "附")]),
        ("da", []),
        ("", []),
    ],
)
def test_endings_are_recognised_with_their_numbers(syllables: str, expected: list[tuple[int, str]]) -> None:
    assert list(endings(syllables.split())) == expected


def test_every_ending_is_written_with_a_character_for_each_syllable() -> None:
    assert [sound for sound, written in ENDINGS.items() if len(sound.split()) != len(written)] == []
