"""A big number with everything that makes it believable."""

from __future__ import annotations

from typing import Any

from motcua.kit.ui.numbers import Number, shown

LONG, LONGEST = 6, 9  # letters of a number beyond which it is set smaller, so that it stays on one line


def context(
    *,
    label: str,
    value: Number | str | None,
    unit: str = "",
    decimals: int | None = None,
    as_of: str = "",
    source: str = "",
    note: str = "",
    trend: str = "",
    state: str = "",
    state_text: str = "",
    query_href: str = "",
    rows_href: str = "",
    href: str = "",
    stale: bool = False,
    level: int = 3,
    ident: str = "",
    large: bool = False,
) -> dict[str, Any]:
    """``value``: a number (grouped in the page's language), a ready text, or None: "chưa có số liệu", never zero.

    ``as_of`` and ``source`` as sentences; ``trend`` in words ("tăng 3,1 điểm so với tháng trước"); ``stale`` strikes the number through and
    says so. ``query_href`` and ``rows_href`` lead to "Xem câu truy vấn" and "Xem các dòng dữ liệu". ``ident`` is what live updates aim at.
    """
    text = value if isinstance(value, str) else shown(value, decimals=decimals)
    return {
        "label": label,
        "text": text,
        "known": value is not None,
        "length": "is-longest" if len(text) > LONGEST else "is-long" if len(text) > LONG else "",
        "unit": unit,
        "as_of": as_of,
        "source": source,
        "note": note,
        "trend": trend,
        "state": state,
        "state_text": state_text,
        "query_href": query_href,
        "rows_href": rows_href,
        "href": href,
        "stale": stale,
        "level": level,
        "ident": ident,
        "large": large,
    }
