"""QR and bar codes as pictures: SVG for PDFs, PNG for .docx."""

from __future__ import annotations

import io

import segno
from PIL import Image, ImageDraw

from motcua.platform.documents import rules

# ISO/IEC 15417 asks for a quiet zone of ten modules on both sides.
_QUIET = 10
_BAR_HEIGHT = 40


def qr_svg(text: str) -> str:
    """A QR code as SVG, error correction M, with the quiet zone of four modules."""
    return str(segno.make(text, error="m", micro=False).svg_inline(scale=4, border=4))


def qr_png(text: str) -> bytes:
    """A QR code as PNG, six pixels a module."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", scale=6, border=4)
    return out.getvalue()


def bar_svg(text: str) -> str:
    """A Code 128 bar code as SVG, one unit a module; ``NotInCode128``."""
    spans, width = _spans(text)
    shapes = "".join(f'<rect x="{left}" y="0" width="{wide}" height="{_BAR_HEIGHT}"/>' for left, wide in spans)
    size = f'width="{width}" height="{_BAR_HEIGHT}" viewBox="0 0 {width} {_BAR_HEIGHT}" preserveAspectRatio="none"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} shape-rendering="crispEdges">{shapes}</svg>'


def bar_png(text: str, *, module: int = 3) -> bytes:
    """A Code 128 bar code as PNG, ``module`` pixels a module; ``NotInCode128``."""
    spans, width = _spans(text)
    picture = Image.new("1", (width * module, _BAR_HEIGHT * module), 1)
    pen = ImageDraw.Draw(picture)
    for left, wide in spans:
        pen.rectangle((left * module, 0, (left + wide) * module - 1, _BAR_HEIGHT * module), fill=0)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _spans(text: str) -> tuple[list[tuple[int, int]], int]:
    """Left edge and width of every bar, and the whole width with quiet zones."""
    at, found = _QUIET, []
    for place, width in enumerate(rules.bars(text)):
        if place % 2 == 0:
            found.append((at, width))
        at += width
    return found, at + _QUIET
