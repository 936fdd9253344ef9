"""Tokens to nodes: one pass without backtracking (but for ``not(…)`` at the head of unary tests), in the order of precedence."""

from __future__ import annotations

from typing import NoReturn

from motcua.kernel.feel import functions, temporal
from motcua.kernel.feel.errors import FeelError
from motcua.kernel.feel.nodes import (
    Between,
    Binary,
    Call,
    Choice,
    Compare,
    In,
    Junction,
    ListOf,
    Literal,
    Name,
    Negate,
    Node,
    Path,
    RangeOf,
    Test,
    Tests,
    walk,
)
from motcua.kernel.feel.tokens import KEYWORDS, LEFT_OUT, Token
from motcua.kernel.feel.values import Value

MAX_DEPTH = 50

_ARITHMETIC = {"+": 1, "-": 1, "*": 2, "/": 2, "**": 3}
_COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})
_WORDS: dict[str, Value] = {"true": True, "false": False, "null": None}


def too_deep(at: int) -> NoReturn:
    """Refuse an expression that nests deeper, or holds more, than anybody can read."""
    raise FeelError(
        vi="Biểu thức quá phức tạp; hãy chia nhỏ.", en="The expression is too complex; split it into smaller ones.", at=at
    )


def _plain_test(node: Node) -> Test:
    """A test without a sign of its own: it counts by its truth when it compares or reads ``?``, else by what it is worth."""
    tested = any(isinstance(n, Name) and n.name == "?" for n in walk(node))
    return Test(sign="?" if tested or isinstance(node, (Compare, Junction, Between, In)) else "", of=node)


class Reader:
    """Reads tokens from left to right; each method leaves the reader behind what it understood."""

    def __init__(self, tokens: tuple[Token, ...]) -> None:
        self.tokens = tokens
        self.place = 0
        self.depth = 0

    @property
    def now(self) -> Token:
        return self.tokens[self.place]

    def unexpected(self, wanted: str = "") -> NoReturn:
        token = self.now
        found_vi, found_en = (f"“{token.text}”", f"“{token.text}”") if token.text else ("hết biểu thức", "the end")
        vi = f"Cần “{wanted}” nhưng gặp {found_vi}." if wanted else f"Không hiểu {found_vi} ở vị trí này."
        en = f"“{wanted}” is expected, but there is {found_en}." if wanted else f"{found_en[0].upper()}{found_en[1:]} is not expected here."
        raise FeelError(vi=vi, en=en, at=token.at)

    def sees(self, *texts: str) -> bool:
        return self.now.kind in ("sign", "word") and self.now.text in texts

    def accept(self, text: str) -> bool:
        if not self.sees(text):
            return False
        self.place += 1
        return True

    def expect(self, text: str) -> None:
        if not self.accept(text):
            self.unexpected(text)

    def take(self) -> Token:
        token = self.now
        self.place += 1
        return token

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            too_deep(self.now.at)

    # -- expressions, loosest first

    def expression(self) -> Node:
        self.deeper()
        node = self._junction("or")
        self.depth -= 1
        return node

    def _junction(self, word: str) -> Node:
        def part() -> Node:
            return self._junction("and") if word == "or" else self._comparison()

        parts = [part()]
        while self.accept(word):
            parts.append(part())
        return parts[0] if len(parts) == 1 else Junction(word=word, parts=tuple(parts))

    def _comparison(self) -> Node:
        node = self._arithmetic(0)
        while True:
            if self.sees(*_COMPARISONS):
                node = Compare(sign=self.take().text, left=node, right=self._arithmetic(0))
            elif self.accept("between"):
                low = self._arithmetic(0)
                self.expect("and")
                node = Between(of=node, low=low, high=self._arithmetic(0))
            elif self.accept("in"):
                node = In(of=node, tests=self._after_in())
            else:
                return node

    def _arithmetic(self, power: int) -> Node:
        node = self._prefix()
        while self.now.kind == "sign" and _ARITHMETIC.get(self.now.text, 0) > power:
            sign = self.take().text
            node = Binary(sign=sign, left=node, right=self._arithmetic(_ARITHMETIC[sign]))
        return node

    def _prefix(self) -> Node:
        self.deeper()
        if self.accept("-"):
            node: Node = Negate(of=self._prefix())
        else:
            node = self._primary()
            while self.accept("."):
                node = Path(of=node, name=self._words())
        self.depth -= 1
        return node

    def _primary(self) -> Node:
        token = self.now
        if token.kind in ("number", "string"):
            return Literal(value=self.take().value)
        if token.kind == "word":
            return self._word()
        if self.accept("?"):
            return Name(name="?")
        if self.accept("@"):
            return self._at_literal()
        if self.accept("("):
            return self._parenthesis()
        if self.accept("["):
            return self._bracket()
        if self.accept("]"):
            return self._range(self.expression(), low_closed=False)
        return self.unexpected()

    def _word(self) -> Node:
        text = self.now.text
        if text in _WORDS:
            self.place += 1
            return Literal(value=_WORDS[text])
        if text == "if":
            return self._choice()
        name = self._function()
        if name:
            return self._call(name)
        if text in KEYWORDS:
            self.unexpected()
        at = self.now.at
        found = self._words()
        if self.sees("("):
            raise FeelError(vi=f"Không có hàm “{found}”.", en=f"There is no function “{found}”.", at=at)
        return Name(name=found)

    def _words(self) -> str:
        """A name of one or more words. Two names never stand side by side otherwise, so joining them is not ambiguous."""
        words: list[str] = []
        while self.now.kind == "word" and self.now.text not in KEYWORDS:
            if self.now.text in LEFT_OUT:
                word = self.now.text
                raise FeelError(vi=f"“{word}” không được dùng ở đây.", en=f"“{word}” is left out of this language.", at=self.now.at)
            words.append(self.take().text)
        if not words:
            self.unexpected()
        return " ".join(words)

    def _function(self) -> str:
        """The longest name of a function that begins here and is called; it may hold keywords (``date and time``)."""
        end = self.place
        while self.tokens[end].kind == "word" and end - self.place < functions.LONGEST_NAME:
            end += 1
        if not (self.tokens[end].kind == "sign" and self.tokens[end].text == "("):
            return ""
        name = functions.NAMES.get(" ".join(t.text for t in self.tokens[self.place : end]), "")
        if name:
            self.place = end
        return name

    def _call(self, name: str) -> Node:
        at = self.now.at
        self.expect("(")
        arguments: list[Node] = []
        if not self.accept(")"):
            arguments.append(self.expression())
            while self.accept(","):
                arguments.append(self.expression())
            self.expect(")")
        least, most = functions.ARITY[name]
        if not least <= len(arguments) <= most:
            vi, en = f"Hàm “{name}” không nhận {len(arguments)} tham số.", f"“{name}” does not take {len(arguments)} arguments."
            raise FeelError(vi=vi, en=en, at=at)
        return Call(function=name, arguments=tuple(arguments))

    def _choice(self) -> Node:
        self.expect("if")
        condition = self.expression()
        self.expect("then")
        then = self.expression()
        self.expect("else")
        return Choice(condition=condition, then=then, otherwise=self.expression())

    def _at_literal(self) -> Node:
        token = self.take()
        text = str(token.value)
        read = (temporal.read_date, temporal.read_time, temporal.read_instant, temporal.read_duration)
        value: Value = next((v for v in (f(text) for f in read) if v is not None), None) if token.kind == "string" else None
        if value is None:
            vi, en = "Sau @ cần ngày, giờ hoặc khoảng thời gian.", "A date, a time or a duration is expected after @."
            raise FeelError(vi=vi, en=en, at=token.at)
        return Literal(value=value)

    def _parenthesis(self) -> Node:
        node = self.expression()
        if self.sees(".."):
            return self._range(node, low_closed=False)
        self.expect(")")
        return node

    def _bracket(self) -> Node:
        if self.accept("]"):
            return ListOf(items=())
        items = [self.expression()]
        if self.sees(".."):
            return self._range(items[0], low_closed=True)
        while self.accept(","):
            items.append(self.expression())
        self.expect("]")
        return ListOf(items=tuple(items))

    def _range(self, low: Node, *, low_closed: bool) -> Node:
        self.expect("..")
        high = self.expression()
        if not self.sees("]", ")", "["):
            self.unexpected("]")
        return RangeOf(low=low, high=high, low_closed=low_closed, high_closed=self.take().text == "]")

    # -- unary tests

    def unary_tests(self) -> Tests:
        if self.sees("-") and self.tokens[self.place + 1].kind == "end":
            self.place += 1
            return Tests(tests=())
        start = self.place
        if self.accept("not"):
            self.expect("(")
            tests = self._tests()
            self.expect(")")
            if self.now.kind == "end":
                return Tests(tests=tests, negated=True)
            self.place = start  # ``not(a) and b``: an expression that begins with the function
        return Tests(tests=self._tests())

    def _tests(self) -> tuple[Test, ...]:
        tests = [self._test()]
        while self.accept(","):
            tests.append(self._test())
        return tuple(tests)

    def _test(self) -> Test:
        if self.sees(*_COMPARISONS):
            return Test(sign=self.take().text, of=self._arithmetic(0))
        return _plain_test(self.expression())

    def _after_in(self) -> Tests:
        if not self.accept("("):
            if self.sees(*_COMPARISONS):
                return Tests(tests=(self._test(),))
            return Tests(tests=(_plain_test(self._arithmetic(0)),))
        first = self._test()
        if first.sign in ("", "?") and self.sees(".."):
            return Tests(tests=(Test(sign="", of=self._range(first.of, low_closed=False)),))
        rest = self._tests() if self.accept(",") else ()
        self.expect(")")
        return Tests(tests=(first, *rest))
