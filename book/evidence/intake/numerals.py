"""Numerals: what one number, written in digits, English words or Chinese characters, is worth.

Libraries looked at and left out: cn2an reads a Chinese numeral that is already cut out and raises on vague ones
("数十亿", "十几"); text2num has no Chinese; quantulum3 has neither Chinese nor exact spans for number words; dateparser
guesses missing parts of a date. None keeps the spans that coverage needs, and each would replace a few lines.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import cache, lru_cache

# Longer runs of digits are no figure of a text; reading them would cost time and overflow.
MAX_DIGITS = 30

# Superscripts, fractions, circled and other signs that hold a whole number.
RAISED = "[\u00b2\u00b3\u00b9\u2070\u2074-\u2079\u2080-\u2089]"
CIRCLED = "[\u2460-\u249b\u24ea-\u24ff\u2776-\u2793\u3220-\u3229\u3248-\u324f\u3251-\u325f\u3280-\u3289\u32b1-\u32bf]"
VULGAR = "[\u00bc-\u00be\u2150-\u215e\u2189]"
ROMAN = "[\u2160-\u2188]"
SIGNS = f"{RAISED}|{CIRCLED}|{VULGAR}|{ROMAN}"

CARDINALS = {
    word: Decimal(value)
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
} | {
    word: Decimal(value)
    for value, word in zip(
        range(20, 100, 10), ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], strict=True
    )
}
SCALES = {
    "hundred": Decimal(100),
    "thousand": Decimal(1000),
    "million": Decimal(10**6),
    "billion": Decimal(10**9),
    "trillion": Decimal(10**12),
}
SHORT_SCALES = {
    "mn": SCALES["million"],
    "mln": SCALES["million"],
    "bn": SCALES["billion"],
    "bln": SCALES["billion"],
    "tn": SCALES["trillion"],
    "trn": SCALES["trillion"],
}
# After a currency sign only: elsewhere they are metres, kelvins, bytes.
LETTER_SCALES = {"k": SCALES["thousand"], "m": SCALES["million"], "b": SCALES["billion"]}
ORDINALS = {
    word: Decimal(value)
    for value, word in enumerate(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
            "thirteenth",
            "fourteenth",
            "fifteenth",
            "sixteenth",
            "seventeenth",
            "eighteenth",
            "nineteenth",
            "twentieth",
        ],
        start=1,
    )
} | {"hundredth": Decimal(100), "thousandth": Decimal(1000)}
# Vague words read as the least they can mean: a plural is at least two.
PLURALS = {f"{word}s": 2 * value for word, value in SCALES.items()} | {"tens": Decimal(20), "dozens": Decimal(24)}

CHINESE_DIGITS = {
    character: Decimal(value)
    for characters in ("〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖", "零壹貳參肆伍陸柒捌玖")
    for value, character in enumerate(characters)
    if character != "參"  # the everyday word for taking part
} | {"两": Decimal(2), "兩": Decimal(2), "双": Decimal(2), "几": Decimal(2), "幾": Decimal(2), "数": Decimal(2)}
CHINESE_VAGUE = frozenset("几幾数")
CHINESE_TENS = {"十": Decimal(10), "拾": Decimal(10), "百": Decimal(100), "佰": Decimal(100)} | {
    "千": Decimal(1000),
    "仟": Decimal(1000),
}
CHINESE_MYRIADS = {"万": Decimal(10**4), "萬": Decimal(10**4), "亿": Decimal(10**8), "億": Decimal(10**8)} | {
    "兆": Decimal(10**12)
}
CHINESE_SCALES = CHINESE_TENS | CHINESE_MYRIADS


@lru_cache(maxsize=8)  # the figures of one line are looked at in turn
def normalise(text: str) -> str:
    """Return the text with full-width and other forms of digits, letters and signs made plain.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        As long as the input, character by character, so that positions stay what they were.
    """
    return text if text.isascii() else "".join(map(_normalise_character, text))


@cache
def _normalise_character(character: str) -> str:
    digit = unicodedata.digit(character, None)
    if re.match(SIGNS, character):
        return character  # as a digit it would join its neighbours: 2² is not 22
    if digit is not None:
        return str(digit)
    if character in "\u00a0\u2009\u202f":
        return "\u00a0"  # may group digits, where a plain space may not
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 else character


def read_digits(text: str) -> Decimal:
    """Read digits with thousands separators and a decimal point.

    Parameters
    ----------
    text : str
        For example ``7,341`` or ``28.5``.

    Returns
    -------
    Decimal
        The number.

    Raises
    ------
    ValueError
        If separators don't group the digits by three, or there are too many digits.
    """
    if len(text) > MAX_DIGITS:
        raise ValueError(f"more than {MAX_DIGITS} digits")
    whole, _, decimals = text.partition(".")
    groups = re.split("[,'\u00a0]", whole)
    if len(groups) > 1 and (len(groups[0]) > 3 or any(len(group) != 3 for group in groups[1:])):
        raise ValueError("the separators don't group the digits by three")
    return Decimal("".join(groups) + (f".{decimals}" if decimals else ""))


def read_words(text: str) -> Decimal:
    """Read an English cardinal in words.

    Parameters
    ----------
    text : str
        For example ``three hundred and fifty thousand``; "a" counts as one.

    Returns
    -------
    Decimal
        The number.
    """
    total = section = Decimal(0)
    for word in re.findall("[a-z]+", text.lower()):
        if word in CARDINALS or word in {"a", "an"}:
            section += CARDINALS.get(word, Decimal(1))
        elif word == "hundred":
            section = (section or Decimal(1)) * 100
        elif word in SCALES:
            total += (section or Decimal(1)) * SCALES[word]
            section = Decimal(0)
    return total + section


def read_chinese(text: str) -> Decimal:
    """Read a Chinese numeral, which may mix digits and characters.

    Parameters
    ----------
    text : str
        For example ``7000亿``, ``三百八十万``, ``1亿2000万``, ``二〇二五``, ``三点八``, ``数十亿`` (read as the least
        it can mean).

    Returns
    -------
    Decimal
        The number.

    Raises
    ------
    ValueError
        If digits are grouped wrongly or too many.
    """
    text = re.sub(r"\s", "", text)
    if len(text) > 2 * MAX_DIGITS:
        raise ValueError(f"more than {MAX_DIGITS} digits")
    if "点" in text:
        whole, _, rest = text.partition("点")
        decimals = re.match("[〇零一二三四五六七八九]+", rest).group()
        fraction = Decimal("0." + "".join(str(CHINESE_DIGITS[digit]) for digit in decimals))
        scale = read_chinese(rest[len(decimals) :]) if len(rest) > len(decimals) else Decimal(1)
        return (read_chinese(whole) + fraction) * scale
    tokens = re.findall(r"[\d,.'\u00a0]*\d|.", text)
    if len(tokens) > 1 and all(token in CHINESE_DIGITS for token in tokens):
        return Decimal("".join(str(CHINESE_DIGITS[token]) for token in tokens))
    total = section = number = Decimal(0)
    for token in tokens:
        if token in CHINESE_TENS:
            section += (number or Decimal(1)) * CHINESE_TENS[token]
            number = Decimal(0)
        elif token in CHINESE_MYRIADS:
            below = section + number
            # 万亿 is a scale of its own: what stands before 亿 counts whole.
            if total and CHINESE_MYRIADS[token] > total:
                total = (total + below) * CHINESE_MYRIADS[token]
            else:
                total += (below or Decimal(1)) * CHINESE_MYRIADS[token]
            section = number = Decimal(0)
        elif token in CHINESE_DIGITS:
            # 十几 is eleven or more; 几十 twenty or more.
            number = Decimal(1) if token in CHINESE_VAGUE and section else CHINESE_DIGITS[token]
        else:
            number = read_digits(token)
    return total + section + number
