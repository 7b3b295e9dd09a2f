"""Surnames that the pinyin engine hides: their reading is not the character's usual one, or the character is rare elsewhere."""

SURNAMES = {
    "an": "安", "ba": "巴", "bi": "毕", "bian": "卞", "bing": "邴", "bo": "薄柏", "bu": "卜步", "chao": "晁巢",
    "che": "车", "chi": "池迟", "chu": "褚储楚", "cui": "崔", "dan": "但淡", "di": "狄邸翟", "diao": "刁", "dou": "窦",
    "du": "杜堵", "e": "鄂", "fei": "费", "fu": "伏", "gai": "盖", "gan": "甘干", "ge": "葛戈盖", "gong": "龚宫弓",
    "gou": "苟缑", "gui": "桂妫炅", "guo": "郭", "ha": "哈", "hang": "杭", "he": "贺赫", "hei": "黑", "hu": "扈",
    "hua": "华滑", "huan": "宦桓", "huang": "黄", "ji": "纪姬嵇汲籍", "jia": "郏", "jian": "蹇简", "jiao": "焦矫",
    "jin": "靳晋", "jing": "荆井", "ju": "鞠琚", "kan": "阚", "kang": "亢", "ke": "柯", "kou": "寇", "kuai": "蒯",
    "kuang": "匡邝", "lai": "赖", "lang": "郎", "le": "乐", "leng": "冷", "li": "郦厉", "lian": "廉", "lin": "蔺",
    "ling": "凌令", "liu": "柳", "lou": "娄", "lu": "逯鹿禄", "luan": "栾", "luo": "骆雒", "ma": "麻", "mei": "梅",
    "meng": "蒙", "mi": "芈糜宓祢", "miao": "缪苗", "min": "闵", "ming": "明", "mo": "万", "mou": "牟缪", "mu": "牟穆",
    "na": "那", "ni": "倪祢", "nie": "聂", "ning": "宁甯", "niu": "钮", "ou": "区欧", "pang": "逄庞", "pei": "裴",
    "piao": "朴", "po": "繁", "pu": "蒲濮朴", "qi": "亓漆戚祁", "qiao": "谯乔", "qin": "覃秦", "qiu": "仇裘邱",
    "qu": "璩瞿麴屈", "quan": "权", "que": "阙", "rao": "饶", "ren": "任", "ruan": "阮", "sang": "桑", "sha": "沙",
    "shan": "单", "shang": "尚", "she": "佘折厍", "shen": "申莘", "sheng": "盛", "shi": "施石", "shu": "舒",
    "shui": "税", "si": "司", "sui": "眭隋", "tan": "覃谈", "tang": "汤", "tong": "佟童仝", "tu": "涂屠", "tuo": "庹",
    "wan": "万宛", "wei": "韦隗尉", "wen": "闻", "weng": "翁", "wu": "邬巫", "xi": "郗奚席", "xian": "冼鲜",
    "xie": "解谢", "xin": "辛莘", "xing": "邢", "xu": "须", "xuan": "宣", "xue": "薛", "xun": "荀", "yan": "闫鄢晏阎燕",
    "yang": "仰", "yao": "尧", "yin": "殷尹", "ying": "应", "you": "尤游", "yu": "喻虞尉郁於", "yue": "乐岳",
    "yun": "恽员", "zai": "宰", "zang": "臧", "ze": "迮", "zeng": "曾", "zha": "查", "zhai": "翟", "zhan": "詹湛",
    "zhang": "仉章", "zhao": "召", "zhe": "折", "zhen": "甄", "zheng": "郑", "zhi": "支", "zhong": "种仲",
    "zhu": "祝竺", "zhuo": "卓", "zi": "訾", "zong": "宗", "zu": "祖", "zuo": "左",
}  # fmt: skip
COMPOUND = {
    "yu chi": "尉迟", "mo qi": "万俟", "dan tai": "澹台", "chan yu": "单于", "zhang sun": "长孙", "pu yang": "濮阳",
    "chun yu": "淳于", "gong sun": "公孙", "xuan yuan": "轩辕", "zhong li": "钟离", "yu wen": "宇文",
    "huang fu": "皇甫", "xia hou": "夏侯", "he lian": "赫连", "tuo ba": "拓跋", "du gu": "独孤", "nan gong": "南宫",
    "xi men": "西门", "duan mu": "端木", "bai li": "百里", "hu yan": "呼延", "gong ye": "公冶", "zong zheng": "宗政",
    "tai shu": "太叔", "shen tu": "申屠", "lv qiu": "闾丘",
}  # fmt: skip
