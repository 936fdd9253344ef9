"""Settings of rooms from the environment, each with a help text; collected for the documentation and ``motcua verify``."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SettingInfo:
    """One declared setting."""

    name: str
    default: str
    help: str
    secret: bool


DECLARED: dict[str, SettingInfo] = {}


def boolean(text: str) -> bool:
    """``1``, ``true``, ``yes``, ``on`` are true; everything else is false."""
    return text.strip().lower() in {"1", "true", "yes", "on"}


def setting(name: str, *, default: T, cast: Callable[[str], T] | None = None, help: str, secret: bool = False) -> T:  # noqa: A002
    """The environment's value of ``name``, cast, or the default. ``help`` says what it does and its unit."""
    DECLARED[name] = SettingInfo(name=name, default="" if secret else str(default), help=help, secret=secret)
    raw = os.environ.get(name)
    if raw is None or raw == "":
        return default
    if cast is None:
        return raw if isinstance(default, str) else _guess(raw, default)  # type: ignore[return-value]
    return cast(raw)


def _guess(raw: str, default: object) -> object:
    if isinstance(default, bool):
        return boolean(raw)
    return type(default)(raw)  # type: ignore[call-arg]


def data_dir() -> Path:
    """The folder that holds everything which is not in PostgreSQL (``MOTCUA_DATA``, default ``.data``); created on demand."""
    path = Path(os.environ.get("MOTCUA_DATA", ".data")).resolve()
    path.mkdir(parents=True, exist_ok=True)
    return path
