"""Changes: whether a number says by how much something rose or fell, and not how large it is."""

import re

_VERBS = {
    -1: r"f[ae]ll(?:en|ing|s)?|drop(?:s|ped|ping)?|declin\w+|decreas\w+|shr[aiu]nk\w*|slip(?:s|ped)?|slid(?:es?)?|"
    r"plung\w+|plummet\w*|tumbl\w+|contract(?:s|ed)|reduc\w+|cuts?|sank|sunk|dip(?:s|ped)?|lowered|down",
    1: r"r[io]se(?:n|s)?|rising|gr[eo]w\w*|increas\w+|gain(?:s|ed)?|climb\w*|jump\w*|surg\w+|soar\w*|expand\w*|"
    r"advanc\w+|swell\w*|(?<!ma[dk]e )(?<!makes )(?<!making )up|raised",
}
_NOUNS = {
    -1: "drop|fall|decline|decrease|reduction|cut|less|lower|cheaper|fewer|slump|dip|contraction",
    1: "rise|increase|growth|jump|surge|gain|more|higher|dearer|faster|climb|expansion",
}
_CHINESE = {
    -1: "下降|减少|下滑|下跌|降低|缩减|萎缩|回落|缩水|下调|锐减|骤降|暴跌|大跌|贬值|跌去|少了|(?<!最)低|减|降|跌|负增长",
    1: "增长|上涨|上升|增加|提高|提升|扩大|攀升|飙升|激增|大涨|升值|暴涨|上调|多了|高出|贵了|(?<!最)高|涨|升",
}
_RATES = {-1: "降幅|跌幅|减幅", 1: "增幅|涨幅|增速|增长率|增长速度"}
_CHINESE_NOUNS = {-1: "下降|减少|降幅|跌幅", 1: "增长|上涨|增幅|涨幅|增速"}
# What may stand between the verb and the figure; "to" makes it a level.
_LINK = r"(?: \w+ly)?(?: of|(?: (?!to )\w+){0,3} by)?(?: an?| another| some| only| just)? ?$"
_BEFORE = {
    sign: re.compile(
        rf"(?i:(?<![a-z])(?:{_VERBS[sign]}){_LINK})|(?:{_CHINESE[sign]})了?[近约]?$|(?:{_RATES[sign]})(?:为|达到|达|仅)?$"
    )
    for sign in (-1, 1)
}
_AFTER = {
    sign: re.compile(rf"(?i:[ -](?:\w+ )?(?:{_NOUNS[sign]})(?![a-z]))|的(?:{_CHINESE_NOUNS[sign]})") for sign in (-1, 1)
}
_MINUS = re.compile(r"(?:(?i:(?<![a-z])minus )|(?:^|(?<=[\s(:]))[-−–]|负)$")
# Printed lines break Chinese words.
_BREAK = re.compile(r"(?<=[^\x00-\x7f]) +(?=[^\x00-\x7f]|$)")


def find_change(before: str, after: str) -> int:
    """Say which way something changed by a figure, from the texts before and after it.

    -1 where it fell by the figure ("fell 12%", "减少两成"), 1 where it rose, 0 for a level ("fell to 12%").
    """
    before = _BREAK.sub("", before)
    signs = [sign for sign in _BEFORE if _BEFORE[sign].search(before)]
    return next(iter(signs or [sign for sign in _AFTER if _AFTER[sign].match(after)]), 0)


def count_minus(before: str) -> int:
    """Return how many characters before a figure are its minus sign or word; 0 if it has none."""
    match = _MINUS.search(before)
    return len(before) - match.start() if match else 0
