"""Room discovery: a folder with an ``apps.py`` on a floor is a room; adding one edits nothing else.

``MOTCUA_ROOMS_OFF=land,schools`` (comma separated) removes rooms that no room left on needs; anything else is refused at the start.
"""

from __future__ import annotations

import ast
import importlib
import importlib.util
import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar

from django.apps import AppConfig
from django.core.exceptions import ImproperlyConfigured

FLOORS = ("foundation", "platform", "services", "insight", "operations", "channels")
ROOT = Path(__file__).resolve().parents[1]


class RoomConfig(AppConfig):
    """A room's declaration. Subclasses set ``name``, ``label``, Vietnamese ``verbose_name`` and the attributes below."""

    title_en: ClassVar[str] = ""
    summary_vi: ClassVar[str] = ""
    summary_en: ClassVar[str] = ""
    requires: ClassVar[tuple[str, ...]] = ()
    default_auto_field = "django.db.models.BigAutoField"
    default = False  # an apps.py that imports this class must still have one default: its own

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.default = True

    def ready(self) -> None:
        """Import what registers itself by being imported: events, handlers, scheduled tasks and names of acts."""
        for part in ("events", "handlers", "tasks", "acts"):
            optional_module(f"{self.name}.{part}")


@dataclass(frozen=True, slots=True)
class Room:
    """One discovered room."""

    floor: str
    name: str

    @property
    def package(self) -> str:
        """Dotted package path."""
        return f"motcua.{self.floor}.{self.name}"

    @property
    def folder(self) -> Path:
        """Folder of the room."""
        return ROOT / self.floor / self.name


@cache
def discover() -> tuple[Room, ...]:
    """All rooms that are switched on, floor by floor from the ground, by name within a floor."""
    off = {name.strip() for name in os.environ.get("MOTCUA_ROOMS_OFF", "").split(",") if name.strip()}
    every = [Room(floor=floor, name=path.parent.name) for floor in FLOORS for path in sorted((ROOT / floor).glob("*/apps.py"))]
    found = tuple(room for room in every if room.name not in off)
    if off:
        _check_off(off, every=every, left=found)
    return found


def needs(room: Room) -> tuple[str, ...]:
    """What a room declares that it needs, read without importing it."""
    for node in ast.walk(ast.parse((room.folder / "apps.py").read_text("utf-8"))):
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "requires" for t in node.targets):
            return tuple(ast.literal_eval(node.value))
    return ()


def _check_off(off: set[str], *, every: Iterable[Room], left: Iterable[Room]) -> None:
    unknown = off - {room.name for room in every}
    if unknown:
        raise ImproperlyConfigured(f"MOTCUA_ROOMS_OFF: there is no room {', '.join(sorted(unknown))}.")
    missed = [f"{room.name} needs {name}" for room in left for name in needs(room) if name in off]
    if missed:
        raise ImproperlyConfigured(f"MOTCUA_ROOMS_OFF: {'; '.join(missed)}. Switch those off too, or leave what they need on.")


def installed_apps() -> list[str]:
    """Dotted packages for ``INSTALLED_APPS``."""
    return [room.package for room in discover()]


def is_on(name: str) -> bool:
    """Whether a room of this name is switched on."""
    return any(room.name == name for room in discover())


def optional_module(dotted: str) -> ModuleType | None:
    """Import a module if it exists; a failure inside it is raised, never swallowed."""
    parent = dotted.rpartition(".")[0]
    if importlib.util.find_spec(parent) is None or importlib.util.find_spec(dotted) is None:
        return None
    return importlib.import_module(dotted)


def part(room: Room, name: str) -> Any | None:
    """The room's module ``name`` (``web.urls``, ``rest.api``), or None when the room has none."""
    head = name.split(".", maxsplit=1)[0]
    if not (room.folder / head).exists() and not (room.folder / f"{head}.py").exists():
        return None
    return optional_module(f"{room.package}.{name}")
