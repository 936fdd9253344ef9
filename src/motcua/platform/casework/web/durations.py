"""Working time as people read it: one function for the citizen's pages, the officer's pages and their lists."""

from __future__ import annotations

from motcua.platform.casework.rules.times import HOURS_A_DAY

_MINUTES_A_DAY = HOURS_A_DAY * 60


def working(minutes: int, *, language: str) -> str:
    """Working minutes to the minute: ``2 ngày 3 giờ 30 phút làm việc``, ``1 working day``; a working day has eight hours.

    The sign is left out: whether it is time left or time too much is said by the sentence around it.
    """
    days, rest = divmod(abs(minutes), _MINUTES_A_DAY)
    hours, left = divmod(rest, 60)
    parts = [(days, "ngày", "day"), (hours, "giờ", "hour"), (left, "phút", "minute")]
    shown = [one for one in parts if one[0]] or [parts[2]]
    if language != "en":
        return f"{' '.join(f'{n} {vi}' for n, vi, _en in shown)} làm việc"
    (first, _vi, word), *others = shown
    rest_of_it = "".join(f" {n} {_many(n, en)}" for n, _vi, en in others)
    return f"{first} working {_many(first, word)}{rest_of_it}"


def _many(n: int, word: str) -> str:
    return word if n == 1 else f"{word}s"
