"""The grammar of figures: forms, each a pattern with the reader that says what it is worth.

The forms are tried in order at a place where a figure may begin; the most specific come first. Every repetition is
bounded, so that no text takes more than linear time.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from evidence.intake.dates import DATES, MONTHS, qualify_period
from evidence.intake.numerals import (
    CARDINALS,
    CHINESE_DIGITS,
    CHINESE_SCALES,
    CHINESE_TENS,
    CHINESE_VAGUE,
    CIRCLED,
    LETTER_SCALES,
    ORDINALS,
    PLURALS,
    RAISED,
    ROMAN,
    SCALES,
    SHORT_SCALES,
    SIGNS,
    VULGAR,
    read_chinese,
    read_digits,
    read_words,
)
from evidence.intake.units import CODES, CURRENCIES, PER_MASS, PER_YEAR, UNIT, read_price, read_unit

# No text means more; beyond it a run of digits is something else.
LARGEST = 1e18


def _any(words: object) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_NOT_IN_WORD = r"(?<![A-Za-z])"
_WORD_END = r"(?![A-Za-z])"
_COUNT = ("count", Decimal(1))

# Numerals.
_DIGITS = r"\d+(?:[,'\u00a0]\d+)*(?:\.\d+)?"
# Atomic: twenty-one is never twenty to one.
_SMALL = (
    rf"(?>(?:{_any(w for w, v in CARDINALS.items() if v >= 20)})(?:[ -](?:{_any(w for w, v in CARDINALS.items() if 0 < v < 10)}){_WORD_END})?"
    rf"|{_any(w for w, v in CARDINALS.items() if v < 20)})"
)
_SCALE = f"(?:{_any(SCALES)})"
_SCALED = rf"[ -]?{_SCALE}{_WORD_END}(?:[ -](?:and[ -])?{_SMALL}{_WORD_END})?"
_WORDS = rf"(?i:{_SMALL}{_WORD_END}(?:{_SCALED}){{0,9}}+|(?:an?[ -])?(?={_SCALE})(?:{_SCALED}){{1,9}}+)"
_DOZEN = rf"(?i:(?:half a|{_SMALL}|a)[ -]dozen|dozen){_WORD_END}"
_PLURAL = _any(PLURALS)
_VAGUE = (
    rf"(?i:(?:several|a few|a couple|couple)(?:[ -]of)?(?:[ -](?:dozen|{_SCALE}){_WORD_END}){{0,2}}"
    rf"|(?:{_PLURAL})(?:[ -]of[ -](?:{_PLURAL})){{0,2}}){_WORD_END}"
)
_HALF_SCALE = rf"(?i:half[ -]an?[ -](?:{_SCALE}|decade|century)){_WORD_END}"
_ENGLISH_SCALE = rf"(?:[ -]?(?i:{_any(SCALES)}|{_any(SHORT_SCALES)}){_WORD_END})"
_CHARACTER = "[" + "".join(character for character in CHINESE_DIGITS if character not in "零数双") + "]"
_INNER = "[" + "".join(character for character in CHINESE_DIGITS if character not in "数双") + "]"
_TENS = "(?:[" + "".join(character for character in CHINESE_SCALES if character != "千") + "]|千(?![克瓦米伏]))"
_CHINESE = (
    rf"(?:{_DIGITS}[多余]? ?{_TENS}|数(?={_TENS})|(?<!以)上(?={_TENS}(?!分之))|{_CHARACTER}|{_TENS})"
    rf"(?:[多余]?{_TENS}|{_INNER}|(?<=[{''.join(CHINESE_SCALES)}])\d+(?:\.\d+)?|点(?=[〇零一二三四五六七八九])){{0,24}}"
)
_NUMERAL = rf"(?:{_CHINESE}|{_DIGITS}(?: and a half{_WORD_END})?{_ENGLISH_SCALE}?|{_DOZEN}|{_HALF_SCALE}|{_VAGUE}|{_WORDS}(?: and a half{_WORD_END})?)"
_MONEY = rf"(?:(?i:{_any(CODES)})(?=[ \d])|[{''.join(CURRENCIES)}]) ?"
_MONEY_NUMERAL = rf"(?:{_DIGITS}(?:(?:{_ENGLISH_SCALE}|[KkMmBb]{_WORD_END})?))"
_JOIN = r"(?: ?(?:-|–|—|~|至|到) ?| to | or )"

_FRACTIONS = {
    name: Decimal(number)
    for number, names in (
        (2, "half halves"),
        (3, "third thirds"),
        (4, "quarter quarters fourth fourths"),
        *((int(value), f"{word} {word}s") for word, value in ORDINALS.items() if value > 4),
    )
    for name in names.split()
}
_HALVES = ("halved", "halving", "halve")
_TIMES = {"decade": 10, "century": 100, "decades": 10, "centuries": 100}
_MULTIPLES = {
    word: Decimal(number)
    for number, words in (
        (1, "once single"),
        (2, "twice dual double doubled doubles doubling"),
        (3, "thrice triple tripled triples tripling"),
        (4, "quadruple quadrupled quadruples quadrupling"),
        (5, "quintuple quintupled quintuples quintupling"),
    )
    for word in words.split()
} | {f"{word}fold": value for word, value in (CARDINALS | SCALES).items() if 1 < value <= 1000}

# Phrases in which a numeral counts nothing, and "a" as Chinese says it: one and a measure word.
_CHINESE_PHRASES = (
    "[这那同某另每]一(?![年月日天])|一共|[一二三四]期(?!间)|进一步|一步步|一步|统一|一体|一旦|一些|一直|一样|一系列|一定|一致|一般|一切|一起|一方面|一边|一带一路|一下|一番|一度|一时|一味|一贯|一举|"
    "一向|一再|一同|一律|一面|一连串|一席|一军|一环|一手|一招|一出|之一|万一|第一时间|独一无二|千方百计|千丝万缕|成千上万|百姓|半导体|半岛|"
    "十分|十足|几乎|几何|双方|双边|三番五次|五花八门|四面八方|两难|万物|万能|一流|一线|"
    "一个(?!多?月|世纪|季度)|一[种次场项条家名位张股轮点座款架艘台辆枚颗块片份批组套]"
)
_ENGLISH_PHRASES = (
    "once again|one another|no one|at once|at first|first and foremost|in the first place|24/7|on (?:the )?one hand"
)
_PHRASES = rf"(?:{_CHINESE_PHRASES}|{_NOT_IN_WORD}(?i:{_ENGLISH_PHRASES}){_WORD_END})"

Reading = dict[str, Any]
# A reader raises ValueError where the form fits but no number can be read, and returns None where another form is meant.
Reader = Callable[[re.Match[str]], Reading | None]


def _span(text: str) -> tuple[Decimal, Decimal, str]:
    """Read a numeral as its least and greatest value and its qualifier."""
    low = text.strip().lower()
    if low.endswith("and a half"):
        first, last, qualifier = _span(low.removesuffix("and a half"))
        return first + Decimal("0.5"), last + Decimal("0.5"), qualifier
    if any(character in CHINESE_DIGITS or character in CHINESE_SCALES for character in low):
        return _chinese_span(low)
    if low[0].isdigit():
        match = re.match(rf"({_DIGITS})[ -]?([a-z]*)", low)
        scale = (SCALES | SHORT_SCALES | LETTER_SCALES).get(match[2], Decimal(1))
        number = read_digits(match[1]) * scale
        return number, number, "exact"
    words = re.findall("[a-z]+", low)
    if "dozen" in words and words[0] not in {"several", "couple"} and words[:2] not in (["a", "few"], ["a", "couple"]):
        number = Decimal(6) if words[0] == "half" else 12 * (read_words(" ".join(words[:-1])) or 1)
        return number, number, "exact"
    if words[0] == "half":
        number = Decimal("0.5") * {"decade": 10, "century": 100}.get(words[-1], SCALES.get(words[-1], Decimal(1)))
        return number, number, "exact"
    if words[0] in PLURALS or words[0] in {"several", "couple"} or words[:2] in (["a", "few"], ["a", "couple"]):
        number = Decimal(2)
        if words[0] in PLURALS:
            number = PLURALS[words.pop(0)]
        for word in words:
            number *= SCALES.get(word.removesuffix("s"), Decimal(12 if word.startswith("dozen") else 1))
        return number, number, "at least"
    number = read_words(low)
    return number, number, "exact"


def _chinese_span(text: str) -> tuple[Decimal, Decimal, str]:
    qualifier = "exact"
    if re.search("[多余]", text):
        text, qualifier = re.sub("[多余]", "", text), "over"
    if text.startswith("上"):
        text, qualifier = text[1:], "at least"
    if any(character in CHINESE_VAGUE for character in text):
        qualifier = "at least"
    # 七八千: two digits in a row, one apart, are a range.
    pair = re.search("([一二三四五六七八九两])([一二三四五六七八九])(?![一二三四五六七八九〇零])", text)
    if (
        pair
        and not re.match("[〇零一二三四五六七八九]{3}", text)
        and CHINESE_DIGITS[pair[2]] == CHINESE_DIGITS[pair[1]] + 1
    ):
        first, last = (text[: pair.start()] + digit + text[pair.end() :] for digit in pair.groups())
        return read_chinese(first), read_chinese(last), "range"
    number = read_chinese(text)
    return number, number, qualifier


def _number(low: Decimal, high: Decimal, unit: str, qualifier: str, factor: Decimal = Decimal(1)) -> Reading:
    """Give the reading of a number or a range."""
    first, last = float(low * factor), float(high * factor)
    if last > LARGEST:
        raise ValueError("no quantity is that large")
    if low == high:
        return {"value": round(first, 9), "unit": unit, "qualifier": qualifier}
    return {"low": round(first, 9), "high": round(last, 9), "unit": unit, "qualifier": "range"}


def _read_mark(reason: str) -> Reader:
    return lambda match: {"mark": reason}


def _read_name(match: re.Match[str]) -> Reading:
    return {"mark": "product name"}


def _read_stamp(match: re.Match[str]) -> Reading:
    found = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})[ T](\d{1,2}):(\d\d)(?::\d\d)?", match.group())
    period = "{}-{:02d}-{:02d}T{:02d}:{}".format(found[1], *map(int, found.group(2, 3, 4)), found[5]) if found else ""
    return {"unit": "date", "period": period, "mark": "time stamp"}


def _read_quantity(match: re.Match[str]) -> Reading | None:
    groups = match.groupdict()
    low, high, qualifier = _span(groups["first"])
    unit, factor = read_unit(groups["sign"] or groups["unit"] or "") if groups["sign"] or groups["unit"] else _COUNT
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
        other_low, other_high, _ = _span(second)
        if groups["first_unit"]:
            own_unit, own_factor = read_unit(groups["first_unit"])
            if (unit, factor) == _COUNT:
                unit, factor = own_unit, own_factor
            elif (own_unit, own_factor) != (unit, factor):
                return None
        if _scale(groups["first"]) == 1 and low * _scale(second) <= other_low:
            low *= _scale(second)
        if not low < other_high:
            return None
        high = other_high
    return _number(low, high, unit, qualifier, factor)


def _scale(numeral: str) -> Decimal:
    """Return the scale word that ends a numeral: a million for ``28 million``, 1 if there is none."""
    numeral = numeral.strip().lower()
    if match := re.fullmatch(rf"{_DIGITS}[ -]?([a-z]+)", numeral):
        return (SCALES | SHORT_SCALES | LETTER_SCALES).get(match[1], Decimal(1))
    scale = Decimal(1)
    for character in reversed(numeral):
        if character not in CHINESE_SCALES or (character in CHINESE_TENS and scale == 1 and not numeral[0].isdigit()):
            break
        scale *= CHINESE_SCALES[character]
    if scale == 1:
        scale = SCALES.get(re.split("[ -]", numeral)[-1], Decimal(1))
    return scale


def _read_fraction(match: re.Match[str]) -> Reading | None:
    upper, lower = match["upper"].lower(), match["lower"].lower()
    denominator = _FRACTIONS[lower] if lower in _FRACTIONS else _span(lower)[0]
    numerator = Decimal(1) if upper in {"a", "an"} else _span(upper)[0]
    if not denominator:
        raise ValueError("a fraction of nothing")
    if " in " in match.group() and numerator >= denominator:
        return None
    return _number(numerator / denominator, numerator / denominator, "ratio", "exact")


def _read_chinese_fraction(match: re.Match[str]) -> Reading:
    low, high, qualifier = _span(match["upper"])
    whole = _span(match["lower"])[0]
    if not whole:
        raise ValueError("a fraction of nothing")
    if match["lower"] == "百":
        return _number(low, high, "%", qualifier)
    return _number(low / whole, high / whole, "ratio", qualifier)


def _read_tenths(match: re.Match[str]) -> Reading:
    low, high, qualifier = _span(match["number"])
    rest = match["rest"] or "零"
    half = Decimal(5) if rest == "半" else CHINESE_DIGITS[rest]
    qualifier = "over" if match["more"] else qualifier
    return _number(low * 10 + half, high * 10 + half, "%", qualifier)


def _read_sign(match: re.Match[str]) -> Reading:
    number = Decimal(str(round(unicodedata.numeric(match["sign"]), 9))) + Decimal(match["whole"] or 0)
    unit, factor = read_unit(match["unit"]) if match["unit"] else ("count" if match["whole"] else "ratio", Decimal(1))
    return _number(number, number, unit, "exact", factor)


def _read_rank(match: re.Match[str]) -> Reading:
    text = re.sub(r"(?i)(?<=\d)(?:st|nd|rd|th)$", "", match["number"])
    number = ORDINALS[text.lower()] if text.lower() in ORDINALS else _span(text)[0]
    return _number(number, number, "rank", "up to" if match.groupdict().get("top") else "exact")


def _read_multiple(match: re.Match[str]) -> Reading:
    text = match["number"].lower()
    number = _MULTIPLES[text] if text in _MULTIPLES else _span(text)[0]
    return _number(number, number, "count" if text in {"single", "dual"} else "ratio", "exact")


def _read_doubling(match: re.Match[str]) -> Reading:
    times = _span(match["number"])[0] if match["number"] else Decimal(1)
    if times > 20:
        raise ValueError("no quantity doubles that often")
    return _number(Decimal(2) ** int(times), Decimal(2) ** int(times), "ratio", "exact")


def _read_layers(match: re.Match[str]) -> Reading:
    number = Decimal(2) if match["number"] == "双" else _span(match["number"])[0]
    return _number(number, number, "count", "exact")


def _read_half(match: re.Match[str]) -> Reading:
    return _number(Decimal("0.5"), Decimal("0.5"), "ratio", "over" if match.group().startswith("过") else "exact")


def _read_word(match: re.Match[str]) -> Reading:
    word = (match["word"] or match.group()).lower()
    if word in _FRACTIONS or word in _HALVES:
        share = 1 / _FRACTIONS.get(word, Decimal(2))
        return _number(share, share, "ratio", "exact")
    # A plural of times is at least two of them.
    number = Decimal(_TIMES.get(word, 1) * (2 if word.endswith("s") or word == "双" else 1))
    return _number(
        number, number, "years" if word in _TIMES else "count", "at least" if word.endswith("s") else "exact"
    )


def _read_half_time(match: re.Match[str]) -> Reading:
    whole = _span(match["number"])[0] if match["number"] else Decimal(0)
    length = {"年": Decimal(1), "个世纪": Decimal(100), "个月": Decimal(1) / 12, "天": Decimal(1) / 365}[match["unit"]]
    return _number((whole + Decimal("0.5")) * length, (whole + Decimal("0.5")) * length, "years", "exact")


def _compile(rows: tuple[tuple[str, Reader], ...]) -> tuple[tuple[re.Pattern[str], Reader], ...]:
    return tuple((re.compile(pattern), reader) for pattern, reader in rows)


_FOOTNOTE = r"[\[【]\d{1,3}(?: ?[,\-–;、] ?\d{1,3}){0,9}[\]】]"
_ORDINAL_WORDS = _any(ORDINALS)
# Words after which "a third" is a part: before others it counts ("a third country").
_AFTER_PART = (
    "(?:of|as|the|less|more|lower|higher|cheaper|dearer|in|from|since|to|by|on|this|last|for|and|or|but|while|compared|over|"
    "within|year|below|above|between|its|his|their|than|was|is|were|are)(?![a-z])"
)
_MARKS = _compile(
    (
        (rf"{_FOOTNOTE}(?: ?{_FOOTNOTE}){{0,20}}", _read_mark("footnote mark")),
        (r"\d{4}-\d{1,2}-\d{1,2}[ T]\d{1,2}:\d\d(?::\d\d)?(?!\d)|\d{1,2}:\d\d(?::\d\d)?(?!\d)", _read_stamp),
        (r"Group \d{1,2}(?!\d|[.,]\d)|(?:Part|Point|Step|Chapter) \d{1,2}(?= ?[:\-–])", _read_mark("list mark")),
        (r"\(\d{1,2}\)|\([一二三四五六七八九十]\)", _read_mark("list mark")),
        (r"(?<!\S)(?:\d{1,2}(?:[)、]|\.(?= ))|[一二三四五六七八九十]{1,2}、)", _read_mark("list mark")),
        (r"第[一二三四五六七八九](?=[,、:])", _read_mark("list mark")),
        (rf"{RAISED}{{1,9}}", _read_mark("footnote mark")),
        (rf"{CIRCLED}|{ROMAN}", _read_mark("list mark")),
        (r"第?(?:\d{1,4}|[一二三四五六七八九十]{1,3})号(?:公告|令|文件|决定)|\d{3}条款", _read_name),
        (
            r"(?:Announcement|Notice|Decree|Order) No\. ?\d{1,4}|(?:Section|Article) \d{1,4}|No\. ?\d{1,4} of \d{4}",
            _read_name,
        ),
        (r"(?:十[一二三四五])?五规划|十[一二三四]五(?!年)", _read_name),
    )
)
_NAMES = _compile(
    (
        (
            r"(?!(?:US|USD|AUD|RMB|CNY|EUR|RUB|Group|No)-?\d)[A-Z][A-Za-z]{0,9}-?\d{1,4}[A-Za-z]{0,2}(?![A-Za-z\d])",
            _read_name,
        ),
        (r"\d{1,2}[GD](?![A-Za-z])", _read_name),
        (r"[歼运轰直翼枭]-?\d{1,3}(?!\d)|[\u4e00-\u9fff]-\d{1,3}(?![\d%.,]| ?[年月日万亿吨元])", _read_name),
    )
)

_MORE = r"(?P<more>[多余]|\+|-plus)?"
_TAIL = rf"(?:(?: of)?[ -]{{0,2}}(?P<unit>{UNIT}))?(?P<after>多)?(?P<mass>{PER_MASS})?(?P<yearly>{PER_YEAR})?"
_SIGN = rf"(?P<sign>{_MONEY})"
_FIRST_UNIT = rf"(?: ?(?P<first_unit>{UNIT}))?"
_BEFORE = r"(?:每(?P<before>公斤|千克|吨))?"
_ORDINAL = rf"(?:\d+(?:st|nd|rd|th)|(?i:{_any(ORDINALS)})){_WORD_END}"
_FORMS = _compile(
    (
        # Shares.
        (
            r"(?P<lower>[百千万]|[一二三四五六七八九十两]{{1,3}})分之(?P<upper>几|半|{})".format(
                rf"(?:{_CHINESE}|{_DIGITS})"
            ),
            _read_chinese_fraction,
        ),
        (
            r"(?P<number>[一二三四五六七八九两几]{1,2}|\d)成(?P<rest>[半一二三四五六七八九])?(?P<more>多)?(?![为功本立果就员交都分熟长绩份])",
            _read_tenths,
        ),
        (
            rf"(?P<upper>(?i:{_any(w for w, v in CARDINALS.items() if 0 < v < 20)})|\d{{1,2}}) (?:in|out of)(?: every)? "
            rf"(?P<lower>(?i:{_any(w for w, v in CARDINALS.items() if v > 1)})|\d{{1,3}}(?![\d.,]*\d|%)){_WORD_END}(?! \w*(?:illion|thousand|hundred|years?|months?|days?))",
            _read_fraction,
        ),
        (r"(?P<upper>\d{1,9})/(?P<lower>\d{1,9})(?![\d/])", _read_fraction),
        (
            rf"(?P<upper>(?i:{_any(w for w, v in CARDINALS.items() if 0 < v < 20)})|\d{{1,2}})[ -](?P<lower>(?i:{_any(_FRACTIONS)})){_WORD_END}",
            _read_fraction,
        ),
        (
            rf"(?P<upper>[Aa]n?)[ -](?P<lower>(?i:half|quarter)){_WORD_END}(?!-| (?:million|billion|trillion|dozen))",
            _read_fraction,
        ),
        (
            rf"(?P<upper>[Aa]n?) (?P<lower>(?i:{_any(_FRACTIONS)})){_WORD_END}(?! (?!{_AFTER_PART})[a-z]|-)",
            _read_fraction,
        ),
        (rf"(?P<whole>\d{{1,6}})?(?P<sign>{VULGAR})(?:[ -]?(?P<unit>{UNIT}))?", _read_sign),
        (r"(?:过半数?|一半|半数|半)(?![年个月天])", _read_half),
        # Ranks.
        (rf"(?i:(?P<top>top)[ -])(?P<number>{_WORDS}|\d{{1,4}}(?![\d.,]*\d))", _read_rank),
        (
            rf"(?:(?i:no\. ?|number |#))(?P<number>\d{{1,4}}|(?i:one|two|three|four|five))(?![\d.,]*\d){_WORD_END}",
            _read_rank,
        ),
        (rf"(?P<number>{_ORDINAL})", _read_rank),
        (rf"第(?P<number>{_CHINESE}|\d{{1,4}})(?:大|位|名)?", _read_rank),
        (r"(?P<top>前)(?P<number>[一二三四五六七八九十两]{1,3}|\d{1,3})(?![年月天个次点\d]|[.,]\d)", _read_rank),
        (r"(?P<number>[一二三四五六七八九十两]{1,3}|\d{1,3})(?P<top>大)(?=[^,。;]{0,16}之一)", _read_rank),
        # Multiples.
        (rf"(?P<number>(?i:{_any(_MULTIPLES)})){_WORD_END}", _read_multiple),
        (rf"(?P<number>{_WORDS}|{_DIGITS})[ -]?(?i:fold){_WORD_END}", _read_multiple),
        (r"翻了?(?P<number>[一两二三四五]|\d)?[番倍]", _read_doubling),
        (r"(?P<number>双|[二三四五六七八九两几]|\d{1,2})重(?![要视新点大组复返启心工型建整点量])", _read_layers),
        # Times in halves.
        (r"(?P<number>[一二三四五六七八九十两\d]{0,3}个?)半(?P<unit>年|个世纪|个月|天)", _read_half_time),
        # Quantities: money, ranges, single ones.
        (
            rf"{_SIGN}(?P<first>{_CHINESE}|{_MONEY_NUMERAL}){_JOIN}(?:{_MONEY})?(?P<second>{_CHINESE}|{_MONEY_NUMERAL})(?P<first_unit>){_MORE}{_TAIL}",
            _read_quantity,
        ),
        (rf"{_SIGN}(?P<first>{_CHINESE}|{_MONEY_NUMERAL}){_MORE}{_TAIL}", _read_quantity),
        (
            rf"(?i:between )(?:{_MONEY})?(?P<first>{_NUMERAL}){_FIRST_UNIT} and (?:{_SIGN})?(?P<second>{_NUMERAL}){_MORE}{_TAIL}",
            _read_quantity,
        ),
        (
            rf"{_BEFORE}(?P<first>{_NUMERAL}){_FIRST_UNIT}{_JOIN}(?P<sign>(?!))?(?P<second>{_NUMERAL}){_MORE}{_TAIL}",
            _read_quantity,
        ),
        (rf"{_BEFORE}(?P<sign>(?!))?(?P<first>{_NUMERAL}){_MORE}{_TAIL}", _read_quantity),
        # Words that hold their number.
        (rf"(?i:(?:an? )?(?P<word>{_any(_TIMES)})|{_any([*_FRACTIONS, *_HALVES])}){_WORD_END}|双", _read_word),
    )
)

_CHINESE_START = "".join(character for character in (*CHINESE_DIGITS, *CHINESE_SCALES, "半") if character not in "零数")
_NUMBER_WORDS = frozenset(
    [
        *CARDINALS,
        *SCALES,
        *ORDINALS,
        *PLURALS,
        *_FRACTIONS,
        *_MULTIPLES,
        *_TIMES,
        *_HALVES,
        *("dozen", "several", "couple"),
    ]
)
# Words that begin a figure only before certain others.
_LEAD = re.compile(
    rf"(?i:an? (?=dozen|couple|few|{_any(_FRACTIONS)}|{_any(_TIMES)}|{_any(SCALES)})|top[ -](?=[a-z\d])|no\. ?(?=\d)|"
    rf"number (?=[\dotf])|between (?=\S)|(?:early|mid|late)[ -]|the (?=end of|beginning of|middle of)|(?:end|beginning) of |"
    rf"(?:group|part|point|step|chapter|section|article) (?=\d)|(?:announcement|notice|decree|order) (?=no)|"
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
NUMERIC = re.compile(rf"\d+|[零〇{_CHINESE_START}]|{SIGNS}|{_NOT_IN_WORD}(?i:{_any(_NUMBER_WORDS)}){_WORD_END}")
# Parts of a date without which its year is that of the article.
_YEAR_GROUPS = ("year", "relative", "tens", "century", "first")
_BEFORE_DATES = (*_compile(((_PHRASES, _read_mark("figure of speech")),)), *_MARKS)
_AFTER_DATES = (*_NAMES, *_FORMS)


def may_begin(text: str, token: re.Match[str]) -> bool:
    """Say whether a figure may begin at a token: a number word or month, or a word that leads to a number.

    Parameters
    ----------
    text : str
        Normalised text.
    token : Match
        A match of `TOKEN`.

    Returns
    -------
    bool
        True for every token but words.
    """
    word = token["word"]
    return not word or word.lower() in _NUMBER_WORDS or word.lower() in MONTHS or bool(_LEAD.match(text, token.start()))


def read_form(text: str, position: int, published: str) -> tuple[int, Reading] | None:
    """Read the form that begins at a place.

    Parameters
    ----------
    text : str
        Normalised text (`evidence.intake.numerals.normalise`).
    position : int
        A place where a figure may begin.
    published : str
        ISO date of the article, for dates without a year; empty if unknown.

    Returns
    -------
    (int, dict) or None
        Where the form ends, and fields of `evidence.intake.figures.Figure`; None if no form fits.
    """
    for pattern, reader in _BEFORE_DATES:
        if match := pattern.match(text, position):
            return match.end(), reader(match) or {}
    for pattern, read_period in DATES:
        if match := pattern.match(text, position):
            try:
                period = read_period(match, published)
                reading = {"unit": "date", "period": period, "qualifier": qualify_period(match, period)}
                printed = any(match.groupdict().get(name) for name in _YEAR_GROUPS)
                return match.end(), reading | {"year_printed": printed or not published}
            except ValueError as error:
                return match.end(), {"unit": "date", "fault": str(error)}
    for pattern, reader in _AFTER_DATES:
        if match := pattern.match(text, position):
            try:
                reading = reader(match)
            except ValueError as error:
                return match.end(), {"fault": str(error)}
            if reading is not None:
                return match.end(), reading
    return None
