"""The faces of the pages, all from installed wheels, cut to the characters that the book uses and served with it.

Prose is set in Source Serif 4, the rest in Source Sans 3, whose Latin letters Noto Sans has too. These two stand whole
in a style sheet, and a page shows itself once they are read (``await_faces.js``), so that nothing moves. Chinese and
Korean have a file a page, as a chapter names ten characters and the sources hundreds. Cut fonts bear our names, as the
licence asks.
"""

import base64
import io
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path

import uharfbuzz as harfbuzz
from fontTools.ttLib import TTFont
from sphinx.application import Sphinx

FOLDER = "_static/fonts"
SHEET = f"{FOLDER}/faces.css"
# Scripts by their blocks, as CSS ranges. What has none of its own here is Latin: letters, signs, arrows.
SCRIPTS = {
    "cyrillic": "U+0400-052F",
    "han": "U+2E80-30FF, U+3400-9FFF, U+F900-FAFF, U+FF00-FFEF",
    "hangul": "U+1100-11FF, U+3130-318F, U+AC00-D7AF",
}
LATIN = "U+0000-03FF, U+1E00-2DFF"
# What a reader may type or a script may write, whatever the pages hold.
ALWAYS = {chr(code) for code in (*range(0x20, 0x7F), 0xA0)}
# Copyright, licence and its address, which go along with a font.
NOTICE = (0, 13, 14)


@dataclass(frozen=True)
class Face:
    """One font.

    ``source`` is package and path of the whole font, ``script`` a key of `SCRIPTS` or ``latin``; ``axes`` say where a
    variable font is fixed, or between what it may vary; ``css`` holds further descriptors. ``display`` is ``block`` if
    a page waits for the font, ``swap`` if it may come later, ``optional`` if every system has letters that do until the
    next page.
    """

    name: str
    family: str
    source: str
    script: str = "latin"
    axes: tuple[tuple[str, float | tuple[float, float]], ...] = ()
    css: str = ""
    display: str = "block"


SERIF = "fontpkg_source_serif_4/files/SourceSerif4[opsz,wght].ttf"
SERIF_ITALIC = "fontpkg_source_serif_4/files/SourceSerif4-Italic[opsz,wght].ttf"
SANS = "fontpkg_source_sans_3/files/SourceSans3[wght].ttf"
ORIGINALS = "Book Originals"
# The optical size is that of the prose, 18 px.
TEXT = (("opsz", 18), ("wght", 400))
WEIGHTS = "font-weight: 400 700;"
INSIDE = (
    Face("serif", "Book Serif", SERIF, axes=TEXT),
    Face("sans", "Book Sans", SANS, axes=(("wght", (400, 700)),), css=WEIGHTS),
)
FETCHED = (
    Face("serif-italic", "Book Serif", SERIF_ITALIC, axes=TEXT, css="font-style: italic;"),
    Face("cyrillic", ORIGINALS, SANS, "cyrillic", (("wght", 400),), css=WEIGHTS, display="optional"),
)
OF_A_PAGE = (
    Face("han", ORIGINALS, "pylopdf_fonts_zh_cn/NotoSansSC-Regular.otf", "han", css=WEIGHTS),
    Face("hangul", ORIGINALS, "pylopdf_fonts_ko/NotoSansKR-Regular.otf", "hangul", css=WEIGHTS),
)


def rule(face: Face, address: str) -> str:
    """Return the rule that names a font at its address."""
    return (
        f'@font-face {{ font-family: "{face.family}"; src: url("{address}") format("woff2"); {face.css} '
        f"font-display: {face.display}; unicode-range: {SCRIPTS.get(face.script, LATIN)}; }}\n"
    )


def page_rules(root: str, page: str, body: str) -> str:
    """Return a rule for the font of each script that a page has and others don't share; ``root`` is such as ``../``."""
    # Beside figures most of such letters stand in folded data, for which nobody waits.
    display = "swap" if 'class="evidence-figure' in body else "block"
    own = [replace(face, display=display) for face in OF_A_PAGE if characters(body, face.script)]
    return "".join(rule(face, f"{root}{FOLDER}/{Path(page).name}-{face.name}.woff2") for face in own)


def characters(text: str, script: str) -> set[str]:
    """Return the characters of a script in a text."""
    if script == "latin":
        return ALWAYS | set(text).difference(*(characters(text, name) for name in SCRIPTS))
    return set(_of_script(script).findall(text))


@cache
def _of_script(script: str) -> re.Pattern[str]:
    """Return what finds a character of a script."""
    ends = re.sub(r"U\+(\w{4})-(\w{4})(?:, )?", r"\\u\1-\\u\2", SCRIPTS[script])
    return re.compile(f"[{ends}]")


def cut(source: bytes, wanted: set[str], face: Face) -> bytes:
    """Return some characters of a font, fixed and named as a face says, as WOFF2: the same bytes each time."""
    whole = harfbuzz.Face(source)
    asked = harfbuzz.SubsetInput()
    asked.flags = harfbuzz.SubsetFlags.NO_HINTING | harfbuzz.SubsetFlags.DESUBROUTINIZE
    asked.unicode_set.update(map(ord, wanted))
    for chosen, entries in (
        (asked.layout_feature_tag_set, map(_tag, ("kern", "tnum"))),
        (asked.name_id_set, (1, *NOTICE)),
    ):
        chosen.clear()
        chosen.update(entries)
    asked.drop_table_tag_set.update(map(_tag, ("BASE", "GDEF", "STAT", "VORG", "vhea", "vmtx")))
    for axis, place in face.axes:
        if isinstance(place, tuple):
            asked.set_axis_range(whole, axis, *place)
        else:
            asked.pin_axis_location(whole, axis, place)
    font = TTFont(io.BytesIO(harfbuzz.subset(whole, asked).blob.data), recalcTimestamp=False)
    for record in font["name"].names:
        if record.nameID == 1:
            record.string = face.family
    font.flavor = "woff2"
    packed = io.BytesIO()
    font.save(packed)
    return packed.getvalue()


def _tag(name: str) -> int:
    return int.from_bytes(name.encode(), "big")


def whole_font(face: Face) -> bytes:
    """Return a face's font as its package has it."""
    package, _, path = face.source.partition("/")
    return files(package).joinpath(path).read_bytes()


def write_fonts(html: Path) -> None:
    """Write the fonts of the built pages: those that all share, and those of each page."""
    # The page at the book's own address, which only leads on, shares its name with the first.
    pages = sorted(html.glob("**/*.html"), key=lambda path: (len(path.parts), path))
    texts = {path.stem: path.read_text(encoding="utf-8") for path in pages}
    everything = "".join(sorted(set().union(*map(set, texts.values()))))
    folder = html / FOLDER
    folder.mkdir(parents=True, exist_ok=True)

    wanted = {face.name: (face, characters(everything, face.script)) for face in (*INSIDE, *FETCHED)}
    for face in OF_A_PAGE:
        found = ((page, characters(text, face.script)) for page, text in texts.items())
        wanted |= {f"{page}-{face.name}": (face, own) for page, own in found if own}
    # Packing, which takes nearly all of the time, needs no Python.
    with ThreadPoolExecutor() as pool:
        made = dict(
            zip(wanted, pool.map(lambda one: cut(whole_font(one[0]), one[1], one[0]), wanted.values()), strict=True)
        )
    rules = []
    for face in INSIDE:
        rules.append(rule(face, f"data:font/woff2;base64,{base64.b64encode(made.pop(face.name)).decode()}"))
    for name, font in made.items():
        (folder / f"{name}.woff2").write_bytes(font)
    rules += [rule(face, f"{face.name}.woff2") for face in FETCHED]
    (html / SHEET).write_text("".join(rules), encoding="utf-8")


def finish_fonts(app: Sphinx) -> None:
    """Write the fonts once the pages are there, whose characters they hold."""
    write_fonts(Path(app.outdir))
