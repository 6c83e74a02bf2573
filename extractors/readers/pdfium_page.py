"""A PDF page as PDFium reads it, in the shape of a pdfplumber page.

In: an open `pypdfium2.PdfDocument` and a page index. Out: a `pdfplumber.page.Page` whose characters, lines,
rectangles and curves come from PDFium, so that pdfplumber's word grouping, cropping and table finder work
on them, several times faster than on its own parsing and without trusting a font's stated descent.

PDFium is not thread-safe: whoever calls into this module holds `PDFIUM_LOCK`.
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from pdfplumber.page import Page

from extractors.readers.pdfium_paths import Matrix, Obj, joined_rules, read_paths, rules, transformed

PDFIUM_LOCK = threading.RLock()

ASCENT, DESCENT = 0.75, 0.25
"""Parts of the font size above and below the baseline that a glyph's box takes. Stated ascents and descents
are wrong too often to be used (a descent of -800 moves every word into the line below)."""

GENERATED_SPACE = 0.1
"""A space that PDFium inferred counts where the gap is wider than this part of the size."""

MAX_GLYPHS = 200_000
"""On one page: a page of fine print has 10,000."""

_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_HYPHEN = 0x02
_SYMBOL_BULLETS = frozenset((0xF0A7, 0xF0B7, 0xF0D8, 0xF0FC, 0xF06C, 0xF06E, 0xF076))
_UNMAPPED = "\ufffd"


class TooMuch(Exception):
    """A page holds more than the limits allow."""


class _Scratch:
    """Where PDFium writes its answers: made once a page, since making them costs more than the calls."""

    def __init__(self) -> None:
        self.name = ctypes.create_string_buffer(256)
        self.flags = ctypes.c_int()
        self.flags_ref = ctypes.byref(self.flags)
        self.matrix = raw.FS_MATRIX()
        self.x, self.y = ctypes.c_double(), ctypes.c_double()
        self.color = tuple(ctypes.c_uint() for _ in range(4))

    def rgb(self) -> tuple[float, float, float]:
        red, green, blue, _ = self.color
        return red.value / 255, green.value / 255, blue.value / 255


class _Style(NamedTuple):
    """What the glyphs of one text object share."""

    fontname: str
    size: float
    mcid: int | None
    color: tuple[float, ...] | None
    turned: bool
    upright: bool
    baseline: float
    bold: bool


class PdfiumPage(Page):
    """One page. Lengths are PDF points; the origin is the top left of the page as shown, that is after
    /Rotate and the crop box.

    `turn` (90, 180 or 270 degrees clockwise) reads a page whose text stands on its side; places then are
    those of the turned page.

    Characters carry `text` (one or more letters), `x0`, `top`, `x1`, `bottom`, `fontname`, `size`, `bold`,
    `mcid` (marked-content id or None), `non_stroking_color` (red, green, blue from 0 to 1) and `upright`.
    `chars` raises TooMuch when the page has more than `max_glyphs` glyphs. Drawings beyond their limit are
    left out and `overdrawn` says so. `edges` are the rules that can be table borders, not every edge drawn.
    """

    def __init__(
        self, document: pdfium.PdfDocument, index: int, max_glyphs: int = MAX_GLYPHS, turn: int = 0
    ) -> None:
        self.pdf = document
        self.root_page = self
        self.page_obj = None  # type: ignore[assignment]  # pdfminer's page, which derived pages pass on
        self.page_number = index + 1
        self.initial_doctop = 0
        self.max_glyphs = max_glyphs
        self.pdfium_page: Any = document[index]
        self.turn = turn
        self.rotation = (self.pdfium_page.get_rotation() + turn) % 360
        left, bottom, right, top = self.pdfium_page.get_bbox()
        wide, high = right - left, top - bottom
        if self.rotation in (90, 270):
            wide, high = high, wide
        self.bbox = self.mediabox = self.cropbox = (0.0, 0.0, wide, high)
        self._device: Matrix = {
            0: (1.0, 0.0, 0.0, -1.0, -left, top),
            90: (0.0, 1.0, 1.0, 0.0, -bottom, -left),
            180: (-1.0, 0.0, 0.0, 1.0, right, -bottom),
            270: (0.0, -1.0, -1.0, 0.0, top, right),
        }[self.rotation]
        self.unmapped = 0
        self._scratch = _Scratch()
        self._glyphs: list[Obj] | None = None
        self._paths: dict[str, list[Obj]] | None = None
        self._rules: list[Obj] | None = None
        self.overdrawn = False
        self.get_textmap = lru_cache()(self._get_textmap)

    def close(self) -> None:
        """Frees the page, in PDFium and here. Without it a page is only freed by the garbage collector."""
        self.pdfium_page.close()
        self._glyphs, self._paths, self._rules = [], None, None
        self.get_textmap.cache_clear()

    @property
    def chars(self) -> list[Obj]:
        """The characters, in the order of the page's content."""
        if self._glyphs is None:
            self._glyphs = self._read_glyphs()
        return self._glyphs

    @chars.setter
    def chars(self, chars: list[Obj]) -> None:
        """Puts another parser's characters in the place of PDFium's."""
        self._glyphs = chars

    @property
    def objects(self) -> dict[str, list[Obj]]:
        """Characters and drawings by kind, as pdfplumber has them."""
        return {"char": self.chars, **self._drawings()}

    @property
    def lines(self) -> list[Obj]:
        """Straight lines."""
        return self._drawings()["line"]

    @property
    def rects(self) -> list[Obj]:
        """Upright rectangles."""
        return self._drawings()["rect"]

    @property
    def curves(self) -> list[Obj]:
        """All other shapes."""
        return self._drawings()["curve"]

    @property
    def rules(self) -> list[Obj]:
        """Pieces of the drawn rules, as edges in pdfplumber's form; several pieces may make one rule."""
        if self._rules is None:
            self._rules = rules(self._drawings())
        return self._rules

    @property
    def edges(self) -> list[Obj]:
        """The rules, their pieces joined."""
        return joined_rules(self.rules)

    def _drawings(self) -> dict[str, list[Obj]]:
        if self._paths is None:
            self._paths, self.overdrawn = read_paths(
                self.pdfium_page.raw, self._device, self.bbox, self.page_number
            )
        return self._paths

    # Glyphs

    def _read_glyphs(self) -> list[Obj]:
        textpage = self.pdfium_page.get_textpage()
        try:
            count = raw.FPDFText_CountChars(textpage.raw)
            if count > self.max_glyphs:
                raise TooMuch(
                    f"page {self.page_number} has {count} glyphs, more than the limit of {self.max_glyphs}"
                )
            return list(self._glyphs_of(textpage.raw, count))
        finally:
            textpage.close()

    def _glyphs_of(self, text: Any, count: int) -> Iterator[Obj]:
        unicode_of, object_of, box_of = _calls()
        box = raw.FS_RECTF()
        box_at = ctypes.addressof(box)
        handle = ctypes.cast(text, ctypes.c_void_p).value
        a, _, _, d, e, _ = self._device
        plain = a == 1.0 and d == -1.0
        width, height, number = self.bbox[2], self.bbox[3], self.page_number
        styles: dict[int | None, _Style] = {}
        key: int | None = -1
        style: _Style | None = None
        before: Obj | None = None
        gap_pending = False
        high_surrogate = 0
        for i in range(count):
            code = unicode_of(handle, i)
            if code < 0x80:
                if code < 32 and code != _HYPHEN:
                    gap_pending = False
                    self.unmapped += code == 0
                    continue
                if code == 32 and raw.FPDFText_IsGenerated(text, i) == 1:
                    gap_pending = True
                    continue
                letters = "-" if code == _HYPHEN else chr(code)
            elif 0xD800 <= code < 0xDC00:
                high_surrogate = code
                continue
            else:
                letters = self._letters(code, high_surrogate)
            found = object_of(handle, i)
            if found != key or style is None:
                key = found
                style = styles.get(key)
                if style is None:
                    style = styles[key] = self._style(text, i, found)
            if not box_of(handle, i, box_at):
                continue
            if plain and not style.turned:
                x0, x1 = box.left + e, box.right + e
                top = style.baseline - ASCENT * style.size
                bottom = style.baseline + DESCENT * style.size
            else:
                x0, top, x1, bottom = self._turned_box(text, i, style)
            if x1 < 0 or x0 > width or bottom < 0 or top > height:
                continue
            if gap_pending and before is not None:
                gap_pending = False
                gap = x0 - before["x1"]
                if (
                    style.upright
                    and gap > GENERATED_SPACE * style.size
                    and abs(bottom - before["bottom"]) < style.size
                ):
                    yield {**before, "text": " ", "x0": before["x1"], "x1": x0, "width": gap}
            before = {
                "object_type": "char", "page_number": number, "text": letters,
                "x0": x0, "top": top, "x1": x1, "bottom": bottom, "doctop": top,
                "y0": height - bottom, "y1": height - top, "width": x1 - x0, "height": bottom - top,
                "fontname": style.fontname, "size": style.size, "bold": style.bold, "upright": style.upright,
                "mcid": style.mcid, "non_stroking_color": style.color,
            }  # fmt: skip
            yield before

    def _letters(self, code: int, high_surrogate: int) -> str:
        """The letters of a code above ASCII; ligatures are spelled out, what has no meaning is U+FFFD."""
        if 0xDC00 <= code < 0xE000:
            if not high_surrogate:
                return _UNMAPPED
            return chr(0x10000 + ((high_surrogate - 0xD800) << 10) + (code - 0xDC00))
        if code in _SYMBOL_BULLETS:
            return "•"
        if 0xE000 <= code < 0xF900 or code >= 0xFFFD:
            self.unmapped += 1
            return _UNMAPPED
        letter = chr(code)
        return _LIGATURES.get(letter, letter)

    def _style(self, text: Any, i: int, found: int | None) -> _Style:
        """What the text object of character `i` says of all its characters."""
        at = self._scratch
        matrix = at.matrix
        length = raw.FPDFText_GetFontInfo(text, i, at.name, 256, at.flags_ref)
        fontname = at.name.raw[: length - 1].decode("utf-8", "replace") if 0 < length <= 256 else ""
        if not raw.FPDFText_GetMatrix(text, i, matrix):
            matrix.a, matrix.b, matrix.c, matrix.d = 1.0, 0.0, 0.0, 1.0
        raw.FPDFText_GetCharOrigin(text, i, at.x, at.y)
        a, b, c, d, _, f = self._device
        along, across = a * matrix.a + c * matrix.b, b * matrix.a + d * matrix.b
        mcid, color, bold = -1, None, bool(at.flags.value & 1 << 18) or _sounds_bold(fontname)
        if found:
            handle = ctypes.cast(found, raw.FPDF_PAGEOBJECT)
            mcid = raw.FPDFPageObj_GetMarkedContentID(handle)
            bold = bold or raw.FPDFTextObj_GetTextRenderMode(handle) == raw.FPDF_TEXTRENDERMODE_FILL_STROKE
            if raw.FPDFPageObj_GetFillColor(handle, *at.color):
                color = at.rgb()
        return _Style(
            fontname=fontname,
            size=raw.FPDFText_GetFontSize(text, i) * ((matrix.c**2 + matrix.d**2) ** 0.5 or 1.0),
            mcid=mcid if mcid >= 0 else None,
            color=color,
            turned=abs(matrix.b) > 1e-3 or matrix.a <= 0,
            upright=along > 0 and abs(across) < 0.05 * along,
            baseline=b * at.x.value + d * at.y.value + f,
            bold=bold,
        )

    def _turned_box(self, text: Any, i: int, style: _Style) -> tuple[float, float, float, float]:
        """Box of a glyph on a turned page, or of one that is itself turned.

        PDFium's loose boxes hold for unturned text alone, so the glyph's ink gives the length.
        """
        left, right, low, high = (ctypes.c_double() for _ in range(4))
        raw.FPDFText_GetCharBox(text, i, left, right, low, high)
        x, y = ctypes.c_double(), ctypes.c_double()
        raw.FPDFText_GetCharOrigin(text, i, x, y)
        here = transformed(self._device, x.value, y.value)
        one, two = (
            transformed(self._device, left.value, low.value),
            transformed(self._device, right.value, high.value),
        )
        x0, x1 = sorted((one[0], two[0]))
        top, bottom = sorted((one[1], two[1]))
        if left.value == right.value and low.value == high.value:
            x0 = x1 = here[0]
            top = bottom = here[1]
        if style.upright:
            x0, x1 = min(x0, here[0]), max(x1, here[0])
            return x0, here[1] - ASCENT * style.size, x1, here[1] + DESCENT * style.size
        return min(x0, here[0]), min(top, here[1]), max(x1, here[0]), max(bottom, here[1])


class _Calls(NamedTuple):
    """The three calls made for every glyph, on plain addresses: typed pointers cost a third more."""

    unicode_of: Callable[[int | None, int], int]
    object_of: Callable[[int | None, int], int | None]
    box_of: Callable[[int | None, int, int], int]


@lru_cache(maxsize=1)
def _calls() -> _Calls:
    pointer, number = ctypes.c_void_p, ctypes.c_int

    def bare(function: Any, result: Any, *arguments: Any) -> Any:
        # PYFUNCTYPE keeps the interpreter's lock: these calls are shorter than letting go of it.
        return ctypes.PYFUNCTYPE(result, *arguments)(ctypes.cast(function, pointer).value or 0)

    return _Calls(
        bare(raw.FPDFText_GetUnicode, ctypes.c_uint, pointer, number),
        bare(raw.FPDFText_GetTextObject, pointer, pointer, number),
        bare(raw.FPDFText_GetLooseCharBox, number, pointer, number, pointer),
    )


@lru_cache(maxsize=512)
def _sounds_bold(fontname: str) -> bool:
    name = fontname.rpartition("+")[2].lower()
    return any(part in name for part in ("bold", "black", "heavy", "demi", "-bd", "fett"))
