"""A QR code with what it says beside it, for who cannot scan."""

from __future__ import annotations

from typing import Any

import segno


def context(*, data: str, title: str, text: str = "", size: int = 200, error: str = "m") -> dict[str, Any]:
    """``data`` goes into the code; ``title`` is its text alternative; ``text`` is what a person types instead. Always dark on white.

    ``size`` is the edge in px, ``error`` the correction level (l, m, q, h).
    """
    code = segno.make(data, error=error, micro=False)
    parts = []
    for y, row in enumerate(code.matrix_iter(border=4)):
        start = None
        cells = [*row, 0]
        for x, dark in enumerate(cells):
            if dark and start is None:
                start = x
            elif not dark and start is not None:
                parts.append(f"M{start} {y}h{x - start}v1h{start - x}z")
                start = None
    return {"path": "".join(parts), "edge": code.symbol_size(border=4)[0], "title": title, "text": text, "size": size}
