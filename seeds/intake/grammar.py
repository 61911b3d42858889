"""The grammar of figures: forms, each a pattern with the reader that says what it is worth.

The forms are tried in order at a place where a figure may begin; the most specific come first. Every repetition is
bounded, so that no text takes more than linear time.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from intake.dates import DATES, MONTHS, qualify_period
from intake.numerals import (
    CARDINALS,
    CHINESE_DIGITS,
    CHINESE_SCALES,
    CIRCLED,
    DIGITS,
    ORDINALS,
    PLURALS,
    RAISED,
    ROMAN,
    SCALES,
    SHORT_SCALES,
    SIGNS,
    VULGAR,
    find_scale,
    read_numeral,
)
from intake.units import CODES, CURRENCIES, PER_MASS, PER_YEAR, UNIT, read_price, read_unit

# No text means more; beyond it a run of digits is something else.
LARGEST = 1e18
_ONE = Decimal(1)

Reading = dict[str, Any]
# A reader raises ValueError where the form fits but no number can be read; None says that another form is meant.
Reader = Callable[[re.Match[str]], Reading | None]


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _set(characters: Iterable[str], without: str) -> str:
    return "[" + "".join(character for character in characters if character not in without) + "]"


# Numerals.
_END = r"(?![A-Za-z])"
_TENS, _ONES, _TEENS = (
    _any(word for word, value in CARDINALS.items() if low <= value < high)
    for low, high in ((20, 100), (1, 10), (0, 20))
)
# Atomic: twenty-one is never twenty to one.
_SMALL = rf"(?>(?:{_TENS})(?:[ -](?:{_ONES}){_END})?|{_TEENS})"
_SCALE = f"(?:{_any(SCALES)})"
_SCALED = rf"[ -]?{_SCALE}{_END}(?:[ -](?:and[ -])?{_SMALL}{_END})?"
_WORDS = rf"(?i:{_SMALL}{_END}(?:{_SCALED}){{0,9}}+|(?:an?[ -])?(?={_SCALE})(?:{_SCALED}){{1,9}}+)"
_DOZEN = rf"(?i:(?:half a|{_SMALL}|a)[ -]dozen|dozen){_END}"
_PLURAL = _any(PLURALS)
_VAGUE = (
    rf"(?i:(?:several|a few|a couple|couple)(?:[ -]of)?(?:[ -](?:dozen|{_SCALE}){_END}){{0,2}}"
    rf"|(?:{_PLURAL})(?:[ -]of[ -](?:{_PLURAL})){{0,2}}){_END}"
)
_HALF_SCALE = rf"(?i:half[ -]an?[ -](?:{_SCALE}|decade|century)){_END}"
_ENGLISH_SCALE = rf"(?:[ -]?(?i:{_any(SCALES)}|{_any(SHORT_SCALES)}){_END})"
_HUNDREDS = rf"(?:{_set(CHINESE_SCALES, '千')}|千(?![克瓦米伏]))"
_CHINESE = (
    rf"(?:{DIGITS}[多余]? ?{_HUNDREDS}|数(?={_HUNDREDS})|(?<!以)上(?={_HUNDREDS}(?!分之))"
    rf"|{_set(CHINESE_DIGITS, '零数双')}|{_HUNDREDS})(?:[多余]?{_HUNDREDS}|{_set(CHINESE_DIGITS, '数双')}"
    rf"|(?<=[{''.join(CHINESE_SCALES)}])\d+(?:\.\d+)?|点(?=[〇零一二三四五六七八九])){{0,24}}"
)
_HALF_MORE = rf"(?: and a half{_END})?"
_NUMERAL = rf"(?:{_CHINESE}|{DIGITS}{_HALF_MORE}{_ENGLISH_SCALE}?|{_DOZEN}|{_HALF_SCALE}|{_VAGUE}|{_WORDS}{_HALF_MORE})"
_MONEY = rf"(?:(?i:{_any(CODES)})(?=[ \d])|[{''.join(CURRENCIES)}] ?)"
_AMOUNT = rf"(?:{_CHINESE}|{DIGITS}(?:(?:{_ENGLISH_SCALE}|[KkMmBb]{_END})?))"
_TO = r"(?: ?(?:-|–|—|~|至|到) ?| to | or )"

_PARTS = {word: value for ordinal, value in ORDINALS.items() if value > 2 for word in (ordinal, f"{ordinal}s")}
_PARTS |= dict.fromkeys(("half", "halves"), Decimal(2)) | dict.fromkeys(("quarter", "quarters"), Decimal(4))
_HALVES = ("halved", "halving", "halve")
_TIMES = {"decade": 10, "century": 100, "decades": 20, "centuries": 200}
_MULTIPLES = {f"{word}fold": value for word, value in (CARDINALS | SCALES).items() if 1 < value <= 1000}
_MULTIPLES |= {"once": _ONE, "single": _ONE, "dual": Decimal(2), "twice": Decimal(2), "thrice": Decimal(3)}
for _number, _stem in ((2, "doubl"), (3, "tripl"), (4, "quadrupl"), (5, "quintupl")):
    _MULTIPLES |= {f"{_stem}{ending}": Decimal(_number) for ending in ("e", "ed", "es", "ing")}

# Phrases in which a numeral counts nothing, and "a" as Chinese says it: one and a measure word.
_CHINESE_PHRASES = (
    "[这那同某另每]一(?![年月日天])|[一二三四]期(?!间)|进一步|一步步|统一|一带一路|之一|万一|第一时间|独一无二|千方百计|"
    "千丝万缕|成千上万|百姓|半导体|半岛|十分|十足|几乎|几何|双方|双边|三番五次|五花八门|四面八方|两难|万物|万能|"
    "一(?:系列|方面|连串|[步体旦些直样定致般切起边下番度时味贯举向再同律面席军环手招出流线共])|"
    "一个(?!多?月|世纪|季度)|一[种次场项条家名位张股轮点座款架艘台辆枚颗块片份批组套]"
)
_ENGLISH_PHRASES = (
    "once again|one another|no one|at once|at first|first and foremost|in the first place|24/7|on (?:the )?one hand"
)


def _write(low: Decimal, high: Decimal, unit: str, qualifier: str = "exact", factor: Decimal = _ONE) -> Reading:
    """Give the reading of a number or a range."""
    first, last = float(low * factor), float(high * factor)
    if last > LARGEST:
        raise ValueError("no quantity is that large")
    if low == high:
        return {"value": round(first, 9), "unit": unit, "qualifier": qualifier}
    return {"low": round(first, 9), "high": round(last, 9), "unit": unit, "qualifier": "range"}


def _mark(reason: str) -> Reader:
    return lambda match: {"mark": reason}


def _fix(number: float, unit: str, qualifier: str = "exact") -> Reader:
    return lambda match: {"value": number, "unit": unit, "qualifier": qualifier}


def _count(unit: str) -> Reader:
    """Return the reader of a form whose group ``number`` counts in a unit; a group ``top`` makes it a bound."""

    def read(match: re.Match[str]) -> Reading:
        text = re.sub(r"(?<=\d)(?:st|nd|rd|th)$", "", match["number"].lower())
        number = (_MULTIPLES | ORDINALS).get(text) or read_numeral(text)[0]
        return _write(number, number, unit, "up to" if match.groupdict().get("top") else "exact")

    return read


def _read_part(match: re.Match[str]) -> Reading | None:
    upper, lower = match["upper"].lower(), match["lower"].lower()
    whole = _PARTS.get(lower) or read_numeral(lower)[0]
    low, high, qualifier = (_ONE, _ONE, "exact") if upper in {"a", "an"} else read_numeral(upper)
    if upper == "半":
        low = high = Decimal("0.5")
    if not whole:
        raise ValueError("a fraction of nothing")
    if " " in match.group() and low >= whole:
        return None
    return _write(low, high, "%", qualifier) if lower == "百" else _write(low / whole, high / whole, "ratio", qualifier)


def _read_tenths(match: re.Match[str]) -> Reading:
    low, high, qualifier = read_numeral(match["number"])
    rest = {"半": Decimal(5)}.get(match["rest"]) or CHINESE_DIGITS[match["rest"] or "零"]
    return _write(low * 10 + rest, high * 10 + rest, "%", "over" if match["more"] else qualifier)


def _read_sign(match: re.Match[str]) -> Reading:
    number = Decimal(str(round(unicodedata.numeric(match["sign"]), 9))) + Decimal(match["whole"] or 0)
    unit, factor = read_unit(match["unit"]) if match["unit"] else ("count" if match["whole"] else "ratio", _ONE)
    return _write(number, number, unit, "exact", factor)


def _read_doubling(match: re.Match[str]) -> Reading:
    number = Decimal(2) ** int(read_numeral(match["number"] or "1")[0])
    return _write(number, number, "ratio")


def _read_word(match: re.Match[str]) -> Reading:
    word = (match["word"] or match.group()).lower()
    if word in _TIMES:  # a plural is at least two of them
        qualifier = "at least" if word.endswith("s") else "exact"
        return {"value": float(_TIMES[word]), "unit": "years", "qualifier": qualifier}
    share = 1 / _PARTS.get(word, Decimal(2))
    return _write(share, share, "ratio")


def _read_half_time(match: re.Match[str]) -> Reading:
    number = Decimal("0.5") + (read_numeral(match["number"])[0] if match["number"] else 0)
    unit, length = read_unit(match["unit"])
    return _write(number * length, number * length, unit)


def _read_quantity(match: re.Match[str]) -> Reading | None:
    groups = match.groupdict()
    low, high, qualifier = read_numeral(groups["first"])
    unit, factor = read_unit(groups["sign"] or groups["unit"]) if groups["sign"] or groups["unit"] else ("count", _ONE)
    if groups["unit"] is None and re.search("(?i)decade|century", groups["first"]):
        unit = "years"
    if groups["more"] or groups["after"]:
        qualifier = "over"
    mass = groups["mass"] or groups.get("before")
    if mass and unit in {"USD", "EUR", "CNY", "RUB"}:
        unit, price = read_price(unit, re.sub("^(?:/|每| per | a )", "", mass))
        factor *= price
    if groups["yearly"] and unit == "t":
        unit = "t/yr"
    if second := groups.get("second"):
        other_low, other_high, _ = read_numeral(second)
        if groups["first_unit"]:
            own = read_unit(groups["first_unit"])
            if (unit, factor) == ("count", _ONE):
                unit, factor = own
            elif own != (unit, factor):
                return None
        scale = find_scale(second)
        if find_scale(groups["first"]) == 1 and low * scale <= other_low:
            low *= scale
        if not low < other_high:
            return None
        high = other_high
    return _write(low, high, unit, qualifier, factor)


def _forms(reader: Reader, *patterns: str) -> tuple[tuple[re.Pattern[str], Reader], ...]:
    return tuple((re.compile(pattern), reader) for pattern in patterns)


_FOOTNOTE = r"[\[【]\d{1,3}(?: ?[,\-–;、] ?\d{1,3}){0,9}[\]】]"
_SHORT_CHINESE = "[一二三四五六七八九十两]{1,3}"
# Words after which "a third" is a part: before others it counts ("a third country").
_AFTER_PART = (
    "(?:of|as|the|less|more|lower|higher|cheaper|dearer|in|from|since|to|by|on|this|last|for|and|or|but|while|over|"
    "year|within|compared|below|above|between|its|his|their|than|was|is|were|are|after|before|at|with|against|when|if)"
    "(?![a-z])"
)
_PART = rf"(?P<lower>(?i:{_any(_PARTS)})){_END}"
_UPPER = rf"(?P<upper>(?i:{_any(word for word, value in CARDINALS.items() if 0 < value < 20)})|\d{{1,2}})"
_OUT_OF = (
    rf"(?P<lower>(?i:{_any(word for word, value in CARDINALS.items() if value > 1)})|\d{{1,3}}(?![\d.,]*\d|%)){_END}"
)
_MORE = r"(?P<more>[多余]|\+|-plus)?"
_TAIL = rf"(?:(?: of)?[ -]{{0,2}}(?P<unit>{UNIT}))?(?P<after>多)?(?P<mass>{PER_MASS})?(?P<yearly>{PER_YEAR})?"
_SIGN, _NO_SIGN = rf"(?P<sign>{_MONEY})", "(?P<sign>(?!))?"
_FIRST_UNIT = rf"(?: ?(?P<first_unit>{UNIT}))?"
_EACH = r"(?:每(?P<before>公斤|千克|吨))?"
_BEFORE_DATES = (
    *_forms(_mark("figure of speech"), rf"{_CHINESE_PHRASES}|(?<![A-Za-z])(?i:{_ENGLISH_PHRASES}){_END}"),
    *_forms(_mark("footnote mark"), rf"{_FOOTNOTE}(?: ?{_FOOTNOTE}){{0,20}}", rf"{RAISED}{{1,9}}"),
    *_forms(_mark("time stamp"), r"\d{4}-\d{1,2}-\d{1,2}[ T]\d{1,2}:\d\d(?::\d\d)?(?!\d)|\d{1,2}:\d\d(?::\d\d)?(?!\d)"),
    *_forms(
        _mark("list mark"),
        r"Group \d{1,2}(?!\d|[.,]\d)|(?:Part|Point|Step|Chapter) \d{1,2}(?= ?[:\-–])",
        r"\(\d{1,2}\)|\([一二三四五六七八九十]\)",
        r"(?<!\S)(?:\d{1,2}(?:[)、]|\.(?= ))|[一二三四五六七八九十]{1,2}、)",
        rf"(?<![\u4e00-\u9fff])第[一二三四五六七八九](?=[,、:])|{CIRCLED}|{ROMAN}",
    ),
    *_forms(
        _mark("product name"),
        r"第?(?:\d{1,4}|[一二三四五六七八九十]{1,3})号(?:公告|令|文件|决定)|\d{3}条款",
        r"(?:Announcement|Notice|Decree|Order) No\. ?\d{1,4}|(?:Section|Article) \d{1,4}|No\. ?\d{1,4} of \d{4}",
        r"(?:十[一二三四五])?五规划|十[一二三四]五(?!年)",
    ),
)
_AFTER_DATES = (
    *_forms(
        _mark("product name"),
        r"(?!(?:US|USD|AUD|RMB|CNY|EUR|RUB|Group|No)-?\d)[A-Z][A-Za-z]{0,9}-?\d{1,4}[A-Za-z]{0,2}(?![A-Za-z\d])",
        r"\d{1,2}[GD](?![A-Za-z])",
        r"[歼运轰直翼枭]-?\d{1,3}(?!\d)|[\u4e00-\u9fff]-\d{1,3}(?![\d%.,]| ?[年月日万亿吨元])",
    ),
    *_forms(
        _read_tenths,
        r"(?P<number>[一二三四五六七八九两几]{1,2}|\d)成(?P<rest>[半一二三四五六七八九])?(?P<more>多)?"
        "(?![为功本立果就员交都分熟长绩份])",
    ),
    *_forms(
        _read_part,
        rf"(?P<lower>[百千万]|{_SHORT_CHINESE})分之(?P<upper>几|半|{_CHINESE}|{DIGITS})",
        rf"{_UPPER} (?:in|out of)(?: every)? {_OUT_OF}(?! \w*(?:illion|thousand|hundred|years?|months?|days?))",
        r"(?P<upper>\d{1,9})/(?P<lower>\d{1,9})(?![\d/])",
        rf"{_UPPER}[ -]{_PART}",
        rf"(?P<upper>[Aa]n?)[ -](?P<lower>(?i:half|quarter)){_END}(?!-| (?:million|billion|trillion|dozen))",
        rf"(?P<upper>[Aa]n?) {_PART}(?! (?!{_AFTER_PART})[a-z]|-)",
    ),
    *_forms(_read_sign, rf"(?P<whole>\d{{1,6}})?(?P<sign>{VULGAR})(?:[ -]?(?P<unit>{UNIT}))?"),
    *_forms(_fix(0.5, "ratio", "over"), r"过半数?(?![年个月天])"),
    *_forms(_fix(0.5, "ratio"), r"(?:一半|半数|半)(?![年个月天])"),
    *_forms(
        _count("rank"),
        rf"(?i:(?P<top>top)[ -])(?P<number>{_WORDS}|\d{{1,4}}(?![\d.,]*\d))",
        rf"(?:(?i:no\. ?|number |#))(?P<number>\d{{1,4}}|(?i:one|two|three|four|five))(?![\d.,]*\d){_END}",
        rf"(?P<number>(?:\d+(?:st|nd|rd|th)|(?i:{_any(ORDINALS)})){_END})",
        rf"第(?P<number>{_CHINESE}|\d{{1,4}})(?:大|位|名)?",
        rf"(?P<top>前)(?P<number>{_SHORT_CHINESE}|\d{{1,3}})(?![年月天个次点\d]|[.,]\d)",
        rf"(?P<number>{_SHORT_CHINESE}|\d{{1,3}})(?P<top>大)(?=[^,。;]{{0,16}}之一)",
    ),
    *_forms(_count("count"), rf"(?P<number>(?i:single|dual)){_END}"),
    *_forms(
        _count("ratio"),
        rf"(?P<number>(?i:{_any(_MULTIPLES)})){_END}",
        rf"(?P<number>{_WORDS}|{DIGITS})[ -]?(?i:fold){_END}",
    ),
    *_forms(_read_doubling, r"翻了?(?P<number>[一两二三四五]|\d(?!\d))?[番倍]"),
    *_forms(_count("count"), r"(?P<number>双|[二三四五六七八九两几]|\d{1,2})重(?![要视新点大组复返启心工型建整量])"),
    *_forms(_read_half_time, r"(?P<number>[一二三四五六七八九十两\d]{0,3})个?半(?P<unit>年|个世纪|个月|天)"),
    *_forms(
        _read_quantity,
        rf"{_SIGN}(?P<first>{_AMOUNT}){_TO}(?:{_MONEY})?(?P<second>{_AMOUNT})(?P<first_unit>){_MORE}{_TAIL}",
        rf"{_SIGN}(?P<first>{_AMOUNT}){_MORE}{_TAIL}",
        rf"(?i:between )(?:{_MONEY})?(?P<first>{_NUMERAL}){_FIRST_UNIT} and {_SIGN}?(?P<second>{_NUMERAL})"
        rf"{_MORE}{_TAIL}",
        rf"{_EACH}(?P<first>{_NUMERAL}){_FIRST_UNIT}{_TO}{_NO_SIGN}(?P<second>{_NUMERAL}){_MORE}{_TAIL}",
        rf"{_EACH}{_NO_SIGN}(?P<first>{_NUMERAL}){_MORE}{_TAIL}",
    ),
    *_forms(_read_word, rf"(?i:(?:an? )?(?P<word>{_any(_TIMES)})|{_any([*_PARTS, *_HALVES])}){_END}"),
    *_forms(_fix(2.0, "count"), "双"),
)

_CHINESE_START = "".join(character for character in (*CHINESE_DIGITS, *CHINESE_SCALES, "半") if character not in "零数")
_NUMBER_WORDS = {*CARDINALS, *SCALES, *ORDINALS, *PLURALS, *_PARTS, *_MULTIPLES, *_TIMES, *_HALVES}
_NUMBER_WORDS |= {"dozen", "several", "couple"}
# Words that begin a figure only before certain others.
_LEAD = re.compile(
    rf"(?i:an? (?=dozen|couple|few|{_any(_PARTS)}|{_any(_TIMES)}|{_any(SCALES)})|top[ -](?=[a-z\d])|no\. ?(?=\d)|"
    r"number (?=[\dotf])|between (?=\S)|(?:early|mid|late)[ -]|the (?=end of|beginning of|middle of)|"
    r"(?:end|beginning) of |(?:group|part|point|step|chapter|section|article) (?=\d)|"
    r"(?:announcement|notice|decree|order) (?=no)|"
    rf"(?:{_any(CODES)}) ?(?=\d)|{_ENGLISH_PHRASES})|[A-Z][A-Za-z]{{0,9}}-?(?=\d)"
)
# Where a figure may begin: each digit, numeral and sign, what may stand before them, and each word (see `may_begin`).
TOKEN = re.compile(
    rf"(?P<word>[A-Za-z]+)|[\d{_CHINESE_START}]|{SIGNS}|[{''.join(CURRENCIES)}] ?(?=\d)|'(?=\d0s)|#(?=\d)|[\[【](?=\d)"
    rf"|\((?=[\d一二三四五六七八九十])|第(?=[\d{_CHINESE_START}])|前(?=[\d一二三四五六七八九十两])"
    rf"|(?<!以)上(?=[{''.join(CHINESE_SCALES)}])|上(?=世纪)|数(?=[{''.join(CHINESE_SCALES)}])"
    r"|[今去明前本]年(?=[\d一二三四五六七八九十第])|每(?=公斤|千克|吨)|过(?=半)|翻(?=了?[一两二三四五\d]?[番倍])"
    rf"|(?:星期|礼拜|周)(?=[一二三四五六])|[歼运轰直翼枭](?=-?\d)|[\u4e00-\u9fff](?=-\d)|{_CHINESE_PHRASES}"
)
# What makes a figure a figure; the rest of its text are signs, units and qualifiers.
NUMERIC = re.compile(rf"\d+|[零〇{_CHINESE_START}]|{SIGNS}|(?<![A-Za-z])(?i:{_any(_NUMBER_WORDS)}){_END}")
# Parts of a date without which its year is that of the article.
_YEAR_GROUPS = ("year", "relative", "tens", "century", "first")


def may_begin(text: str, token: re.Match[str]) -> bool:
    """Say whether a figure may begin at a match of `TOKEN`: a number word, a month, or what leads to a number."""
    word = token["word"]
    return not word or word.lower() in _NUMBER_WORDS or word.lower() in MONTHS or bool(_LEAD.match(text, token.start()))


def read_form(text: str, position: int, published: str) -> tuple[int, Reading] | None:
    """Read the form that begins at a place of a normalised text: where it ends, and fields of a `Figure`.

    None if no form fits. A date without a year is of the year ``published``, if that is known.
    """
    for pattern, reader in _BEFORE_DATES:
        if match := pattern.match(text, position):
            return match.end(), reader(match)
    for pattern, read_period in DATES:
        if match := pattern.match(text, position):
            try:
                period = read_period(match, published)
            except ValueError as error:
                return match.end(), {"unit": "date", "fault": str(error)}
            printed = not published or any(match.groupdict().get(name) for name in _YEAR_GROUPS)
            reading = {"unit": "date", "period": period, "qualifier": qualify_period(match, period)}
            return match.end(), reading | {"year_printed": printed}
    for pattern, reader in _AFTER_DATES:
        if match := pattern.match(text, position):
            try:
                reading = reader(match)
            except ValueError as error:
                return match.end(), {"fault": str(error)}
            if reading is not None:
                return match.end(), reading
    return None
