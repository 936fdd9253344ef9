"""YAML that people type or upload, read safely: plain values only, no references to earlier parts, bounded depth and length.

References make a page of text a structure of billions of parts ("a billion laughs"); nobody types them, so they are refused.
"""

from __future__ import annotations

from typing import Any

import yaml

MAX_CHARACTERS = 2_000_000
MAX_DEPTH = 60


class _Loader(yaml.SafeLoader):
    """The safe loader without references and without endless nesting."""

    _depth = 0

    def _mark(self) -> Any:
        return self.peek_event().start_mark  # type: ignore[no-untyped-call]

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Each part of the document, before it becomes a value."""
        if self.check_event(yaml.AliasEvent):
            raise yaml.composer.ComposerError(None, None, "references are not read", self._mark())
        if self._depth >= MAX_DEPTH:
            raise yaml.composer.ComposerError(None, None, "nested too deeply", self._mark())
        self._depth += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self._depth -= 1


def read(text: str) -> Any:
    """The value of a document; ``yaml.YAMLError`` for what is none, refers to itself, or is nested or long beyond measure."""
    if len(text) > MAX_CHARACTERS:
        raise yaml.YAMLError("too long")
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a narrowed safe loader
    except (ValueError, OverflowError, RecursionError) as error:  # dates and numbers that do not exist
        raise yaml.YAMLError(str(error)) from error
