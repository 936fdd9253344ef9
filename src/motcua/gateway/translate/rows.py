"""Rows of ours in the words of somebody's data dictionary, by the same rules as bodies of messages."""

from __future__ import annotations

from collections.abc import Mapping as Tree
from typing import Any

import msgspec

from motcua.gateway.translate.errors import WrongDeclaration
from motcua.gateway.translate.mapping import CELLS, Mapping
from motcua.gateway.translate.rules import Rule, Vocabulary, check_rules


class _Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    rules: tuple[Rule, ...]
    tables: dict[str, dict[str, str]] = {}


def read_mapping(settings: Tree[str, Any]) -> Mapping:
    """The checked mapping of ``rules`` and ``tables``: our row is an object, theirs a row of cells; WrongDeclaration names the place."""
    try:
        typed = msgspec.convert(settings, type=_Settings)
    except msgspec.ValidationError as error:
        raise WrongDeclaration("", str(error)) from None
    words = Vocabulary(tables=typed.tables)
    check_rules(typed.rules, words, place="rules", flat=True)
    return Mapping(typed.rules, words, theirs=CELLS)
