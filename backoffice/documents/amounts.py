"""Amounts of money in Chinese capital numerals 大写金额, as papers about money carry them (票据法 §8)."""

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿")
LARGEST_FEN = 10**12 * 100


def in_capitals(fen: int) -> str:
    """Return an amount, e.g. 壹佰伍拾元整, 叁元零伍分; raises :class:`ValueError` when it is negative or too large."""
    if not 0 <= fen < LARGEST_FEN:
        raise ValueError("no amount of these papers")
    yuan, rest = divmod(fen, 100)
    jiao, cents = divmod(rest, 10)
    whole = f"{_whole(yuan)}元" if yuan or not rest else ""
    if not rest:
        return f"{whole}整"
    small = f"{DIGITS[jiao]}角" if jiao else ("零" if whole else "")
    return f"{whole}{small}{f'{DIGITS[cents]}分' if cents else '整'}"


def in_figures(fen: int) -> str:
    """Return an amount in yuan with two decimals, e.g. 1,250.00."""
    return f"{fen // 100:,}.{fen % 100:02d}"


def _whole(yuan: int) -> str:
    """Return whole yuan: groups of four figures, one 零 for every gap."""
    if yuan == 0:
        return DIGITS[0]
    words, gap = "", False
    for place in range(len(GROUPS) - 1, -1, -1):
        group = yuan // 10_000**place % 10_000
        if group == 0:
            gap = bool(words)
            continue
        if words and (gap or group < 1000):
            words += DIGITS[0]
        words += _group(group) + GROUPS[place]
        gap = False
    return words


def _group(group: int) -> str:
    """Return one to four figures."""
    words, gap = "", False
    for place in range(3, -1, -1):
        digit = group // 10**place % 10
        if digit == 0:
            gap = bool(words)
            continue
        words += (DIGITS[0] if gap else "") + DIGITS[digit] + PLACES[place]
        gap = False
    return words
