"""Finds the components: every folder of ``components/`` that has the four files is one, nothing else needs editing.

A component folder holds ``component.py`` (``context(**arguments)`` → what the template needs; its docstring is the documentation),
``template.html``, ``style.css`` and ``examples.py`` (:data:`EXAMPLES`, which drive the gallery, the pictures and the tests).
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from motcua.kit.ui.words import Pair

FOLDER: Final = Path(__file__).parent / "components"
FILES: Final = ("component.py", "template.html", "style.css", "examples.py")


class UnknownComponent(LookupError):
    """No component folder has this name."""


@dataclass(frozen=True, slots=True)
class Example:
    """One way to use a component: its title, its arguments (texts as :class:`Pair`) and, for wrappers, the content inside."""

    title: Pair
    arguments: Mapping[str, Any] = field(default_factory=dict)
    content: Pair | None = None
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Component:
    """One component: how its context is built, where its files are and its examples."""

    name: str
    folder: Path
    build: Callable[..., Mapping[str, Any]]
    documentation: str
    examples: Sequence[Example]

    @property
    def tag_name(self) -> str:
        """The name as written in templates: ``link-button``."""
        return self.name.replace("_", "-")

    def source(self, file: str) -> str:
        """The text of one file of the folder."""
        return (self.folder / file).read_text(encoding="utf-8")


def _load(name: str) -> Component:
    folder = FOLDER / name
    if absent := [file for file in FILES if not (folder / file).is_file()]:
        raise UnknownComponent(f"component {name} lacks {', '.join(absent)}")
    package = f"{__package__}.components.{name}"
    build = import_module(f"{package}.component").context
    examples = import_module(f"{package}.examples").EXAMPLES
    return Component(name, folder, build, (build.__doc__ or "").strip(), examples)


@cache
def components() -> Mapping[str, Component]:
    """All components by name, in alphabetical order. Raises :class:`UnknownComponent` for a folder that lacks a file."""
    found = sorted(module.name for module in pkgutil.iter_modules([str(FOLDER)]) if module.ispkg)
    return {name: _load(name) for name in found}


def component(name: str) -> Component:
    """The component ``name``, written with dashes or underscores. Raises :class:`UnknownComponent`."""
    try:
        return components()[name.replace("-", "_")]
    except KeyError:
        raise UnknownComponent(f"no component {name!r}; there are {', '.join(components())}") from None
