"""Composes docs/pictures/overview.png from the pictures that the journeys leave in artifacts/pictures.

The board and a dossier's desk stand above each other, a citizen's status page on a phone beside them.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image, ImageOps

ROOT = Path(__file__).resolve().parents[1]
TAKEN = ROOT / "artifacts" / "pictures"
TARGET = ROOT / "docs" / "pictures" / "overview.png"
DESKS = ("insight-board-desk", "officer-dossier-work-desk")
PHONE = "citizen-status-supplement-phone"
WIDE, GAP = 1040, 24  # px: width of a desk picture, space between pictures
GROUND, EDGE = "#DDE3E8", "#0A3D62"
MOST_BYTES = 400_000


def framed(picture: Image.Image) -> Image.Image:
    """The picture with a thin edge."""
    return ImageOps.expand(picture, border=1, fill=EDGE)


def composed() -> Image.Image:
    """All three on one ground."""
    desks = [framed(Image.open(TAKEN / f"{name}.png").convert("RGB")) for name in DESKS]
    desks = [one.resize((WIDE, round(one.height * WIDE / one.width)), Image.Resampling.LANCZOS) for one in desks]
    height = sum(one.height for one in desks) + GAP
    phone = Image.open(TAKEN / f"{PHONE}.png").convert("RGB")
    phone = framed(phone.crop((0, 0, phone.width, min(phone.height, height - 2))))
    whole = Image.new("RGB", (WIDE + phone.width + 3 * GAP, height + 2 * GAP), GROUND)
    top = GAP
    for one in desks:
        whole.paste(one, (GAP, top))
        top += one.height + GAP
    whole.paste(phone, (WIDE + 2 * GAP, GAP))
    return whole


def main() -> int:
    """1 when a picture is missing or the result is too large."""
    missing = [name for name in (*DESKS, PHONE) if not (TAKEN / f"{name}.png").exists()]
    if missing:
        print(f"missing in {TAKEN.relative_to(ROOT)}: {', '.join(missing)}; run: pytest tests/journeys")
        return 1
    composed().quantize(colors=192, dither=Image.Dither.NONE).save(TARGET, optimize=True)
    size = TARGET.stat().st_size
    print(f"{TARGET.relative_to(ROOT)}: {size} bytes")
    return 0 if size <= MOST_BYTES else 1


if __name__ == "__main__":
    sys.exit(main())
