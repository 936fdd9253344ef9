"""What crosses the door about members and systems that are suspended."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """Who is hit when a member or a system (``id``) is suspended.

    ``systems`` stop calling and being called; of their open ``services`` others hold ``rights_given``, as ``callers``; they themselves hold
    ``rights_held``, and have ``rooms`` for events. ``own``: this platform itself calls as one of them.
    """

    id: str
    systems: tuple[str, ...]
    services: tuple[str, ...]
    rights_given: int
    callers: tuple[str, ...]
    rights_held: int
    rooms: int
    own: bool
