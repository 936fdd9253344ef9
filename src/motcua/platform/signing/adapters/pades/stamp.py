"""Draws what a signature shows: Vietnamese lines in an embedded font, in the colour that the law gives."""

from __future__ import annotations

import logging
from io import BytesIO
from pathlib import Path

from PIL import Image
from pyhanko.pdf_utils import layout
from pyhanko.pdf_utils.font.opentype import GlyphAccumulatorFactory
from pyhanko.pdf_utils.images import PdfImage
from pyhanko.pdf_utils.text import TextBoxStyle
from pyhanko.stamp import TextStampStyle

from motcua.platform.signing.contracts import Appearance

# fontTools tells every table that it cuts down, at each signature.
logging.getLogger("fontTools.subset").setLevel(logging.WARNING)

_LEADING = 1.25


def style_of(appearance: Appearance, *, font: Path) -> TextStampStyle:
    """PyHanko's style for an appearance; the text itself travels as a parameter, so that a ``%`` in a name is only a character."""
    text = TextBoxStyle(
        font=GlyphAccumulatorFactory(font_file=str(font), font_size=appearance.font_size, bcp47_lang_code="vi"),
        font_size=appearance.font_size,
        leading=round(appearance.font_size * _LEADING),
        text_color=appearance.colour,
    )
    return TextStampStyle(
        text_box_style=text,
        stamp_text="%(lines)s",
        border_width=1 if appearance.framed else 0,
        border_color=appearance.colour if appearance.framed else None,
        background=_picture(appearance.image),
        background_opacity=1.0,
        inner_content_layout=layout.SimpleBoxLayoutRule(
            x_align=layout.AxisAlignment.ALIGN_MIN,
            y_align=layout.AxisAlignment.ALIGN_MID,
            margins=layout.Margins(left=4, right=4, top=2, bottom=2),
            inner_content_scaling=layout.InnerScaling.SHRINK_TO_FIT,
        ),
    )


def params_of(appearance: Appearance) -> dict[str, str]:
    """The lines for the style's one parameter; control characters of hostile names are dropped."""
    clean = ("".join(c for c in line if c.isprintable()) for line in appearance.lines)
    return {"lines": "\n".join(clean)}


def _picture(image: bytes | None) -> PdfImage | None:
    if image is None:
        return None
    return PdfImage(Image.open(BytesIO(image)), writer=None)
