"""The papers that the citizen of the story uploads: drawn here, so that no real paper is ever needed."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

_A4_100_DPI = (827, 1169)


def paper(title: str, *, lines: tuple[str, ...] = ()) -> bytes:
    """A one-page PDF with a drawn frame and a title (ASCII letters, as the built-in font has no others)."""
    sheet = Image.new("L", _A4_100_DPI, 255)
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((60, 60, 767, 1109), outline=0, width=3)
    pen.rectangle((160, 420, 667, 800), outline=90, width=2)
    pen.line((160, 420, 413, 300, 667, 420), fill=90, width=2)
    for number, line in enumerate((title, "MAU TRINH DIEN - SAMPLE", *lines)):
        pen.text((120, 120 + 26 * number), line, fill=0)
    out = io.BytesIO()
    sheet.save(out, format="PDF", resolution=100)
    return out.getvalue()
