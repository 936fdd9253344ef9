"""A sheet: the grid of a decision table and the listed fees beside it, as they are typed on one page and go into a document."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from motcua.kernel.decisions.model import MAX_COLUMNS, MAX_RULES
from motcua.platform.casework.rules import grid
from motcua.platform.casework.rules.grid import Column, Grid, Row

FEES, CONDITIONS = "fee_table", "eligibility"
_LONGEST = 2_000
_MOST_FEES = 50
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FeeLine:
    """A listed fee as typed; ``was`` is its number in the document that was opened."""

    was: str
    code: str
    vi: str
    en: str
    amount: str
    sample: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on the page. ``table`` is None while the procedure has none."""

    table: Grid | None
    fees: tuple[FeeLine, ...]


def sheet_of(document: Mapping[str, Any], key: str) -> Sheet:
    """The sheet of a document."""
    fees = tuple(
        FeeLine(
            str(i), str(f.get("code", "")), str(f.get("vi", "")), str(f.get("en", "")), _grouped(f.get("amount")),
            sample=bool(f.get("sample")),
        )
        for i, f in enumerate(document.get("fees") or [])
    )  # fmt: skip
    return Sheet(grid.grid_of(document[key]) if document.get(key) else None, fees if key == FEES else ())


def _grouped(amount: Any) -> str:
    return f"{amount:,}".replace(",", ".") if isinstance(amount, int) else str(amount or "")


def typed_sheet(request: HttpRequest) -> Sheet:
    """The sheet as it was sent."""
    sent = request.POST
    table = _table(sent) if sent.get("cot-tra-loi") else None
    fees = tuple(
        FeeLine(
            _box(sent, f"f-was-{i}"), _box(sent, f"f-code-{i}"), _box(sent, f"f-vi-{i}"), _box(sent, f"f-en-{i}"),
            _box(sent, f"f-amount-{i}"), f"f-sample-{i}" in sent,
        )
        for i in range(_count(sent, "khoan", _MOST_FEES))
    )  # fmt: skip
    return Sheet(table, fees)


def _table(sent: QueryDict) -> Grid:
    asks = tuple(_column(sent, f"a-{c}") for c in range(_count(sent, "cot", MAX_COLUMNS)))
    answers = tuple(_column(sent, f"r-{c}") for c in range(_count(sent, "cot-tra-loi", MAX_COLUMNS)))
    rows = tuple(
        Row(
            _box(sent, f"was-{r}"), tuple(_box(sent, f"w-{r}-{c}") for c in range(len(asks))),
            tuple(_box(sent, f"t-{r}-{c}") for c in range(len(answers))), _box(sent, f"n-{r}"),
        )
        for r in range(_count(sent, "dong", MAX_RULES))
    )  # fmt: skip
    return Grid(_box(sent, "hit") or "F", asks, answers, rows, _box(sent, "bang-vi"), _box(sent, "bang-en"))


def _column(sent: QueryDict, name: str) -> Column:
    told = [_box(sent, f"{name}-{part}") for part in ("was", "name", "kind", "vi", "en", "default")]
    return Column(told[0], told[1], told[2] or "any", *told[3:])


def _box(sent: QueryDict, name: str) -> str:
    return " ".join(sent.get(name, "").split())[:_LONGEST]


def _count(sent: QueryDict, name: str, most: int) -> int:
    text = sent.get(name, "")
    return min(int(text), most) if text.isdigit() else 0


def acted(sheet: Sheet, act: str, key: str) -> Sheet:
    """The sheet after a button: a table begun, a row, column or fee added, removed or moved. Anything else changes nothing."""
    verb, _colon, number = act.partition(":")
    at = int(number) if number.isdigit() else -1
    if verb == "them-khoan":
        return replace(sheet, fees=(*sheet.fees, FeeLine("", "", "", "", "", sample=False)))
    if verb == "bo-khoan":
        return replace(sheet, fees=_without(sheet.fees, at))
    if verb == "lap-bang" and sheet.table is None:
        return replace(sheet, table=grid.grid_of(grid.new_table(key)))
    if verb == "bo-bang":
        return replace(sheet, table=None)
    return replace(sheet, table=_turned(sheet.table, verb, at)) if sheet.table else sheet


def _turned(table: Grid, verb: str, at: int) -> Grid:
    rows, asks = table.rows, table.asks
    if verb == "them-dong":
        return replace(table, rows=(*rows, Row("", ("",) * len(asks), ("",) * len(table.answers))))
    if verb == "bo-dong":
        return replace(table, rows=_without(rows, at))
    if verb in ("len", "xuong") and 0 <= at < len(rows):
        to = min(max(at + (1 if verb == "xuong" else -1), 0), len(rows) - 1)
        left = list(rows)
        left.insert(to, left.pop(at))
        return replace(table, rows=tuple(left))
    if verb == "them-cot" and len(asks) < MAX_COLUMNS:
        return replace(table, asks=(*asks, Column("", "", "any")), rows=tuple(replace(r, when=(*r.when, "")) for r in rows))
    if verb == "bo-cot" and 0 <= at < len(asks):
        return replace(table, asks=_without(asks, at), rows=tuple(replace(r, when=_without(r.when, at)) for r in rows))
    return table


def _without(listed: tuple[T, ...], at: int) -> tuple[T, ...]:
    return listed[:at] + listed[at + 1 :] if 0 <= at < len(listed) else listed


def document_of(sheet: Sheet, document: Mapping[str, Any], key: str, errors: dict[str, str]) -> dict[str, Any]:
    """A copy of the document with what the sheet says. ``errors``: fees whose amount is no whole number, by their box."""
    made = deepcopy(dict(document))
    if sheet.table is None or not sheet.table.rows:
        made.pop(key, None)
    else:
        made[key] = grid.document_of(sheet.table, document.get(key) or grid.new_table(key))
    if key == FEES:
        listed = document.get("fees") or []
        made["fees"] = [_fee(line, i, listed, errors) for i, line in enumerate(sheet.fees)]
    return made


def _fee(line: FeeLine, at: int, listed: list[Any], errors: dict[str, str]) -> dict[str, Any]:
    made: dict[str, Any] = deepcopy(dict(listed[int(line.was)])) if line.was.isdigit() and int(line.was) < len(listed) else {}
    made |= {"code": line.code, "vi": line.vi}
    if line.en or "en" in made:
        made["en"] = line.en
    amount = line.amount.replace(".", "").replace(" ", "")
    if amount.isdigit():
        made["amount"] = int(amount)
    else:
        errors[f"f-amount-{at}"] = _("Nhập số tiền bằng đồng, ví dụ 75.000.")
    if line.sample or "sample" in made:
        made["sample"] = line.sample
    return made
