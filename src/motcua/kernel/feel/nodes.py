"""The tree of a parsed expression: frozen, hashable, free of Python objects that could do anything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import TypeAlias

from motcua.kernel.feel.values import Value


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant."""

    value: Value


@dataclass(frozen=True, slots=True)
class Name:
    """A name of the context; ``?`` is the value under test."""

    name: str


@dataclass(frozen=True, slots=True)
class Path:
    """``a.b``: an entry of a context, a part of a date, or that entry of every item of a list."""

    of: Node
    name: str


@dataclass(frozen=True, slots=True)
class Negate:
    """``-x``."""

    of: Node


@dataclass(frozen=True, slots=True)
class Binary:
    """Arithmetic: ``+ - * / **``."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Compare:
    """``= != < <= > >=``."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Junction:
    """``and`` / ``or`` over two or more parts."""

    word: str
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """``x between a and b``."""

    of: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class Choice:
    """``if a then b else c``."""

    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class ListOf:
    """``[a, b, c]``."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class RangeOf:
    """``[a..b]`` and its open forms."""

    low: Node
    high: Node
    low_closed: bool
    high_closed: bool


@dataclass(frozen=True, slots=True)
class Call:
    """A call of one of the functions of the language, by its first name."""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Test:
    """One unary test: ``sign`` compares; it is empty for a value, list or range, and ``?`` for an expression that is its own truth."""

    __test__ = False  # not a test of pytest

    sign: str
    of: Node


@dataclass(frozen=True, slots=True)
class Tests:
    """Unary tests: any of them, or none of them (``not``); no test at all is ``-``, which is always true."""

    __test__ = False

    tests: tuple[Test, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class In:
    """``x in …`` with tests on the right."""

    of: Node
    tests: Tests


Node: TypeAlias = (
    "Literal | Name | Path | Negate | Binary | Compare | Junction | Between | Choice | ListOf | RangeOf | Call | Test | Tests | In"
)
NODES = (Literal, Name, Path, Negate, Binary, Compare, Junction, Between, Choice, ListOf, RangeOf, Call, Test, Tests, In)


def children(node: Node) -> Iterator[Node]:
    """The nodes right below a node."""
    for field in fields(node):
        value = getattr(node, field.name)
        if isinstance(value, NODES):
            yield value
        elif isinstance(value, tuple) and not isinstance(node, Literal):
            yield from value


def walk(node: Node) -> Iterator[Node]:
    """A node and everything below it; without recursion, for a tree that is not yet known to be shallow."""
    left = [node]
    while left:
        found = left.pop()
        yield found
        left.extend(children(found))


def dotted(node: Node) -> str:
    """``a.b.c`` of a path that begins with a name; empty for anything else."""
    if isinstance(node, Name):
        return node.name
    if isinstance(node, Path):
        front = dotted(node.of)
        return f"{front}.{node.name}" if front else ""
    return ""


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed expression, or parsed unary tests, with the text it came from."""

    text: str
    root: Node

    @property
    def names(self) -> frozenset[str]:
        """Every name it reads, with its path: ``opinions.open``; the tested value ``?`` is not among them."""
        return frozenset(_names(self.root))

    @property
    def constant(self) -> bool:
        """Whether it reads no name at all, not even ``?``."""
        return not any(isinstance(node, Name) for node in walk(self.root))


def _names(node: Node) -> Iterator[str]:
    whole = dotted(node)
    if whole:
        if not whole.startswith("?"):
            yield whole
        return
    for child in children(node):
        yield from _names(child)
