"""Writes a line of text slantwise across every page of a PDF, as a new file: nothing of the unmarked one can be taken out of it."""

from __future__ import annotations

import math
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.font.opentype import GlyphAccumulator
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer

from motcua.platform.signing.adapters.pades.stamp import FontOf
from motcua.platform.signing.contracts import EncryptedPdf, NotAPdf

_DICT: Any = generic.DictionaryObject  # pyHanko gives its constructors no types
_NUMBER: Any = generic.FloatObject
_SLANT, _SHARE, _SMALLEST, _ROWS = math.radians(28), 46, 7.0, 6
_MOST_PAGES, _DEEPEST, _LARGEST = 2000, 20, 14_400.0
_A4 = (0.0, 0.0, 595.0, 842.0)
_COLOUR, _OPACITY = (0.55, 0.1, 0.1), 0.4
_BROKEN = (
    PdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, OverflowError, NotImplementedError, zlib.error,
)  # fmt: skip


def mark(*, pdf: bytes, line: str, font: Path) -> bytes:
    """The PDF written anew with ``line`` across every page; its signatures do not survive. ``NotAPdf``, ``EncryptedPdf``."""
    try:
        reader = PdfFileReader(BytesIO(pdf), strict=False)
        if reader.encrypted:
            raise EncryptedPdf
        count = int(reader.root["/Pages"]["/Count"])
        if not 0 < count <= _MOST_PAGES:
            raise NotAPdf
        writer: Any = copy_into_new_writer(reader)
        _over(writer, count, line="".join(c for c in line if c.isprintable()), font=font)
        out = BytesIO()
        writer.write(out)
    except _BROKEN as error:
        raise NotAPdf from error
    return out.getvalue()


def _over(writer: Any, count: int, *, line: str, font: Path) -> None:
    letters = FontOf(font=font, size=10).create_font_engine(writer)
    before = writer.add_object(generic.StreamObject(stream_data=b"q\n"))
    faint = _DICT({pdf_name(name): _NUMBER(str(_OPACITY)) for name in ("/ca", "/CA")})
    shown: dict[tuple[float, ...], generic.IndirectObject] = {}
    for index in range(count):
        page = writer.find_page_for_modification(index)[0].get_object()
        box = _box(page)
        if box not in shown:
            shown[box] = writer.add_object(generic.StreamObject(stream_data=_drawn(box, letters, line)))
        resources = _DICT({
            pdf_name("/Font"): _DICT({pdf_name("/MotCuaMark"): letters.as_resource()}),
            pdf_name("/ExtGState"): _DICT({pdf_name("/MotCuaFaint"): faint}),
        })  # fmt: skip
        if "/Contents" not in page:
            page[pdf_name("/Contents")] = writer.add_object(generic.ArrayObject())
        writer.add_stream_to_page(index, before, prepend=True)
        writer.add_stream_to_page(index, shown[box], resources=resources)


def _box(page: generic.DictionaryObject) -> tuple[float, ...]:
    """What of the page is seen; A4 where it says nothing that can be."""
    for name in ("/CropBox", "/MediaBox"):
        held: generic.PdfObject | None = page
        for _ in range(_DEEPEST):
            if not isinstance(held, generic.DictionaryObject):
                break
            if name in held and len(held[name]) == len(_A4):
                told = [float(number) for number in held[name]]
                left, right, low, high = *sorted(told[::2]), *sorted(told[1::2])
                if 1 < right - left <= _LARGEST and 1 < high - low <= _LARGEST:
                    return (left, low, right, high)
            held = held.get("/Parent")
    return _A4


def _drawn(box: tuple[float, ...], letters: GlyphAccumulator, line: str) -> bytes:
    """The operators: rows of the line, each as long as the page is wide, over the whole height."""
    left, low, right, high = box
    width, height = right - left, high - low
    size = max(min(width, height) / _SHARE, _SMALLEST)
    shaped = letters.shape(f"{line}   ")
    length = max(shaped.x_advance * size, size)
    cos, sin = math.cos(_SLANT), math.sin(_SLANT)
    step, times = (height + width * sin / cos) / _ROWS, min(math.ceil(width / cos / length), 40)
    parts = [b"Q q /MotCuaFaint gs %g %g %g rg BT /MotCuaMark %g Tf" % (*_COLOUR, size)]
    for row in range(_ROWS):
        start = low - width * sin / cos + step * (row + 0.5)
        parts.append(b"%g %g %g %g %g %g Tm" % (cos, sin, -sin, cos, left, start))
        parts += [shaped.graphics_ops] * max(times, 1)
    return b"\n".join([*parts, b"ET Q\n"])
