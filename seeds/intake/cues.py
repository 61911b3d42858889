"""Cues: words of both languages by which a figure is of another time, part, whole or kind than it seems.

Patterns of texts in small letters, as `intake.surroundings` gives them.
"""

import re

from intake.dates import MONTHS

# What is wanted, what may be or will be, and what was.
AIM = re.compile(
    r"\b(?:aims?|aiming|goals?|targets?|wants?|plans? to|hopes?|planned)\b|目标|力争|计划|拟|希望|打算|还想|想要|欲"
)
FORECAST = re.compile(
    r"\b(?:will|would|could|may|might|should|shall|expects?|expected|forecasts?|projected|by (?:19|20)\d\d|if)\b"
    r"|预计|预测|有望|可望|将(?=[达增升占降为有会突超跌减扩]|从|能)|会(?=[达增升占降跌减])|到20\d\d年|未来|如果|若"
)
PAST = re.compile(
    r"\b(?:used to|once|formerly|years? (?:ago|earlier|before)|decades? ago|back then|at (?:its|the) peak|previously|"
    r"in the (?:19|20)?\d0s|that year|soviet)\b|曾|当年|年前|以前|以往|原先|原本|一度|上世纪|苏联"
)
# Definitions of what is not yet.
PROSPECTIVE = re.compile(r"\b(?:wants?|planned|could|would|need(?:s|ed)?|is to|threatened|said to|assumed|loss)\b")
# When something can be at the earliest, which is no goal.
EARLIEST = re.compile(r"才能|\b(?:at the earliest|not before|only (?:in|by)|could|may|might)\b|预计")
DEADLINE = re.compile(r"\bwithin\b|年之?内")
# How much each year, which is no stock.
RATE = re.compile(r"\b(?:a|per|each|every) (?:year|month|week|day)\b|annually|每年|一年|每月|每天")
YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d.,]*\d|%)")

# What a figure is of.
RARE_EARTHS = re.compile("rare.earth|稀土")
MATERIAL = re.compile("rare.earth|material|稀土|材料")
WORLD = re.compile(
    r"\b(?:world|world's|worldwide|global|globally|all (?:sources|countries|origins))\b|各国|所有国家|全球|世界"
)
# What is said of all but the place that follows.
ALL_BUT = re.compile(
    r"\b(?:without|outside(?: of)?|excluding|except|apart from|other than)\b|以外|之外|除了?(?=中|美|俄)|不含|不包括"
)

# Before a figure: what it is a part of, or was before a change. After it: that it is a part, or rose or fell from there.
PART_BEFORE = re.compile(
    r"(?:\b(?:of which|of them|of those|another|further|additional|an extra|a new|add|added|adds|includ\w+|from)"
    r"|其中|另有|另外|其余|还有|新增|增加(?!值)|再加|包括|从|由|等)[^,。;]{0,9}$"
)
PART_AFTER = re.compile(
    r"^ ?(?:(?:more|further|additional|other|new) |of (?:the|these|those|them|it|its|their) "
    r"|[^,.;\d]{0,24}\b(?:(?:was|were|are) )?(?:newly )?added|(?:上升|下降|上调|下调|下修)?[升降增减]?[至到])"
)
# A part of a sum.
PART = re.compile(r"\b(?:parts?|share|portion) of\b|部分")
# Before the whole that a count is a part of: "15 of the 17".
OF_WHOLE = re.compile(r"\d of (?:the )?$")
# The whole that a share is of, where it isn't the world; after it and before it.
OTHER_WHOLE = re.compile(
    r"^ ?of (?:its|their|what (?!is)|the country|the nation|china|chinese|russia|america|all (?:exports|imports|sales)"
    r"|exports|imports|sales|applications|suppliers|companies|firms)"
)
OTHER_WHOLE_BEFORE = re.compile(
    "占(?:到了?|了|据|有|比)?(?:约|近|超过)?(?!全球|世界|国际|到|了|据|有|比|约|近|超|为|达)[\u4e00-\u9fff]"
    "|(?:全国|国内|该国)的?$"
)
# A tariff or another rate, which is no share; and what magnets are for, where all are meant.
DUTY = re.compile(r"\b(?:rates?|tariffs?|dut(?:y|ies))\b|税")
MADE_FOR = re.compile(
    r"\bmagnets? (?:made |used |meant )?(?:for|in) (?!(?:19|20)\d\d|the world|total|all)"
    "|(?<![常使])用(?:的?稀土)?(?:永磁|磁体|磁材)"
)
# A number that is a name: of an announcement, an article, a chapter.
NUMBERED = re.compile(
    r"\b(?:announcements?|articles?|chapters?|notices?|orders?|nos?\.?|numbers?) (?:\d+,? )*(?:and |or )?$"
)
# By what a share is counted.
COUNTED_BY = re.compile(r"\bby (?:value|weight|mass|volume|tonnage|number)\b|按(?:价值|金额|重量|体积|数量)")
# Who doubts or denies a figure.
DOUBT = re.compile(
    r"\b(?:not|never|denie[sd]|deny|false|wrong|wrongly|rumou?rs?|contrary|instead of|rather than)\b"
    "|否认|并非|不是|而非|谣|误"
)
# Months and words of layout that stand capitalised in any sentence.
ORDINARY = frozenset({*MONTHS, "group", "core", "viewpoint", "insight", "insights"})
