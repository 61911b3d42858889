"""Digests: read a file in the aggregator's format and find its articles.

An article is a title line, a line with publisher, a middle dot and the date ("Sou Hu Cai Jing· 2025-10-26 06:41"),
and a body. The body follows its date line, except in files that print each body before its title. Page furniture
("Workflow", "icon", "Search documents", a topic word) may stand before a title or be glued to the end of a body.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from evidence.errors import EvidenceError, Problem
from evidence.ledger.cells import name_character
from intake.numerals import normalise

AGGREGATOR = "Sou Hu Cai Jing"
_DOT = "[·•・‧∙⋅|]"
_DATE_LINE = re.compile(
    rf"\s*(?:(?P<publisher>{AGGREGATOR.replace(' ', ' ?')}|搜狐财经)\s*(?:{_DOT}\s*(?P<date>.*)|(?P<bare>\d.*))"
    rf"|(?P<other>[^·•・‧∙⋅|\d]{{2,40}}?)\s*{_DOT}\s*(?P<stamp>\d{{4}}-\d{{1,2}}-\d{{1,2}}\b.*))$",
    re.IGNORECASE,
)
_STAMP = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})[ T]+(\d{1,2}):(\d\d)\s*$")
_FURNITURE = re.compile(r"(?:\s*(?:Workflow|icon|Search documents))+\s*$")
# Control characters, but for tabs and line ends, and the characters that turn the direction of a text around.
_STEERING = re.compile("[\x00-\x08\x0e-\x1b\x7f\x80-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]")
_CHINESE = re.compile("[\u4e00-\u9fff]")
# A line this short is a topic word or a title, never a body.
_SHORTEST_BODY = 80
_CHINESE_SHARE = 0.2
_LONGEST_DATE_LINE = 120


@dataclass(frozen=True)
class Article:
    """One article of a digest."""

    line: int  # of the title, from 1
    title: str
    published: str  # date and time, ISO 8601
    language: str  # that of the body, "en" or "zh"
    truncated: bool  # whether the body breaks off
    body: tuple[tuple[int, str], ...]  # its lines, each with its number


@dataclass(frozen=True)
class Digest:
    """A file of articles."""

    name: str
    lines: tuple[str, ...]  # all of them, the furniture included
    articles: tuple[Article, ...]
    owners: tuple[int, ...]  # for each line the position of its article; what stands before the first belongs to it


def _read_text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        remedy = "name a text file: make intake FILE=..."
        raise EvidenceError(Problem(str(path), "", error.strerror or "it can't be read", remedy)) from None
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise EvidenceError(_fault(path.name, 1, "the text is UTF-16", _reencode("UTF-16")))
    if b"\0" in content:
        line = content.count(b"\n", 0, content.index(b"\0")) + 1
        what = "a zero byte: the file is binary, not text"
        raise EvidenceError(_fault(path.name, line, what, "save the digest as plain text"))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise EvidenceError(_fault(path.name, line, "the text is not UTF-8", _reencode("GB18030"))) from None
    if found := _STEERING.search(text):
        what = f"it holds {name_character(found.group())}, which would change how a screen shows the line"
        raise EvidenceError(_fault(path.name, text.count("\n", 0, found.start()) + 1, what, "take the character out"))
    if not text.strip():
        raise EvidenceError(Problem(path.name, "", "the file is empty", "save the digest into it first"))
    return text


def _reencode(encoding: str) -> str:
    return f"save it as UTF-8, for example: iconv -f {encoding} -t UTF-8 old.txt > new.txt"


def _fault(name: str, line: int, what: str, remedy: str) -> Problem:
    return Problem(name, f"line {line}", what, remedy)


def split_digest(name: str, text: str) -> Digest:
    """Find the articles of a text; the name is that of its file.

    `EvidenceError` if there is no article, or an article lacks its title, its body or a date that exists.
    """
    lines = tuple(text.splitlines())
    dates = [
        (number, match)
        for number, line in enumerate(lines)
        if len(line) <= _LONGEST_DATE_LINE and (match := _DATE_LINE.match(normalise(line)))
    ]
    if not dates:
        remedy = f'each article needs a title line and below it "{AGGREGATOR}· 2025-10-26 06:41"'
        raise EvidenceError(Problem(name, f"lines 1 to {len(lines)}", "no article found", remedy))
    problems: list[Problem] = []
    titles = [_title_line(name, lines, number, problems) for number, _ in dates]
    published = [_read_date(name, number, match, problems) for number, match in dates]
    if problems:
        raise EvidenceError(problems)
    ends = [number + 1 for number, _ in dates]
    after = [_content(lines, start, stop) for start, stop in zip(ends, [*titles[1:], len(lines)], strict=True)]
    bodies, starts = after, [0, *titles[1:]]
    before = _content(lines, 0, titles[0])
    if not after[-1] and any(len(line) > _SHORTEST_BODY for _, line in before):
        # The file prints each body before its title.
        bodies, starts = [before, *after[:-1]], [0, *ends[:-1]]
    owners = [0] * len(lines)
    articles = []
    for position, (title, when, body) in enumerate(zip(titles, published, bodies, strict=True)):
        if not body:
            what = f'the article "{lines[title].strip()[:40]}" has no body'
            problems.append(Problem(name, f"line {title + 1}", what, "add its body, or take title and date line out"))
        owners[starts[position] :] = [position] * (len(lines) - starts[position])
        text = " ".join(line for _, line in body)
        chinese = len(_CHINESE.findall(text)) > _CHINESE_SHARE * len(text)
        breaks_off = text.endswith(("...", "…"))
        articles.append(Article(title + 1, lines[title].strip(), when, "zh" if chinese else "en", breaks_off, body))
    if problems:
        raise EvidenceError(problems)
    return Digest(name, lines, tuple(articles), tuple(owners))


def _title_line(name: str, lines: tuple[str, ...], date_line: int, problems: list[Problem]) -> int:
    """Return the index of the last line with text before a date line."""
    title = date_line - 1
    while title >= 0 and not lines[title].strip():
        title -= 1
    if title < 0 or _DATE_LINE.match(normalise(lines[title][:_LONGEST_DATE_LINE])):
        what = "no title before the date line"
        problems.append(Problem(name, f"line {date_line + 1}", what, "put the title of the article on the line above"))
    return title


def _read_date(name: str, number: int, match: re.Match[str], problems: list[Problem]) -> str:
    printed = match["date"] or match["bare"] or match["stamp"] or ""
    stamp = _STAMP.match(printed)
    try:
        return datetime(*map(int, stamp.groups())).isoformat(timespec="minutes")
    except (AttributeError, ValueError):
        what = f"the date {printed.strip()!r} can't be read"
        problems.append(Problem(name, f"line {number + 1}", what, "write date and time as 2025-10-26 06:41"))
        return ""


def _content(lines: tuple[str, ...], start: int, stop: int) -> tuple[tuple[int, str], ...]:
    """Return the lines with text from start to before stop, without furniture, each with its number from 1."""
    content: list[tuple[int, str]] = []
    for number in range(start, stop):
        line = _FURNITURE.sub("", lines[number]).rstrip()
        if line.strip():
            content.append((number + 1, line))
        if content and line != lines[number].rstrip():
            break  # what follows furniture at the end of a body is furniture too: a topic word, "icon" ...
    return tuple(content)


def read_digest(path: Path) -> Digest:
    """Read a file and find its articles.

    `EvidenceError` if the file is missing, a folder, empty, binary, not UTF-8, or holds characters that steer a screen,
    and as `split_digest` says; the message names the line.
    """
    return split_digest(path.name, _read_text(path))
