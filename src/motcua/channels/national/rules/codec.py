"""Messages to and from the wire: strict both ways, every mistake named with its path.

The message set in use with dichvucong.gov.vn: instants ``yyyyMMddHHmmss`` in Vietnam's time, flags and codes as strings.
"""

from __future__ import annotations

import dataclasses
import re
import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from motcua.channels.national.contracts import CodeTables, MessageMalformed, Problem
from motcua.kernel.clock import VIETNAM, local

T = TypeVar("T")
_INSTANT = re.compile(r"\d{14}")
_AMOUNT = re.compile(r"\d{1,13}")
_MOST_ITEMS = 500


def encode(message: Any) -> dict[str, Any]:
    """A message as it goes on the wire."""
    return {f.metadata["wire"]: _out(getattr(message, f.name)) for f in dataclasses.fields(message)}


def decode(cls: type[T], body: Any, *, tables: CodeTables, strict: bool = True) -> T:
    """A message from the wire. ``MessageMalformed`` lists everything that is wrong; ``strict`` refuses fields that the contract lacks."""
    problems: list[Problem] = []
    made = _decode(cls, body, tables=tables, strict=strict, path="", problems=problems)
    if problems:
        raise MessageMalformed(problems=tuple(problems))
    return typing.cast("T", made)


def instant_out(at: datetime | None) -> str:
    """``20260309090000`` in Vietnam's time; empty for None."""
    return f"{local(at):%Y%m%d%H%M%S}" if at else ""


def instant_in(text: str) -> datetime:
    """The UTC instant of ``yyyyMMddHHmmss``; ValueError for anything else."""
    if not _INSTANT.fullmatch(text):
        msg = f"{text!r} is not yyyyMMddHHmmss"
        raise ValueError(msg)
    try:
        return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=VIETNAM).astimezone(UTC)
    except OverflowError as error:  # the first day of the first year has no instant in UTC
        raise ValueError(text) from error


def _out(value: Any) -> Any:
    if value is None or isinstance(value, datetime):
        return instant_out(value)
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, tuple):
        return [encode(one) for one in value]
    return str(value)


_KNOWN: dict[type[Any], tuple[tuple[str, Mapping[str, Any], Any], ...]] = {}


def _fields(cls: type[Any]) -> tuple[tuple[str, Mapping[str, Any], Any], ...]:
    if cls not in _KNOWN:
        hints = typing.get_type_hints(cls)
        _KNOWN[cls] = tuple((f.name, f.metadata, hints[f.name]) for f in dataclasses.fields(cls))
    return _KNOWN[cls]


def _decode(cls: type[Any], body: Any, *, tables: CodeTables, strict: bool, path: str, problems: list[Problem]) -> Any:
    if not isinstance(body, Mapping):
        problems.append(Problem(path or ".", "phải là một đối tượng.", "must be an object."))
        return None
    values: dict[str, Any] = {}
    for name, about, hint in _fields(cls):
        where = f"{path}{about['wire']}"
        raw = body.get(about["wire"])
        if typing.get_origin(hint) is tuple:
            inner = typing.get_args(hint)[0]
            values[name] = tuple(
                _decode(inner, one, tables=tables, strict=strict, path=f"{where}.{n}.", problems=problems)
                for n, one in _listed(raw, where, problems)
            )
            continue
        try:
            values[name] = _plain(raw, hint, about, tables)
        except _Wrong as wrong:
            problems.append(Problem(where, wrong.vi, wrong.en))
    if strict:
        known = {about["wire"] for _, about, _ in _fields(cls)}
        for extra in sorted(str(key)[:60] for key in set(body) - known):
            problems.append(Problem(f"{path}{extra}", "không có trong bộ thông điệp.", "is not a field of the message."))
    return None if problems else cls(**values)


def _listed(raw: Any, where: str, problems: list[Problem]) -> Iterator[tuple[int, Any]]:
    if raw is None or raw == "":
        return
    if not isinstance(raw, Sequence) or isinstance(raw, str) or len(raw) > _MOST_ITEMS:
        problems.append(Problem(where, f"phải là danh sách, nhiều nhất {_MOST_ITEMS} mục.", f"must be a list of at most {_MOST_ITEMS}."))
        return
    yield from enumerate(raw)


class _Wrong(Exception):
    def __init__(self, vi: str, en: str) -> None:
        self.vi, self.en = vi, en
        super().__init__(en)


def _plain(raw: Any, hint: Any, about: Mapping[str, Any], tables: CodeTables) -> Any:
    """One value. Numbers are forgiven where the contract says text (half of the systems send them so); nothing else is."""
    if isinstance(raw, int) and not isinstance(raw, bool):
        raw = str(raw)
    text = "" if raw is None else raw
    if not isinstance(text, str):
        raise _Wrong("phải là chuỗi ký tự.", "must be text.")
    text = text.strip()
    if "\x00" in text:
        raise _Wrong("có ký tự không đọc được.", "has an unreadable character.")
    if about.get("needed") and not text:
        raise _Wrong("thiếu.", "is missing.")
    if hint is str:
        return _coded(text, about, tables)
    if hint is bool:
        if text not in {"", "0", "1"}:
            raise _Wrong("chỉ nhận “0” hoặc “1”.", "must be “0” or “1”.")
        return text == "1"
    if hint is int:
        if text and not _AMOUNT.fullmatch(text):
            raise _Wrong("phải là số nguyên không âm.", "must be a whole number, zero or more.")
        return int(text or "0")
    return _instant(text, hint)


def _instant(text: str, hint: Any) -> datetime | None:
    if typing.get_origin(hint) not in (typing.Union, types.UnionType):
        msg = f"no wire form for {hint}"
        raise TypeError(msg)
    if not text:
        return None
    try:
        return instant_in(text)
    except ValueError:
        raise _Wrong("không phải thời điểm dạng yyyyMMddHHmmss.", "is no instant of the form yyyyMMddHHmmss.") from None


def _coded(text: str, about: Mapping[str, Any], tables: CodeTables) -> str:
    table = about.get("table")
    if table and text and text not in tables.codes[table]:
        known = ", ".join(tables.codes[table])
        raise _Wrong(f"mã “{text[:40]}” không có trong bảng mã ({known}).", f"the code “{text[:40]}” is not in the table ({known}).")
    if len(text) > about["most"]:
        raise _Wrong(f"dài quá {about['most']} ký tự.", f"is longer than {about['most']} characters.")
    return text
