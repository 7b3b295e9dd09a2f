"""What is entered. Every address is invented on streets that exist; every name is invented.

The sounds are what a citizen knows.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class AddressTrial:
    """One address, as a citizen would say it: where it is found, then what is typed behind it."""

    district: str
    street: str
    sound: str  # initials under which the street is searched, as somebody who knows pinyin types them
    detail: str
    sounds: tuple[str, ...]  # of every 汉字 in `detail`, toneless

    @property
    def label(self) -> str:
        return f"重庆市{self.district}{self.street}{self.detail}"


@dataclass(frozen=True)
class NameTrial:
    """One name with a character that few have on their keyboard."""

    name: str
    sounds: tuple[str, ...]


ADDRESSES = (
    AddressTrial("渝中区", "解放碑街道", "jfb", "民权路28号3单元12-6", ("min", "quan", "lu", "hao", "dan", "yuan")),
    AddressTrial("两江新区", "鸳鸯街道", "yyjd", "金开大道68号5栋3-1", ("jin", "kai", "da", "dao", "hao", "dong")),
    AddressTrial("沙坪坝区", "磁器口街道", "cqk", "金沙正街6号", ("jin", "sha", "zheng", "jie", "hao")),
    AddressTrial("九龙坡区", "杨家坪街道", "yjp", "西郊路15号2单元7-3", ("xi", "jiao", "lu", "hao", "dan", "yuan")),
    AddressTrial("南岸区", "南坪街道", "np", "南城大道199号1栋22-8", ("nan", "cheng", "da", "dao", "hao", "dong")),
    AddressTrial("万州区", "高笋塘街道", "gst", "白岩路120号", ("bai", "yan", "lu", "hao")),
    AddressTrial(
        "北碚区", "北温泉街道", "bwq", "缙云大道3号9栋1单元4-2", ("jin", "yun", "da", "dao", "hao", "dong", "dan", "yuan")
    ),
    AddressTrial("涪陵区", "敦仁街道", "dr", "兴华中路36号", ("xing", "hua", "zhong", "lu", "hao")),
    AddressTrial(
        "酉阳土家族苗族自治县",
        "桃花源街道",
        "thy",
        "桃花源大道中路8号",
        ("tao", "hua", "yuan", "da", "dao", "zhong", "lu", "hao"),
    ),
    AddressTrial("巫山县", "庙宇镇", "myz", "龙坪村3组12号", ("long", "ping", "cun", "zu", "hao")),
)

NAMES = (
    NameTrial("张䶮", ("zhang", "yan")),
    NameTrial("李㛃", ("li", "jie")),
    NameTrial("王㑇", ("wang", "zhou")),
    NameTrial("陈㙦", ("chen", "xie")),
    NameTrial("刘𬭎", ("liu", "hong")),
    NameTrial("赵𬍛", ("zhao", "li")),
    NameTrial("周㵪", ("zhou", "xian")),
    NameTrial("吴㭎", ("wu", "gang")),
    NameTrial("欧阳淼", ("ou", "yang", "miao")),
    NameTrial("冉𬘭", ("ran", "chen")),
)
