"""Field filter of JSON answers: only what a data-sharing agreement names comes out; every value that does is passed octet by octet.

A field is a dotted path: ``name``, ``address.commune``. Lists are transparent: the path goes on in each element. A path that ends at
an object or list lets all of it through. Where a path leads deeper than the answer, nothing comes out.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

Tree = dict[str, Any]  # name → Tree, or None where a path ends
_DEEP = 64
_object = msgspec.json.Decoder(dict[str, msgspec.Raw])
_list = msgspec.json.Decoder(list[msgspec.Raw])
_encode = msgspec.json.Encoder().encode


class NotFilterable(ValueError):
    """The text is not JSON, or nested deeper than anything that is read here."""


def compile_fields(fields: Iterable[str]) -> Tree | None:
    """The paths as a tree; None when there are none, which lets everything through."""
    tree: Tree = {}
    for field in fields:
        *way, last = field.split(".")
        branch = tree
        for step in way:
            below = branch.setdefault(step, {})
            if below is None:  # a shorter path already lets all of it through
                break
            branch = below
        else:
            branch[last] = None
    return tree or None


def filter_json(text: bytes, tree: Tree) -> bytes:
    """The text without what the tree does not name; NotFilterable when it cannot be read as JSON."""
    try:
        text.decode()  # strictly UTF-8, so that no reader finds other quotation marks in it than this one
        msgspec.json.decode(text, type=msgspec.Raw)
        kept = _keep(text, tree, 0)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise NotFilterable(str(error)) from None
    return b"null" if kept is None else _encode(kept)


def _keep(text: bytes | msgspec.Raw, tree: Tree, depth: int) -> Any:
    """The kept part of one value; None when it is a scalar although the paths lead deeper."""
    if depth > _DEEP:
        raise NotFilterable("nested too deeply")
    first = bytes(memoryview(text)[:64]).lstrip()[:1] or bytes(text).lstrip()[:1]
    if first == b"{":
        found = _object.decode(text)
        kept: dict[str, Any] = {}
        for name, branch in tree.items():
            if name in found:
                value = found[name] if branch is None else _keep(found[name], branch, depth + 1)
                if value is not None:
                    kept[name] = value
        return kept
    if first == b"[":
        elements = [_keep(element, tree, depth + 1) for element in _list.decode(text)]
        return [element for element in elements if element is not None]
    return None
