"""Named shapes of short texts. A form names one; it never brings a regular expression of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Pattern:
    """A shape: how Python reads it, how JSON Schema says it, and the problem code when it does not fit."""

    regex: re.Pattern[str]
    schema: str
    problem: str


PATTERNS: Final[dict[str, Pattern]] = {
    "person_name": Pattern(re.compile(r"[^\W\d_](?:[^\W\d_]|[ .'’-])+"), r"^\p{L}[\p{L}\p{M} .'’-]+$", "not_a_name"),
    "plot_number": Pattern(re.compile(r"[0-9]{1,6}"), r"^[0-9]{1,6}$", "not_a_plot"),
}
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
EMAIL: Final = re.compile(rf"[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@{_LABEL}(?:\.{_LABEL})+")
