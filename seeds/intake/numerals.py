"""Numerals: what one number, written in digits, English words or Chinese characters, is worth.

Libraries looked at and left out: cn2an reads a Chinese numeral that is already cut out and raises on vague ones
("数十亿", "十几") and on 番 and 成; text2num has no Chinese; word2number has had no release since 2017; quantulum3 has
neither Chinese nor exact spans; dateparser guesses missing parts of a date. None keeps the spans that coverage needs.
"""

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


def _number(words: str, start: int = 0, step: int = 1) -> dict[str, Decimal]:
    """Give words, in their order, the numbers from a start in equal steps."""
    return {word: Decimal(start + step * position) for position, word in enumerate(words.split())}


CARDINALS = _number(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
) | _number("twenty thirty forty fifty sixty seventy eighty ninety", 20, 10)
ORDINALS = _number(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth",
    1,
)
ORDINALS |= {
    f"{tens}-{ones}": CARDINALS[tens] + ORDINALS[ones] for tens in list(CARDINALS)[20:] for ones in list(ORDINALS)[:9]
}
ORDINALS |= {"hundredth": Decimal(100), "thousandth": Decimal(1000)}
_SIZES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
SCALES = {word: Decimal(size) for word, size in ({"hundred": 100} | _SIZES).items()}
_SHORT = {"mn": "million", "mln": "million", "bn": "billion", "bln": "billion", "tn": "trillion", "trn": "trillion"}
SHORT_SCALES = {short: SCALES[word] for short, word in _SHORT.items()}
# After a currency sign only: elsewhere they are metres, kelvins, bytes.
LETTER_SCALES = {word[0]: SCALES[word] for word in ("million", "billion")} | {"k": SCALES["thousand"]}
# Vague words read as the least they can mean: a plural is at least two.
PLURALS = {f"{word}s": 2 * value for word, value in SCALES.items()} | {"tens": Decimal(20), "dozens": Decimal(24)}


def _values(characters: str) -> dict[str, Decimal]:
    return {character: Decimal(int(unicodedata.numeric(character))) for character in characters}


# 參 is left out: it is the everyday word for taking part.
CHINESE_DIGITS = _values("〇一二三四五六七八九零壹贰貳叁肆伍陆陸柒捌玖") | dict.fromkeys("两兩双几幾数", Decimal(2))
CHINESE_VAGUE = frozenset("几幾数")
CHINESE_TENS, _MYRIADS = _values("十拾百佰千仟"), _values("万萬亿億") | {"兆": Decimal(10**12)}
CHINESE_SCALES = CHINESE_TENS | _MYRIADS
DIGITS = r"\d+(?:[,'\u00a0]\d+)*(?:\.\d+)?"
_AFTER_DIGITS = SCALES | SHORT_SCALES | LETTER_SCALES
_TIMES = {"decade": Decimal(10), "century": Decimal(100)}


@lru_cache(maxsize=8)  # the figures of one line are looked at in turn
def normalise(text: str) -> str:
    """Return the text with full-width and other forms of digits, letters and signs made plain.

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


def read_numeral(text: str) -> tuple[Decimal, Decimal, str]:
    """Read a numeral of digits, English words or Chinese characters: least and greatest number, and qualifier.

    For example ``28.5 million``, ``three hundred and fifty thousand``, ``several billion``, ``7000多亿``, ``七八千``; the
    qualifier is exact, over, at least or range. Raises `ValueError` if separators don't group digits by three, or
    digits are too many.
    """
    low = text.strip().lower()
    half = Decimal(0)
    if low.endswith("and a half"):
        low, half = low.removesuffix("and a half"), Decimal("0.5")
    if any(character in CHINESE_DIGITS or character in CHINESE_SCALES for character in low):
        return _read_chinese_span(low)
    qualifier, words = "exact", re.findall("[a-z]+", low)
    if low[0].isdigit():
        match = re.match(rf"({DIGITS})[ -]?([a-z]*)", low)
        number = _read_digits(match[1]) * _AFTER_DIGITS.get(match[2], Decimal(1))
    elif words[0] in PLURALS or words[0] in {"several", "couple"} or words[:2] in (["a", "few"], ["a", "couple"]):
        number, qualifier = PLURALS.get(words[0], Decimal(2)), "at least"
        for word in words[words[0] in PLURALS :]:
            number *= SCALES.get(word.removesuffix("s"), Decimal(12 if word.startswith("dozen") else 1))
    elif "dozen" in words:
        number = Decimal(6) if words[0] == "half" else 12 * (_read_words(" ".join(words[:-1])) or 1)
    elif words[0] == "half":
        number = Decimal("0.5") * (_TIMES | SCALES).get(words[-1], Decimal(1))
    else:
        number = _read_words(low)
    return number + half, number + half, qualifier


def find_scale(text: str) -> Decimal:
    """Return the scale word that ends a numeral: a million for ``28 million``, 1 if there is none."""
    text = text.strip().lower()
    if match := re.fullmatch(rf"{DIGITS}[ -]?([a-z]+)", text):
        return _AFTER_DIGITS.get(match[1], Decimal(1))
    scale = Decimal(1)
    for character in reversed(text):
        if character not in CHINESE_SCALES or (character in CHINESE_TENS and scale == 1 and not text[0].isdigit()):
            break
        scale *= CHINESE_SCALES[character]
    return scale if scale > 1 else SCALES.get(re.split("[ -]", text)[-1], scale)


def _read_chinese_span(text: str) -> tuple[Decimal, Decimal, str]:
    qualifier = "exact"
    if re.search("[多余]", text):
        text, qualifier = re.sub("[多余]", "", text), "over"
    if text.startswith("上"):
        text, qualifier = text[1:], "at least"
    if any(character in CHINESE_VAGUE for character in text):
        qualifier = "at least"
    # 七八千: two digits in a row, one apart, are a range.
    pair = re.search("([一二三四五六七八九两])([一二三四五六七八九])(?![一二三四五六七八九〇零])", text)
    rises = pair and CHINESE_DIGITS[pair[2]] == CHINESE_DIGITS[pair[1]] + 1
    if rises and not re.match("[〇零一二三四五六七八九]{3}", text):
        first, last = (text[: pair.start()] + digit + text[pair.end() :] for digit in pair.groups())
        return read_chinese(first), read_chinese(last), "range"
    number = read_chinese(text)
    return number, number, qualifier


def _read_digits(text: str) -> Decimal:
    if len(text) > MAX_DIGITS:
        raise ValueError(f"more than {MAX_DIGITS} digits")
    whole, _, decimals = text.partition(".")
    groups = re.split("[,'\u00a0]", whole)
    if len(groups) > 1 and (len(groups[0]) > 3 or any(len(group) != 3 for group in groups[1:])):
        raise ValueError("the separators don't group the digits by three")
    return Decimal("".join(groups) + (f".{decimals}" if decimals else ""))


def _read_words(text: str) -> Decimal:
    """Read an English cardinal; "a" counts as one."""
    total = section = Decimal(0)
    for word in re.findall("[a-z]+", text):
        if word in CARDINALS or word in {"a", "an"}:
            section += CARDINALS.get(word, Decimal(1))
        elif word == "hundred":
            section = (section or Decimal(1)) * 100
        elif word in SCALES:
            total += (section or Decimal(1)) * SCALES[word]
            section = Decimal(0)
    return total + section


def read_chinese(text: str) -> Decimal:
    """Read a Chinese numeral, which may mix digits and characters, as the least it can mean; as `read_numeral` else."""
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
        elif token in _MYRIADS:
            below = section + number
            # 万亿 is a scale of its own: what stands before 亿 counts whole.
            if total and _MYRIADS[token] > total:
                total = (total + below) * _MYRIADS[token]
            else:
                total += (below or Decimal(1)) * _MYRIADS[token]
            section = number = Decimal(0)
        elif token in CHINESE_DIGITS:
            # 十几 is eleven or more; 几十 twenty or more.
            number = Decimal(1) if token in CHINESE_VAGUE and section else CHINESE_DIGITS[token]
        else:
            number = _read_digits(token)
    return total + section + number
