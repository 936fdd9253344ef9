"""Vietnamese or English, by a form that works everywhere."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language

LANGUAGES = (("vi", "Tiếng Việt"), ("en", "English"))


def context(*, next_url: str = "", action: str = "/ngon-ngu/", current: str = "", other_only: bool = False) -> dict[str, Any]:
    """Posts ``language`` and ``next`` to ``action``; ``current`` is the active language when not given; ``other_only`` leaves it out.

    Each language is named in itself, so a person who cannot read this page still finds theirs.
    """
    active = current or (get_language() or "vi")[:2]
    return {
        "next_url": next_url,
        "action": action,
        "languages": [(code, name, code == active) for code, name in LANGUAGES if not (other_only and code == active)],
    }
