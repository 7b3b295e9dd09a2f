"""What addresses end with: 大道, 四路, 二十八号. The engine knows the words, but thinks of 达到, 思路 and 好 first."""

from collections.abc import Iterator, Sequence

ENDINGS = {
    "da dao": "大道", "jie dao": "街道", "lu": "路", "zhi lu": "支路", "jie": "街", "zheng jie": "正街", "xin jie": "新街",
    "dong lu": "东路", "xi lu": "西路", "nan lu": "南路", "bei lu": "北路", "zhong lu": "中路", "qiao": "桥", "wan": "湾",
    "ba": "坝", "gou": "沟", "ping": "坪", "zhen": "镇", "qu": "区", "cun": "村", "zu": "组", "she": "社", "xiao qu": "小区",
    "hua yuan": "花园", "guang chang": "广场", "da sha": "大厦", "da xia": "大厦", "dan yuan": "单元", "dong": "栋",
    "zhuang": "幢", "lou": "楼", "ceng": "层", "hao": "号", "hao lou": "号楼",
}  # fmt: skip
# What may have a number in front: 中山四路.
COUNTED = frozenset({"路", "支路", "街", "村", "组", "社", "单元", "栋", "幢", "楼", "层", "号", "号楼"})
ALONE = {"shi": "室", "fu": "附", "qi": "期"} | ENDINGS  # as the only syllable, behind a number from the digits' pad
SPOKEN = ("yi", "er", "san", "si", "wu", "liu", "qi", "ba", "jiu", "shi", "bai", "ling")
NUMERALS = dict(zip(SPOKEN, "一二三四五六七八九十百零", strict=True))


def endings(syllables: Sequence[str]) -> Iterator[tuple[int, str]]:
    """How many of the last syllables are what an address ends with, and how that is written; with its number first."""
    for length in (2, 1):
        ending = " ".join(syllables[-length:])
        if len(syllables) >= length and ending in ENDINGS:
            count = numerals_before(syllables[:-length])
            if count and ENDINGS[ending] in COUNTED:
                number = "".join(NUMERALS[syllable] for syllable in syllables[-length - count : -length])
                yield length + count, number + ENDINGS[ending]
            yield length, ENDINGS[ending]
            return
    if len(syllables) == 1 and syllables[0] in ALONE:
        yield 1, ALONE[syllables[0]]


def numerals_before(syllables: Sequence[str]) -> int:
    """How many syllables at the end are numerals."""
    count = 0
    while count < len(syllables) and syllables[-1 - count] in NUMERALS:
        count += 1
    return count
