"""A decision table as data: hit policy, typed inputs and outputs, rules whose cells are S-FEEL."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from motcua.kernel import feel

MAX_RULES = 500
MAX_COLUMNS = 30
NOTHING = "-"  # a cell that asks nothing, or answers nothing


class HitPolicy(StrEnum):
    """What a table answers when several of its rules match."""

    UNIQUE = "U"  # at most one rule may match
    ANY = "A"  # several may, if they say the same
    PRIORITY = "P"  # the answer that stands first in the allowed values
    FIRST = "F"  # the first rule from above
    RULE_ORDER = "R"  # all answers, in the order of the rules
    OUTPUT_ORDER = "O"  # all answers, in the order of the allowed values
    COLLECT = "C"  # all answers, in no promised order
    SUM = "C+"
    LEAST = "C<"
    MOST = "C>"
    COUNT = "C#"

    @property
    def aggregates(self) -> bool:
        """Whether the answers become one number or the least or greatest of them."""
        return self in (HitPolicy.SUM, HitPolicy.LEAST, HitPolicy.MOST, HitPolicy.COUNT)

    @property
    def many(self) -> bool:
        """Whether the answer is a list."""
        return self in (HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER, HitPolicy.COLLECT)


class ValueType(StrEnum):
    """The type of a column, by its name in the language."""

    STRING = "string"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    TIME = "time"
    INSTANT = "date and time"
    DAYS = "days and time duration"
    MONTHS = "years and months duration"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Input:
    """A column that is asked: an expression over the context, its type, and unary tests that every value must pass (or nothing)."""

    expression: str
    type: ValueType = ValueType.ANY
    allowed: str = ""
    vi: str = ""
    en: str = ""


@dataclass(frozen=True, slots=True)
class Output:
    """A column that answers. ``allowed`` are literals in order of priority; ``default`` is an expression for when no rule matches."""

    name: str
    type: ValueType = ValueType.ANY
    allowed: tuple[str, ...] = ()
    default: str = ""
    vi: str = ""
    en: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: unary tests per input, expressions per output, and a remark (the law it comes from)."""

    when: tuple[str, ...]
    then: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """A whole table. Build it with ``from_document``, which reads every cell once and so vouches for them."""

    name: str
    hit: HitPolicy
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]
    vi: str = ""
    en: str = ""

    @property
    def names(self) -> frozenset[str]:
        """Every name of the context that the table reads, with its path, for a linter."""
        found: set[str] = set()
        for column in self.inputs:
            found |= feel.names(column.expression)
            found |= feel.parse_tests(column.allowed).names if column.allowed else frozenset()
        for output in self.outputs:
            found |= feel.names(output.default) if output.default else frozenset()
        for rule in self.rules:
            found = found.union(*(feel.parse_tests(cell).names for cell in rule.when))
            found = found.union(*(feel.names(cell) for cell in rule.then if cell != NOTHING))
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class TableProblem:
    """One finding of the linter; an ``error`` makes the table unclear, a ``warning`` is for the author to judge."""

    path: str
    severity: str
    vi: str
    en: str
