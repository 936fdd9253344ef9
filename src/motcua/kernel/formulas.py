"""Texts that a spreadsheet would run as a formula when it opens a file."""

from __future__ import annotations

from typing import TypeVar

Value = TypeVar("Value")
_STARTS = ("=", "+", "-", "@", "\t", "\r")


def runs(value: object) -> bool:
    """Whether a value is a text that would run."""
    return isinstance(value, str) and value.startswith(_STARTS)


def inert(value: Value) -> Value | str:
    """The value; a text that would run with an apostrophe before it, as CSV has no other way to say that it is a text.

    A text that has apostrophes before such a sign by itself gets one more: ``bare`` takes one away.
    """
    return f"'{value}" if isinstance(value, str) and runs(value.lstrip("'")) else value


def bare(text: str) -> str:
    """The text that ``inert`` was given, for whoever reads such a file again."""
    return text[1:] if text.startswith("'") and runs(text.lstrip("'")) else text
