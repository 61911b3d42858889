"""Dates and periods as texts print them, in English and Chinese, with an ISO-like period.

Periods are written as the ledger writes them: ``2025-10-09``, ``2023-06``, ``2025-Q1``, ``2030``, ``1990/1999``,
``2023-10/2023-12``. Where the year isn't printed it is that of the article, if known, and ``-`` otherwise
(``--10-09``).
"""

import calendar
import re
from collections.abc import Callable
from datetime import date

from intake.numerals import ORDINALS, read_chinese
from intake.units import UNIT

_LONG_MONTHS = "|".join(calendar.month_name[1:])
MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_SHORT_MONTHS = "(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\\.?"
_MONTH = rf"(?P<month>{_LONG_MONTHS}|{_SHORT_MONTHS})(?![A-Za-z])"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?![\d%A-Za-z])"
# A year is neither part of a longer number nor followed by what it would count.
_END = rf"(?![\d,.']*\d|%| ?{UNIT}| ?(?i:hundred|thousand|million|billion|trillion)| ?[十百千万亿种个家人名台套座件项])"
_YEAR = rf"(?P<year>(?:19|20)\d\d){_END}"
_PART = r"(?:(?P<part>(?i:early|mid|late|the end of|end of|the beginning of|beginning of|the middle of))[ -](?:the )?)"
_TO = r" ?(?:-|–|—|~|/|to|至|到) ?"
_CHINESE_MONTH = r"(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]) ?月份?"
_CHINESE_DAY = r"(?P<day>\d{1,2}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_CHINESE_YEAR = r"(?P<year>(?:19|20)\d\d|[一二][〇零一二三四五六七八九]{3})"
_QUARTER = "(?P<part>第?(?P<number>[一二三四])季度)"
_EITHER_YEAR = r"(?:,? (?:of )?(?P<year>(?:19|20)\d\d)(?!\d))"
# Before "May" these words say that it is a month.
_MAY = "|".join(f"(?<={word} )" for word in ["in", "of", "by", "since", "from", "until", "last", "late", "early"])

# First and last month that a part of a year covers; thirds of a decade and a century go by years.
_PARTS = {"early": (1, 3), "beginning": (1, 3), "mid": (4, 9), "middle": (4, 9), "late": (10, 12), "end": (10, 12)}
_PARTS |= {"年初": (1, 3), "年中": (4, 9), "年底": (10, 12), "年末": (10, 12), "上半年": (1, 6), "下半年": (7, 12)}
_PARTS |= {"first half": (1, 6), "h1": (1, 6), "second half": (7, 12), "h2": (7, 12)}
_THIRDS = {"early": 0, "beginning": 0, "初": 0, "初期": 0, "late": 2, "end": 2, "末": 2, "末期": 2, "后期": 2}
_DECADE_PARTS = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}
_STEPS = {"去年": -1, "明年": 1, "前年": -2}


def _part(match: re.Match[str]) -> str:
    name = match.groupdict().get("part") or match.groupdict().get("later") or ""
    return name.lower().removeprefix("the ").removesuffix(" of")


def _number(text: str) -> int:
    return int(ORDINALS.get(text.lower()) or (text if text.isdigit() else read_chinese(text)))


def _full_year(match: re.Match[str], published: str) -> str:
    groups = match.groupdict()
    if groups.get("year"):
        return f"{_number(groups['year']):04d}"
    return f"{int(published[:4]) + _STEPS.get(groups.get('relative') or '', 0):04d}" if published else "-"


def _read_day(match: re.Match[str], published: str) -> str:
    groups = match.groupdict()
    year, name = _full_year(match, published), (groups.get("month") or "").lower().rstrip(".")
    month = f"{MONTHS.get(name) or _number(name):02d}" if name else published[5:7] if published else "-"
    if not groups.get("day"):
        return f"{year}-{month}"
    day = f"{_number(groups['day']):02d}"
    try:
        # What isn't known leaves any day of a long month open.
        date.fromisoformat(f"{year}-{month}-{day}" if "-" not in {year, month} else f"2000-01-{day}")
    except ValueError:
        raise ValueError("there is no such day") from None
    return f"{year}-{month}-{day}"


def _read_part_of_year(match: re.Match[str], published: str) -> str:
    year = _full_year(match, published)
    first, last = _PARTS[_part(match) or match["half"].lower()]
    return f"{year}-{first:02d}/{year}-{last:02d}"


def _read_quarter(match: re.Match[str], published: str) -> str:
    return f"{_full_year(match, published)}-Q{_number(match['number'])}"


def _read_decade(match: re.Match[str], published: str) -> str:
    groups = match.groupdict()
    if groups.get("year"):
        start = int(groups["year"])
    else:
        tens, century = _number(groups["tens"]), groups.get("century")
        # "30年代" without a century is ours, unless it has gone by: the nineties are the last century's.
        base = 2000 if tens < 40 and "上" not in match[0] else 1900
        start = tens + (_number(century) * 100 - 100 if century else base)
    first, last = _DECADE_PARTS.get(_part(match), (0, 9))
    return f"{start + first}/{start + last}"


def _read_century(match: re.Match[str], published: str) -> str:
    start, part = _number(match["century"]) * 100 - 100, _part(match)
    if part and part not in _THIRDS:
        return f"{start + 50}"
    first, last = ((1, 33), (), (67, 100))[_THIRDS[part]] if part else (1, 100)
    return f"{start + first}/{start + last}"


def _read_years(match: re.Match[str], published: str) -> str:
    first, last = match["first"], match["last"]
    last = first[:2] + last if len(last) == 2 else last
    if not first < last:
        raise ValueError("the years run backwards")
    return f"{first}/{last}"


def qualify_period(match: re.Match[str], period: str) -> str:
    """Say how sharp a date is: part of a year or century is not sharp, several years are a range."""
    part = _part(match)
    if part and not part.endswith(("半年", "季度")):
        return "about"
    return "range" if re.fullmatch(r"\d{4}/\d{4}", period) else "exact"


Reader = Callable[[re.Match[str], str], str]
# In order: the first that fits is taken.
_FORMS: tuple[tuple[Reader, str], ...] = (
    (_read_day, r"(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})(?![\d%])"),
    (_read_day, rf"{_MONTH} {_DAY}(?:,? ?(?P<year>(?:19|20)\d\d)(?!\d))?"),
    (_read_day, rf"{_DAY} (?:of )?{_MONTH}(?:,? {_YEAR})?"),
    (_read_day, rf"(?:{_PART})?{_MONTH},? (?:of )?{_YEAR}"),
    (_read_quarter, rf"(?i:(?P<number>first|second|third|fourth) quarter(?: of)?){_EITHER_YEAR}?(?![A-Za-z])"),
    (_read_quarter, rf"Q(?P<number>[1-4]){_EITHER_YEAR}?(?![A-Za-z\d])"),
    (_read_quarter, r"(?P<year>(?:19|20)\d\d) ?Q(?P<number>[1-4])(?!\d)"),
    (_read_part_of_year, rf"(?P<half>(?i:first half|second half|H[12]))(?: of)?{_EITHER_YEAR}"),
    (_read_century, rf"{_PART}?(?P<century>\d{{1,2}})(?:st|nd|rd|th)[ -]century"),
    (_read_century, rf"{_PART}?(?P<century>(?i:nineteenth|twentieth))[ -]century"),
    (_read_decade, rf"{_PART}?(?P<year>(?:1[89]|20)\d0)s(?![A-Za-z])"),
    (_read_decade, rf"{_PART}?'?(?P<tens>[3-9]0)s(?![A-Za-z])"),
    (_read_part_of_year, rf"{_PART}{_YEAR}"),
    (_read_years, rf"(?P<first>(?:19|20)\d\d)年?{_TO}(?P<last>(?:19|20)\d\d)年?(?![\d%]|[.,]\d)"),
    (_read_years, r"(?P<first>(?:19|20)\d\d)[-/](?P<last>\d\d)(?![\d%/-]|[.,]\d)"),
    (_read_day, rf"{_CHINESE_YEAR} ?年 ?{_CHINESE_MONTH}(?: ?{_CHINESE_DAY} ?[日号])?"),
    (_read_part_of_year, rf"{_CHINESE_YEAR} ?年?(?P<part>年初|年中|年底|年末|上半年|下半年)"),
    (_read_quarter, rf"{_CHINESE_YEAR} ?年?{_QUARTER}"),
    (_full_year, rf"{_CHINESE_YEAR} ?年(?!代)"),
    (
        _read_day,
        rf"(?P<relative>今年|去年|明年|前年|本年)?{_CHINESE_MONTH}(?:(?<=月) ?{_CHINESE_DAY}(?= ?[日号]))?(?: ?[日号])?",
    ),
    (_read_quarter, rf"(?P<relative>今年|去年|明年){_QUARTER}"),
    (
        _read_decade,
        r"(?:(?P<century>\d\d|二十|十九|二十一)世纪|上世纪)(?P<tens>\d0|[二三四五六七八九]十)年代(?:初|中期?|末|后期)?",
    ),
    (_read_decade, r"(?P<tens>[3-9]0|[三四五六七八九]十)年代"),
    (_read_century, r"(?P<century>1[89]|2[01]|十九|二十一?)世纪(?P<later>初期|初|中叶|中期|末期|末|后期)?"),
    (lambda match, published: "", r"(?:星期|礼拜|周)[一二三四五六](?![年岁期百千])"),
    (_read_day, rf"{_CHINESE_DAY} ?[日号](?![本常夜益元均前])"),
    # "the April restrictions of 2025"
    (_read_day, rf"(?P<month>{_LONG_MONTHS})(?=(?: [a-z]+){{1,2}} of {_YEAR})"),
    (_read_day, rf"{_PART}?(?P<month>{_LONG_MONTHS.replace('May|', '')})(?![A-Za-z])"),
    (_read_day, rf"(?:{_MAY})(?P<month>May)(?![A-Za-z])"),
    (_full_year, _YEAR),
)
DATES = tuple((re.compile(pattern), reader) for reader, pattern in _FORMS)
