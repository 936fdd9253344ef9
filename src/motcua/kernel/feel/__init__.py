"""S-FEEL, the simple expression language of DMN 1.3: guards, decision cells and fee rules that an administrator writes.

Never Python: a hand-written reader makes a frozen tree, and a bounded evaluator walks it. Numbers are decimal (34 digits), truth has
three values, and what has no answer is null. ``parse``/``evaluate`` for expressions, ``unary_tests`` for the cells of tables.
"""

from motcua.kernel.feel.errors import FeelError
from motcua.kernel.feel.evaluator import evaluate, unary_tests
from motcua.kernel.feel.functions import NAMES as FUNCTIONS
from motcua.kernel.feel.functions import text_of
from motcua.kernel.feel.nodes import Expression
from motcua.kernel.feel.parser import MAX_NODES, MAX_TEXT, parse, parse_tests
from motcua.kernel.feel.reader import MAX_DEPTH
from motcua.kernel.feel.values import Range, Value, YearsMonths, kind, wrap


def names(expression: Expression | str) -> frozenset[str]:
    """Every name that an expression reads, with its path (``opinions.open``), for a linter to hold against what is known."""
    return (parse(expression) if isinstance(expression, str) else expression).names


__all__ = [
    "FUNCTIONS",
    "MAX_DEPTH",
    "MAX_NODES",
    "MAX_TEXT",
    "Expression",
    "FeelError",
    "Range",
    "Value",
    "YearsMonths",
    "evaluate",
    "kind",
    "names",
    "parse",
    "parse_tests",
    "text_of",
    "unary_tests",
    "wrap",
]
