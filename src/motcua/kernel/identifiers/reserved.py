"""Numbers kept for the simulated city, so that nothing invented is ever taken for a person."""

from __future__ import annotations

import re


def is_reserved(number: str) -> bool:
    """Whether a personal number, tax code or phone number lies in the range of invented ones.

    Personal number: serial 9xxxxx (its last six digits). Tax code of 10 or 13 digits: digits four to nine are 9xxxxx. Phone:
    ``0100 9xxxxx``, in a block that the numbering plan assigns to nobody. A real personal number can have such a serial, so the
    mark proves nothing about a number met in production; it only binds what the project invents.
    """
    digits = re.sub(r"[\s.\-]", "", number)
    if re.fullmatch(r"[0-9]{12}", digits):
        return digits[6] == "9"
    if re.fullmatch(r"01009[0-9]{5}", digits):
        return True
    return bool(re.fullmatch(r"[0-9]{3}9[0-9]{6}([0-9]{3})?", digits))
