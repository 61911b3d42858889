"""Pictures made lighter: what an SVG draws stays, what it only carries goes.

The chart library writes for a program that will change its picture; in a page each idle group is an element to build
and to lay out, and a chapter holds thousands.
"""

import re
from collections import Counter
from xml.etree.ElementTree import Element

SVG = "http://www.w3.org/2000/svg"
# Attributes that say nothing at these values, and those that a picture without a program has no use for.
DEFAULTS = {
    "opacity": "1",
    "stroke-width": "1",
    "transform": "translate(0,0)",
    "text-anchor": "start",
    "font-weight": "normal",
}
UNUSED = {"pointer-events", "role", "version"}
# A hundredth of a pixel is nothing to see.
DECIMALS = re.compile(r"-?\d+\.\d{3,}")
# Groups that hold the marks of the data keep their names, so that style sheets and tests can tell these from axes.
DATA_MARKS = "role-mark"
# A disc as the chart library draws it, from arcs around the place of its mark.
DISC = re.compile(r"M([\d.]+),0A\1,\1,0,1,1,-\1,0A\1,\1,0,1,1,\1,0Z?")
PLACE = re.compile(r"translate\((-?[\d.]+),(-?[\d.]+)\)")
# What the marks of a group may have in common; style sheets colour a group as they do a mark.
SHARED = ("fill", "stroke", "stroke-width")


def simplify(root: Element) -> None:
    """Take out of an ``svg`` element, in place, what doesn't show.

    Left out are paths without ink, empty groups and texts, groups that change nothing, names and roles of parts but the
    data's, and defaults; numbers are rounded to hundredths; discs are circles; what all marks of a group have, and the
    font and the size most texts have, are named once.
    """
    for element in root.iter():
        for name, value in list(element.attrib.items()):
            # The picture as a whole is described; roles of parts would have readers look for names they don't have.
            if name in UNUSED or name.startswith("aria-") or DEFAULTS.get(name) == value:
                del element.attrib[name]
            elif name in {"transform", "d", "x", "y", "x2", "y2"}:
                element.set(name, DECIMALS.sub(lambda number: f"{float(number.group()):.2f}", value))
        if DATA_MARKS not in element.get("class", "").split() and element is not root:
            inkless = element.tag == _name("path") and element.get("class") in {"background", "foreground"}
            if inkless and not {"fill", "stroke"} & set(element.attrib):
                element.set("display", "none")
            element.attrib.pop("class", None)
        _round(element)
    _flatten(root)
    _share_look(root)
    _share_font(root)


def _name(tag: str) -> str:
    return f"{{{SVG}}}{tag}"


def _round(element: Element) -> None:
    """Make a path that is a disc a circle, which takes a quarter of the letters."""
    disc, place = DISC.fullmatch(element.get("d", "")), PLACE.fullmatch(element.get("transform", ""))
    if disc and place:
        element.tag = _name("circle")
        del element.attrib["d"], element.attrib["transform"]
        element.attrib |= {"cx": place[1], "cy": place[2], "r": disc[1]}


def _share_look(root: Element) -> None:
    """Name what all marks of a group of the data have in common once, at the group."""
    for group in (group for group in root.iter(_name("g")) if DATA_MARKS in group.get("class", "").split()):
        for name in SHARED:
            values = {mark.get(name) for mark in group}
            if len(group) > 1 and len(values) == 1 and None not in values:
                group.set(name, values.pop())
                for mark in group:
                    del mark.attrib[name]


def _flatten(parent: Element) -> None:
    """Drop what isn't drawn and put the parts of a group that changes nothing in its place, from the inside out."""
    parts: list[Element] = []
    for child in parent:
        _flatten(child)
        blank = child.tag in {_name("g"), _name("text")} and len(child) == 0 and not child.text
        if child.get("display") == "none" or blank:
            continue
        parts += list(child) if child.tag == _name("g") and not child.attrib else [child]
    parent[:] = parts


def _share_font(root: Element) -> None:
    """Name the most common family and size of texts once, at the root."""
    for name in ("font-family", "font-size"):
        texts = list(root.iter(_name("text")))
        if texts and (common := Counter(text.get(name) for text in texts).most_common(1)[0][0]):
            root.set(name, common)
            for text in (text for text in texts if text.get(name) == common):
                del text.attrib[name]
