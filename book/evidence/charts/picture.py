"""Pictures made lighter: what an SVG draws stays, what it only carries goes.

The chart library writes for a program that will change its picture: groups within groups, empty layers before and behind
each part, attributes that repeat the default. In a page each of them is an element to build and to lay out, and a chapter
holds thousands.
"""

from __future__ import annotations

from collections import Counter
from xml.etree.ElementTree import Element

SVG = "http://www.w3.org/2000/svg"
# Attributes that say nothing at these values, and those that a picture without a program has no use for.
DEFAULTS = {"opacity": "1", "stroke-width": "1", "transform": "translate(0,0)"}
UNUSED = {"pointer-events"}
# Groups that hold the marks of the data keep their names, so that style sheets and tests can tell these from axes.
DATA_MARKS = "role-mark"


def simplify(root: Element) -> None:
    """Take out of a picture, in place, what doesn't show.

    Parameters
    ----------
    root : Element
        The ``svg`` element, as the chart library draws it. Left out are paths without ink, empty groups, groups that
        change nothing, names of parts but the data's, and defaults; a font that all texts share is named once.
    """
    for element in root.iter():
        for name in [name for name, value in element.attrib.items() if name in UNUSED or DEFAULTS.get(name) == value]:
            del element.attrib[name]
        if DATA_MARKS not in element.get("class", "").split() and element is not root:
            inkless = element.tag == _name("path") and element.get("class") in {"background", "foreground"}
            if inkless and not {"fill", "stroke"} & set(element.attrib):
                element.set("display", "none")
            element.attrib.pop("class", None)
    _flatten(root)
    _share_font(root)


def _name(tag: str) -> str:
    return f"{{{SVG}}}{tag}"


def _flatten(parent: Element) -> None:
    """Drop what isn't drawn and put the parts of a group that changes nothing in its place, from the inside out."""
    parts: list[Element] = []
    for child in parent:
        _flatten(child)
        if child.get("display") == "none" or (child.tag == _name("g") and len(child) == 0):
            continue
        parts += list(child) if child.tag == _name("g") and not child.attrib else [child]
    parent[:] = parts


def _share_font(root: Element) -> None:
    fonts = Counter(text.get("font-family") for text in root.iter(_name("text")))
    if len(fonts) == 1 and (font := next(iter(fonts))):
        root.set("font-family", font)
        for text in root.iter(_name("text")):
            del text.attrib["font-family"]
