"""How a side writes its bodies: JSON, XML or rows of cells."""

from __future__ import annotations

import codecs
import re
from typing import Literal

import msgspec

from motcua.gateway.translate.errors import WrongDeclaration
from motcua.gateway.translate.mapping import CELLS, JSON, XML, Side
from motcua.gateway.translate.paths import ATTRIBUTE, TEXT, split
from motcua.gateway.translate.rules import Rule, Vocabulary, paths_of, walk

_NAME = re.compile(r"(?:(?P<prefix>[A-Za-z_][\w.-]*):)?(?P<local>[A-Za-z_][\w.-]*)", re.ASCII)
_ENCODINGS = frozenset({"utf-8", "utf-8-sig", "utf-16", "windows-1258", "iso-8859-1"})


class Shape(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """How bodies of one side are written.

    XML: ``root`` (``prefix:Name``) and ``namespaces`` (prefix → URI; the empty prefix is the default namespace, and on the way in a name
    without a prefix matches any namespace that has none). CSV: ``delimiter``, ``header``, ``columns`` (order; needed without a header).
    """

    format: Literal["json", "xml", "csv"] = "json"
    encoding: str = "utf-8"
    root: str = ""
    namespaces: dict[str, str] = {}
    delimiter: str = ","
    header: bool = True
    columns: tuple[str, ...] = ()

    @property
    def side(self) -> Side:
        """How the rules find their places here."""
        return {"json": JSON, "xml": XML, "csv": CELLS}[self.format]

    @property
    def media_type(self) -> str:
        """The content type of a body."""
        kind = {"json": "application/json", "xml": "application/xml", "csv": "text/csv"}[self.format]
        return kind if self.format == "json" else f"{kind}; charset={self.encoding.removesuffix('-sig')}"


def check_shape(shape: Shape, *, place: str) -> None:
    """WrongDeclaration for an encoding, a root or columns that cannot be used."""
    try:
        name = codecs.lookup(shape.encoding).name
    except LookupError:
        name = ""
    if shape.encoding not in _ENCODINGS or not name:
        raise WrongDeclaration(f"{place}.encoding", f"{shape.encoding!r} is none of {', '.join(sorted(_ENCODINGS))}")
    if shape.format == "json" and shape.encoding != "utf-8":
        raise WrongDeclaration(f"{place}.encoding", "JSON is always UTF-8")
    if shape.format == "xml":
        check_namespaces(shape.namespaces, place=f"{place}.namespaces")
        check_name(shape.root, shape.namespaces, place=f"{place}.root")
    if shape.format == "csv":
        if len(shape.delimiter) != 1 or shape.delimiter in '\r\n"':
            raise WrongDeclaration(f"{place}.delimiter", "a delimiter is one sign")
        if len(set(shape.columns)) < len(shape.columns):
            raise WrongDeclaration(f"{place}.columns", "a column is named twice")


def check_namespaces(namespaces: dict[str, str], *, place: str) -> None:
    """WrongDeclaration for a prefix that XML does not know or an empty URI."""
    for prefix, uri in namespaces.items():
        if (prefix and not re.fullmatch(r"[A-Za-z_][\w.-]*", prefix, re.ASCII)) or prefix.lower().startswith("xml") or not uri:
            raise WrongDeclaration(place, f"{prefix!r} cannot be a prefix of {uri!r}")


def check_name(name: str, namespaces: dict[str, str], *, place: str) -> None:
    """WrongDeclaration unless the text is an XML name whose prefix is declared."""
    found = _NAME.fullmatch(name)
    if found is None:
        raise WrongDeclaration(place, f"{name!r} is no XML name")
    if found["prefix"] and found["prefix"] not in namespaces:
        raise WrongDeclaration(place, f"the prefix of {name!r} is not declared")


def check_names(rules: tuple[Rule, ...], words: Vocabulary, namespaces: dict[str, str], *, place: str) -> None:
    """WrongDeclaration when a place on the partner's side cannot be an element or an attribute."""
    for rule in walk(rules, words):
        for path in paths_of(rule.theirs):
            steps = split(path)
            for step in steps:
                last = step is steps[-1]
                if step == TEXT or step.startswith(ATTRIBUTE):
                    if not last:
                        raise WrongDeclaration(place, f"{path!r}: nothing lies inside {step}")
                    step = step.removeprefix(ATTRIBUTE) if step != TEXT else "text"  # noqa: PLW2901 - the name behind the mark
                check_name(step, namespaces, place=place)


def columns_of(shape: Shape, rules: tuple[Rule, ...]) -> tuple[str, ...]:
    """The columns of a file: declared, or in the order of the rules."""
    found: dict[str, None] = {}
    for rule in rules:
        found |= dict.fromkeys(paths_of(rule.theirs))
    return shape.columns or tuple(found)
