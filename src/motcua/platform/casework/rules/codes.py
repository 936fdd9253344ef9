"""Codes of procedures and dossiers.

Procedure: digit, point, six digits, with an optional agency suffix. Dossier: agency code, date, ordinal of the day, as in
TT 01/2018/TT-VPCP Điều 19 (now TT 03/2025/TT-VPCP): ``H24.57-261122-0001``.
"""

from __future__ import annotations

import re
from datetime import date

PROCEDURE = re.compile(r"^[1-9]\.\d{6}$")
PROCEDURE_TOLERANT = re.compile(r"^([1-9]\.\d{6})(\.(\d{3}\.\d{2}\.\d{2}\.)?[A-Z]\d{2})?$")
# What the source publishes although it fits no rule (a digit too many, "-Xoa"): kept, never offered for submission.
PROCEDURE_ODD = re.compile(r"^[1-9]\.\d{6}[\w-]{1,8}$")
DOSSIER = re.compile(r"^(?P<agency>[0-9A-Z.]{3,20})-(?P<day>\d{6})-(?P<ordinal>\d{4,6})$")


def base_procedure_code(code: str) -> str:
    """The national code without the agency's suffix; the text itself when it is no procedure code."""
    found = PROCEDURE_TOLERANT.match(code.strip())
    return found.group(1) if found else code.strip()


def dossier_code(*, agency: str, day: date, ordinal: int) -> str:
    """The code of the ``ordinal``-th dossier of an agency on a day; the ordinal grows to five digits on a day with more than 9,999."""
    if ordinal < 1:
        msg = f"ordinal {ordinal}"
        raise ValueError(msg)
    return f"{agency}-{day:%y%m%d}-{ordinal:04d}"


def normal_dossier_code(text: str) -> str:
    """What a person typed as a dossier code: upper case, no white space."""
    return "".join(text.split()).upper()
