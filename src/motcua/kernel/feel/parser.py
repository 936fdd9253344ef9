"""Text to tree: cached, and bounded in length, depth and nodes."""

from __future__ import annotations

from functools import lru_cache

from motcua.kernel.feel.errors import FeelError
from motcua.kernel.feel.nodes import Expression, Node, children
from motcua.kernel.feel.reader import MAX_DEPTH, Reader, too_deep
from motcua.kernel.feel.tokens import tokenize

MAX_TEXT = 4_000
MAX_NODES = 600


@lru_cache(maxsize=4_096)
def parse(text: str) -> Expression:
    """The expression that ``text`` says. FeelError tells the author where it cannot be read."""
    reader = _reader(text)
    return _finish(text, reader, reader.expression())


@lru_cache(maxsize=4_096)
def parse_tests(text: str) -> Expression:
    """The unary tests of one cell of a decision table: ``-``, ``<5``, ``"a","b"``, ``not([1..3])``, ``? > limit``."""
    reader = _reader(text)
    return _finish(text, reader, reader.unary_tests())


def _reader(text: str) -> Reader:
    if len(text) > MAX_TEXT:
        raise FeelError(vi=f"Biểu thức dài quá {MAX_TEXT} ký tự.", en=f"The expression is longer than {MAX_TEXT} characters.")
    return Reader(tokenize(text))


def _finish(text: str, reader: Reader, root: Node) -> Expression:
    if reader.now.kind != "end":
        reader.unexpected()
    # Chains such as a + b + c lean to the left, which the reader's own depth does not see.
    level, depth, count = [root], 0, 0
    while level:
        depth, count = depth + 1, count + len(level)
        level = [child for node in level for child in children(node)]
    if depth > MAX_DEPTH or count > MAX_NODES:
        too_deep(-1)
    return Expression(text=text, root=root)
