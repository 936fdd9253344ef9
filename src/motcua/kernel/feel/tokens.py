"""The tokenizer: numbers, strings, words (with Vietnamese letters) and signs, each with its place in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from motcua.kernel.feel.errors import FeelError
from motcua.kernel.feel.values import MAX_DIGITS

KEYWORDS = frozenset({"and", "or", "in", "between", "if", "then", "else", "true", "false", "null", "not"})
# Words of full FEEL that this language leaves out, so that the refusal can say so.
LEFT_OUT = frozenset({"for", "some", "every", "satisfies", "return", "function", "external", "instance"})
_SPACE = re.compile(r"(?:\s|//[^\n]*|/\*.*?\*/)+", re.DOTALL)
_NUMBER = re.compile(r"(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d{1,3})?")
_WORD = re.compile(r"[^\W\d]\w*")
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_SIGN = re.compile(r"\.\.|\*\*|<=|>=|!=|[-+*/=<>()\[\],.?@]")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6})|(.))", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\", "'": "'"}
_UNICODE_END = 0x110000


@dataclass(frozen=True, slots=True)
class Token:
    """One token: ``kind`` is number, string, word, sign or end."""

    kind: str
    text: str
    at: int
    value: Decimal | str | None = None


def tokenize(text: str) -> tuple[Token, ...]:
    """All tokens of a text, the last of kind ``end``. FeelError names the first letter that means nothing."""
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        space = _SPACE.match(text, at)
        if space:
            at = space.end()
            continue
        token, at = _next(text, at)
        tokens.append(token)
    tokens.append(Token(kind="end", text="", at=len(text)))
    return tuple(tokens)


def _next(text: str, at: int) -> tuple[Token, int]:
    if found := _NUMBER.match(text, at):
        return _number(found.group(), at), found.end()
    if found := _STRING.match(text, at):
        return Token(kind="string", text=found.group(), at=at, value=_unescaped(found.group(1), at)), found.end()
    if found := _WORD.match(text, at):
        return Token(kind="word", text=found.group(), at=at), found.end()
    if found := _SIGN.match(text, at):
        return Token(kind="sign", text=found.group(), at=at), found.end()
    if text[at] == '"':
        raise FeelError(vi="Chuỗi chưa được đóng bằng dấu nháy kép.", en="A string is not closed with a quotation mark.", at=at)
    raise FeelError(vi=f"Không hiểu ký tự “{text[at]}”.", en=f"The character “{text[at]}” is not understood.", at=at)


def _number(text: str, at: int) -> Token:
    value = Decimal(text)
    if len(value.as_tuple().digits) > MAX_DIGITS:
        raise FeelError(vi=f"Số dài quá {MAX_DIGITS} chữ số.", en=f"A number has more than {MAX_DIGITS} digits.", at=at)
    return Token(kind="number", text=text, at=at, value=value)


def _unescaped(body: str, at: int) -> str:
    def plain(found: re.Match[str]) -> str:
        short, long, letter = found.groups()
        code = int(short or long, 16) if short or long else -1
        if code >= 0 and code < _UNICODE_END and not 0xD800 <= code < 0xE000:  # noqa: PLR2004 - the surrogates are no characters
            return chr(code)
        if letter not in _ESCAPES:
            raise FeelError(vi="Chuỗi có ký hiệu thoát không hợp lệ.", en="A string has an escape that means nothing.", at=at)
        return _ESCAPES[letter]

    return _ESCAPE.sub(plain, body)
