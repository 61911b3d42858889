"""Dates and periods as texts print them, in English and Chinese, with an ISO-like period.

Periods are written as the ledger writes them: ``2025-10-09``, ``2023-06``, ``2025-Q1``, ``2030``, ``1990/1999``,
``2023-10/2023-12``. Where the year isn't printed it is that of the article, if known, and ``-`` otherwise
(``--10-09``).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from evidence.intake.numerals import ORDINALS, read_chinese
from evidence.intake.units import UNIT

MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "january|jan",
            "february|feb",
            "march|mar",
            "april|apr",
            "may",
            "june|jun",
            "july|jul",
            "august|aug",
            "september|sept|sep",
            "october|oct",
            "november|nov",
            "december|dec",
        ],
        start=1,
    )
    for name in names.split("|")
}
LONG_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
SHORT_MONTHS = "(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\\.?"
_MONTH = rf"(?P<month>{LONG_MONTHS}|{SHORT_MONTHS})(?![A-Za-z])"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?![\d%A-Za-z])"
# A year is neither part of a longer number nor followed by what it would count.
_END = rf"(?![\d,.']*\d|%| ?{UNIT}| ?(?i:hundred|thousand|million|billion|trillion)| ?[十百千万亿])"
_YEAR = rf"(?P<year>(?:19|20)\d\d){_END}"
_PART = r"(?:(?P<part>(?i:early|mid|late|the end of|end of|the beginning of|beginning of|the middle of))[ -](?:the )?)"
_RANGE = r" ?(?:-|–|—|~|/|to|至|到) ?"
_CHINESE_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_CHINESE_DAY = r"(?:\d{1,2}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_CHINESE_YEAR = r"(?:(?:19|20)\d\d|[一二][〇零一二三四五六七八九]{3})"
_CHINESE_PART = r"(?P<part>年初|年中|年底|年末|上半年|下半年|[一二三四]季度|第[一二三四]季度)"

# First and last month that a part of a year covers; thirds of a decade and a century go by years.
PARTS = {
    "early": (1, 3),
    "beginning": (1, 3),
    "mid": (4, 9),
    "middle": (4, 9),
    "late": (10, 12),
    "end": (10, 12),
    "年初": (1, 3),
    "年中": (4, 9),
    "年底": (10, 12),
    "年末": (10, 12),
    "上半年": (1, 6),
    "下半年": (7, 12),
}
_DECADE_PARTS = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}


def _part(name: str) -> str:
    return name.lower().removeprefix("the ").removesuffix(" of")


def _full_year(match: re.Match[str], published: str) -> str:
    year = match.groupdict().get("year")
    if year and not year.isdigit():
        return f"{int(read_chinese(year)):04d}"
    relative = match.groupdict().get("relative") or ""
    if not year and published:
        step = {"去年": -1, "last": -1, "明年": 1, "next": 1, "前年": -2}.get(relative.strip().lower(), 0)
        return f"{int(published[:4]) + step:04d}"
    return year or "-"


def _month_number(name: str) -> int:
    name = name.lower().rstrip(".")
    return MONTHS[name] if name in MONTHS else int(name) if name.isdigit() else int(read_chinese(name))


def _read_day(match: re.Match[str], published: str) -> str:
    groups = match.groupdict()
    year = _full_year(match, published)
    month = f"{_month_number(groups['month']):02d}" if groups.get("month") else published[5:7] if published else "-"
    if not groups.get("day"):
        return f"{year}-{month}"
    text = groups["day"]
    day = int(text) if text.isdigit() else int(read_chinese(text))
    if not 1 <= day <= 31 or (year != "-" and month != "-" and not _is_date(int(year), int(month), day)):
        raise ValueError("there is no such day")
    return f"{year}-{month}-{day:02d}"


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _read_numeric_day(match: re.Match[str], published: str) -> str:
    year, month, day = (int(match[name]) for name in ("year", "month", "day"))
    if not _is_date(year, month, day):
        raise ValueError("there is no such day")
    return f"{year:04d}-{month:02d}-{day:02d}"


def _read_part_of_year(match: re.Match[str], published: str) -> str:
    year, part = _full_year(match, published), _part(match["part"])
    if quarter := re.fullmatch("第?([一二三四])季度", part):
        return f"{year}-Q{'一二三四'.index(quarter[1]) + 1}"
    first, last = PARTS[part]
    return f"{year}-{first:02d}/{year}-{last:02d}"


def _read_decade(match: re.Match[str], published: str) -> str:
    if match.groupdict().get("year"):
        start = int(match["year"])
    else:
        tens = match["tens"]
        tens = int(tens) if tens.isdigit() else int(read_chinese(tens))
        century = match.groupdict().get("century")
        base = (int(century if century.isdigit() else read_chinese(century)) - 1) * 100 if century else 1900
        # "30年代" without a century is ours, unless it has gone by: the nineties are the last century's.
        start = base + tens if century or tens >= 40 else 2000 + tens
    part = match.groupdict().get("part")
    first, last = _DECADE_PARTS.get(_part(part) if part else "", (0, 9))
    return f"{start + first}/{start + last}"


def _read_century(match: re.Match[str], published: str) -> str:
    text = match["century"]
    start = (int(text) if text.isdigit() else int(ORDINALS.get(text.lower()) or read_chinese(text))) * 100 - 100
    part = match["part"] or match["later"]
    if not part:
        return f"{start + 1}/{start + 100}"
    if part in {"初", "初期"} or _part(part) in {"early", "beginning"}:
        return f"{start + 1}/{start + 33}"
    if part in {"末", "末期", "后期"} or _part(part) in {"late", "end"}:
        return f"{start + 67}/{start + 100}"
    return f"{start + 50}"


def _read_years(match: re.Match[str], published: str) -> str:
    first, last = match["first"], match["last"]
    last = first[:2] + last if len(last) == 2 else last
    if not first < last:
        raise ValueError("the years run backwards")
    return f"{first}/{last}"


def _read_quarter(match: re.Match[str], published: str) -> str:
    ordinal = match.groupdict().get("ordinal")
    number = int(ORDINALS[ordinal.lower()]) if ordinal else int(match["number"])
    return f"{_full_year(match, published)}-Q{number}"


def _read_half(match: re.Match[str], published: str) -> str:
    year = _full_year(match, published)
    first = match["ordinal"].lower() in {"first", "1", "h1"}
    return f"{year}-01/{year}-06" if first else f"{year}-07/{year}-12"


def _read_year(match: re.Match[str], published: str) -> str:
    return _full_year(match, published)


def _read_weekday(match: re.Match[str], published: str) -> str:
    return ""


def qualify_period(match: re.Match[str], period: str) -> str:
    """Say how sharp a date is: part of a year or century is not sharp, several years are a range."""
    part = match.groupdict().get("part") or match.groupdict().get("later")
    if part and not part.endswith(("半年", "季度")):
        return "about"
    return "range" if re.fullmatch(r"\d{4}/\d{4}", period) else "exact"


Reader = Callable[[re.Match[str], str], str]
_EITHER_YEAR = r"(?:,? (?:of )?(?P<year>(?:19|20)\d\d)(?!\d))"
# In order: the first that fits is taken.
DATES: tuple[tuple[re.Pattern[str], Reader], ...] = tuple(
    (re.compile(pattern), reader)
    for pattern, reader in (
        (r"(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})(?![\d%])", _read_numeric_day),
        (rf"{_MONTH} {_DAY}(?:,? ?(?P<year>(?:19|20)\d\d)(?!\d))?", _read_day),
        (rf"{_DAY} (?:of )?{_MONTH}(?:,? {_YEAR})?", _read_day),
        (rf"(?:{_PART})?{_MONTH},? (?:of )?{_YEAR}", _read_day),
        (rf"(?i:(?P<ordinal>first|second|third|fourth) quarter(?: of)?){_EITHER_YEAR}?(?![A-Za-z])", _read_quarter),
        (rf"Q(?P<number>[1-4])(?:{_EITHER_YEAR})?(?![A-Za-z\d])", _read_quarter),
        (r"(?P<year>(?:19|20)\d\d) ?Q(?P<number>[1-4])(?!\d)", _read_quarter),
        (rf"(?i:(?P<ordinal>first|second) half(?: of)?){_EITHER_YEAR}", _read_half),
        (rf"(?P<ordinal>H[12]){_EITHER_YEAR}", _read_half),
        (rf"(?:{_PART})?(?P<century>\d{{1,2}})(?:st|nd|rd|th)[ -]century(?P<later>)", _read_century),
        (
            rf"(?:{_PART})?(?P<century>(?i:nineteenth|twentieth))[ -]century(?P<later>)",
            _read_century,
        ),
        (rf"(?:{_PART})?(?P<year>(?:1[89]|20)\d0)s(?![A-Za-z])", _read_decade),
        (rf"(?:{_PART})?'?(?P<tens>[3-9]0)s(?![A-Za-z])", _read_decade),
        (rf"{_PART}{_YEAR}", _read_part_of_year),
        (rf"(?P<first>(?:19|20)\d\d)年?{_RANGE}(?P<last>(?:19|20)\d\d)年?(?![\d%]|[.,]\d)", _read_years),
        (r"(?P<first>(?:19|20)\d\d)[-/](?P<last>\d\d)(?![\d%/-]|[.,]\d)", _read_years),
        (
            rf"(?P<year>{_CHINESE_YEAR}) ?年 ?(?P<month>{_CHINESE_MONTH}) ?月份?(?: ?(?P<day>{_CHINESE_DAY}) ?[日号])?",
            _read_day,
        ),
        (rf"(?P<year>{_CHINESE_YEAR}) ?{_CHINESE_PART}", _read_part_of_year),
        (rf"(?P<year>{_CHINESE_YEAR}) ?年{_CHINESE_PART}", _read_part_of_year),
        (rf"(?P<year>{_CHINESE_YEAR}) ?年(?!代)", _read_year),
        (
            rf"(?P<relative>今年|去年|明年|前年|本年)?(?P<month>{_CHINESE_MONTH}) ?月份?(?P<day>(?<=月) ?{_CHINESE_DAY}(?= ?[日号]))?(?: ?[日号])?",
            _read_day,
        ),
        (r"(?P<relative>今年|去年|明年)(?P<part>[一二三四]季度|第[一二三四]季度)", _read_part_of_year),
        (
            r"(?:(?P<century>\d\d|二十|十九|二十一)世纪|上世纪)(?P<tens>\d0|[二三四五六七八九]十)年代(?:(?P<part>)初|中|末|中期|后期)?",
            _read_decade,
        ),
        (r"(?P<tens>[3-9]0|[三四五六七八九]十)年代", _read_decade),
        (
            r"(?P<part>)(?P<century>1[89]|2[01]|十九|二十一?)世纪(?P<later>初期|初|中叶|中期|末期|末|后期)?",
            _read_century,
        ),
        (r"(?:星期|礼拜|周)[一二三四五六](?![年岁期百千])", _read_weekday),
        (rf"(?P<day>{_CHINESE_DAY}) ?[日号](?![本常夜益元均前])", _read_day),
        # "the April restrictions of 2025"
        (rf"(?P<month>{LONG_MONTHS})(?=(?: [a-z]+){{1,2}} of {_YEAR})", _read_day),
        (rf"{_PART}?(?P<month>{LONG_MONTHS.replace('May|', '')})(?![A-Za-z])", _read_day),
        # "May" alone is a month only where the word before says so.
        (
            r"(?:(?<=in )|(?<=of )|(?<=by )|(?<=since )|(?<=from )|(?<=until )|(?<=last )|(?<=late )|(?<=early ))(?P<month>May)(?![A-Za-z])",
            _read_day,
        ),
        (_YEAR, _read_year),
    )
)
