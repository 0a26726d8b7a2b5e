"""Words of a drawing as outlines, so that it looks the same whatever fonts its reader has.

The font is that of an installed package; the drawing is laid out by it, too. The words themselves stay in the drawing
as labels of their outlines, for whoever reads it with something else than eyes.
"""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from threading import RLock
from typing import Any
from xml.etree import ElementTree

import fontpkg_open_sans
import vl_convert
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

UNKNOWN = "?"
"""Stands for a sign that the font lacks; the label of its word has the sign itself."""
FAMILY: str = fontpkg_open_sans.FAMILY
_FILES = Path(fontpkg_open_sans.ROOT) / "files"
_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_TEXT, _LINE, _PATH, _GROUP, _USE, _DEFS = (
    f"{{{_SVG}}}{name}" for name in ("text", "tspan", "path", "g", "use", "defs")
)
_HREF = f"{{{_XLINK}}}href"
_WEIGHTS = {"bold": 700, "normal": 400}
_OF_FONTS = ("font-family", "font-size", "font-weight", "font-style", "text-anchor")
ElementTree.register_namespace("", _SVG)
ElementTree.register_namespace("xlink", _XLINK)
vl_convert.register_font_directory(str(_FILES))


_reading = RLock()
"""The font is read piece by piece, when a piece is first asked for: by one thread at a time."""


@lru_cache(maxsize=1)
def _font() -> TTFont:
    return TTFont(_FILES / "OpenSans[wdth,wght].ttf")


@lru_cache(maxsize=2)
def _glyphs(weight: int) -> Any:
    return _font().getGlyphSet(location={"wght": weight})


@lru_cache(maxsize=4096)
def _glyph(sign: str, weight: int) -> tuple[str, float]:
    """The name of a sign's glyph, and its width in units of the font."""
    with _reading:
        known = _font().getBestCmap()
        name = known.get(ord(sign), known[ord(UNKNOWN)])
        return name, _glyphs(weight)[name].width


@lru_cache(maxsize=1)
def _em() -> int:
    with _reading:
        return int(_font()["head"].unitsPerEm)


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a text is, in pixels."""
    weight = _WEIGHTS["bold" if bold else "normal"]
    return sum(_glyph(sign, weight)[1] for sign in text) * size / _em()


def wrapped(text: str, size: float, width: float, *, bold: bool = False) -> list[str]:
    """A text in lines that are no wider than that, where its words are not."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size, bold=bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


@lru_cache(maxsize=4096)
def _drawn(name: str, weight: int) -> str:
    """The outline of a glyph, in units of the font, y growing downwards as in a drawing."""
    with _reading:
        pen = SVGPathPen(_glyphs(weight), ntos=lambda value: f"{value:.0f}")
        _glyphs(weight)[name].draw(TransformPen(pen, (1, 0, 0, -1, 0, 0)))
        return str(pen.getCommands())


def outlined(svg: str) -> str:
    """A drawing with all its words as outlines: each glyph is drawn once, and used wherever it stands."""
    tree = ElementTree.fromstring(svg)
    used: dict[tuple[str, int], str] = {}
    for parent in list(tree.iter()):
        for place, child in enumerate(list(parent)):
            if child.tag == _TEXT:
                parent[place] = _word(child, used)
    if used:
        defs = ElementTree.Element(_DEFS)
        for (name, weight), id in used.items():
            ElementTree.SubElement(defs, _PATH, {"id": id, "d": _drawn(name, weight)})
        tree.insert(0, defs)
    return ElementTree.tostring(tree, encoding="unicode")


def _word(text: ElementTree.Element, used: dict[tuple[str, int], str]) -> ElementTree.Element:
    """The outlines of a text, where it stood; `used` are the glyphs so far, each with its name in the drawing."""
    kept = {name: value for name, value in text.attrib.items() if name not in _OF_FONTS}
    size = float(text.get("font-size", "12px").removesuffix("px"))
    weight = _WEIGHTS.get(text.get("font-weight", "normal"), 400)
    lines = list(_lines(text))
    scale = size / _em()
    if "stroke-width" in kept:
        kept["stroke-width"] = f"{float(kept['stroke-width']) / scale:.0f}"
    word = ElementTree.Element(_GROUP, {**kept, "role": "img", "aria-label": " ".join(words for words, _, _ in lines)})
    back = {"start": 0.0, "middle": 0.5, "end": 1.0}[text.get("text-anchor", "start")]
    for words, x, y in lines:
        x -= width_of(words, size, bold=weight > 400) * back
        line = ElementTree.SubElement(word, _GROUP, {"transform": f"translate({x:.2f},{y:.2f}) scale({scale:.6f})"})
        at = 0.0
        for sign in words:
            name, width = _glyph(sign, weight)
            if _drawn(name, weight):
                id = used.setdefault((name, weight), f"g{len(used)}")
                ElementTree.SubElement(line, _USE, {_HREF: f"#{id}", "x": f"{at:.0f}"})
            at += width
    return word


def _lines(text: ElementTree.Element) -> Iterator[tuple[str, float, float]]:
    """(words, x, y) of the lines of a text: each stands below the one before by its `dy`."""
    if text.text:
        yield text.text, 0.0, 0.0
    y = 0.0
    for line in text.iter(_LINE):
        y += float(line.get("dy", 0))
        yield line.text or "", float(line.get("x", 0)), y
