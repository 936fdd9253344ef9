"""What the public look-up may show of a person: enough to recognise oneself, too little to learn a name."""

from __future__ import annotations

from motcua.kernel.text import squeeze

_SHORTEST_PHONE = 9


def mask_name(name: str) -> str:
    """The first letter of each syllable, the rest as three stars whatever its length: ``N*** T*** H***``."""
    return " ".join(f"{syllable[0]}***" for syllable in squeeze(name).split())


def mask_number(number: str) -> str:
    """All but the last three digits of a personal number."""
    return "*" * max(0, len(number) - 3) + number[-3:]


def phone_tail(phone: str) -> str:
    """The last four digits, by which a person without a look-up code may identify a dossier."""
    digits = "".join(c for c in phone if c.isdigit())
    return digits[-4:] if len(digits) >= _SHORTEST_PHONE else ""
