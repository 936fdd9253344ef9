"""Reads the picture of a hand signature or seal, and writes it anew without anything but its points."""

from __future__ import annotations

import io

from PIL import Image, ImageStat

from motcua.platform.signing import rules
from motcua.platform.signing.contracts import SpecimenKind, SpecimenRefused

_LARGEST, _SMALLEST = 2400, 80
_CLEAR = 32


def specimen(*, content: bytes, kind: SpecimenKind) -> bytes:
    """The picture as PNG, cut to its ink and without metadata. ``SpecimenRefused``."""
    try:
        with Image.open(io.BytesIO(content), formats=("PNG",)) as opened:
            if max(opened.size) > _LARGEST or min(opened.size) < _SMALLEST:
                raise SpecimenRefused(
                    reason_vi=f"cạnh phải từ {_SMALLEST} đến {_LARGEST} điểm ảnh.",
                    reason_en=f"its sides must measure {_SMALLEST} to {_LARGEST} points.",
                )
            picture = opened.convert("RGBA")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise SpecimenRefused(reason_vi="không phải tệp PNG đọc được.", reason_en="it is no readable PNG file.") from error
    ink = picture.getchannel("A").point(lambda alpha: 255 if alpha > _CLEAR else 0)
    box = ink.getbbox()
    if box is None:
        raise SpecimenRefused(reason_vi="hình trống.", reason_en="the picture is empty.")
    red, green, blue, _ = ImageStat.Stat(picture, mask=ink).mean
    clear = 1 - ImageStat.Stat(ink).mean[0] / 255
    fault = rules.ink_fault(kind=kind, clear_share=clear, red=red, green=green, blue=blue)
    if fault is not None:
        raise SpecimenRefused(reason_vi=fault[0], reason_en=fault[1])
    out = io.BytesIO()
    picture.crop(box).save(out, "PNG")
    return out.getvalue()


def ratio(content: bytes) -> float:
    """Width by height."""
    with Image.open(io.BytesIO(content)) as picture:
        return picture.width / picture.height
