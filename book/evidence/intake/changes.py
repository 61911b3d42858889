"""Changes: whether a number says by how much something rose or fell, and not how large it is."""

from __future__ import annotations

import re

_DOWN = (
    r"f[ae]ll(?:en|ing|s)?|drop(?:s|ped|ping)?|declin\w+|decreas\w+|shr[aiu]nk\w*|slip(?:s|ped)?|slid(?:es?)?|plung\w+|plummet\w*|"
    r"tumbl\w+|contract(?:s|ed)|reduc\w+|cuts?|sank|sunk|dip(?:s|ped)?|lowered|down"
)
_UP = (
    r"r[io]se(?:n|s)?|rising|gr[eo]w\w*|increas\w+|gain(?:s|ed)?|climb\w*|jump\w*|surg\w+|soar\w*|expand\w*|advanc\w+|swell\w*|"
    r"(?<!ma[dk]e )(?<!makes )(?<!making )up|raised"
)
_NOUN_DOWN = r"drop|fall|decline|decrease|reduction|cut|less|lower|cheaper|fewer|slump|dip|contraction"
_NOUN_UP = r"rise|increase|growth|jump|surge|gain|more|higher|dearer|faster|climb|expansion"
_CHINESE_DOWN = "下降|减少|下滑|下跌|降低|缩减|萎缩|回落|缩水|下调|锐减|骤降|暴跌|大跌|贬值|跌去|少了|减|降|跌|负增长"
_CHINESE_UP = "增长|上涨|上升|增加|提高|提升|扩大|攀升|飙升|激增|大涨|升值|暴涨|上调|多了|高出|贵了|涨|升"
_CHINESE_RATE_DOWN, _CHINESE_RATE_UP = "降幅|跌幅|减幅", "增幅|涨幅|增速|增长率|增长速度"
# What may stand between the verb and the figure; "to" makes it a level.
_LINK = r"(?: \w+ly)?(?: of|(?: (?!to )\w+){0,3} by)?(?: an?| another| some| only| just)? ?$"
_BEFORE = tuple(
    (re.compile(rf"(?i:(?<![a-z])(?:{english}){_LINK})|(?:{chinese})了?(?:近|约)?$|(?:{rate})(?:为|达到|达|仅)?$"), sign)
    for english, chinese, rate, sign in (
        (_DOWN, _CHINESE_DOWN, _CHINESE_RATE_DOWN, -1),
        (_UP, _CHINESE_UP, _CHINESE_RATE_UP, 1),
    )
)
_AFTER = tuple(
    (re.compile(rf"(?i:[ -](?:\w+ ){{0,1}}(?:{english})(?![a-z]))|的?(?:{rate})"), sign)
    for english, rate, sign in (
        (_NOUN_DOWN, f"{_CHINESE_RATE_DOWN}|下降|下滑", -1),
        (_NOUN_UP, f"{_CHINESE_RATE_UP}|增长|上涨", 1),
    )
)
_MINUS = re.compile(r"(?:(?i:(?<![a-z])minus )|(?:^|(?<=[\s(:]))[-−–]|负)$")
_RISE = re.compile(rf"(?:{_CHINESE_UP})了?(?:近|约)?$")
_BREAK = re.compile(r"(?<=[^\x00-\x7f]) +(?=[^\x00-\x7f]|$)")


def find_change(before: str, after: str) -> int:
    """Say which way something changed by a figure.

    Parameters
    ----------
    before, after : str
        What stands before and after the figure.

    Returns
    -------
    int
        -1 where it fell by the figure ("fell 12%", "减少两成"), 1 where it rose, 0 where the figure is a level ("fell to 12%").
    """
    before = _BREAK.sub("", before)
    signs = [sign for pattern, sign in _BEFORE if pattern.search(before)]
    signs += [sign for pattern, sign in _AFTER if pattern.match(after)]
    return signs[0] if signs else 0


def find_minus(before: str) -> int:
    """Return how many characters before a figure are its minus sign or word; 0 if it has none."""
    match = _MINUS.search(before)
    return len(before) - match.start() if match else 0


def counts_on_top(before: str) -> bool:
    """Say whether a multiple in Chinese comes on top of what was: 增长三倍 is four times as much, 增长到三倍 three times."""
    return bool(_RISE.search(_BREAK.sub("", before)))
