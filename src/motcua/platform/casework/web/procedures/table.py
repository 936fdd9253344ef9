"""Fees and conditions as a grid: rows, columns and fees are typed, added, moved and removed without JavaScript and without YAML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.kernel import decisions, feel
from motcua.kernel.errors import NamedError
from motcua.kernel.money import format_dong
from motcua.kit import clock
from motcua.kit.web import audience, language_of
from motcua.platform.casework import api as casework
from motcua.platform.casework.contracts import DefinitionProblem
from motcua.platform.casework.contracts.definitions import Fee
from motcua.platform.casework.rules.definitions.applied import fees_by
from motcua.platform.casework.rules.grid import Column
from motcua.platform.casework.web.procedures import words
from motcua.platform.casework.web.procedures.opened import Opened, frame, keep, opened
from motcua.platform.casework.web.procedures.sheet import CONDITIONS, FEES, Sheet, acted, document_of, sheet_of, typed_sheet
from motcua.platform.casework.web.procedures.shell import ADMINS

TABLES = {"phi": FEES, "dieu-kien": CONDITIONS}
_CELL = re.compile(r"rules\[(\d+)\](?:\.(when|then)\[(\d+)\])?")
_LONGEST = 200


@audience("officer", roles=ADMINS)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """The grid. Only “Lưu bản nháp” keeps it; every other button shows the page again as typed, with its change."""
    key = TABLES.get(kind)
    if key is None:
        raise Http404
    found = opened(code)
    if not isinstance(found.document.get(key) or {}, dict):
        return redirect("casework_definition_part", code=code, part=kind)  # only its text can mend it
    if request.method == "GET":
        return _page(request, found, kind, sheet_of(found.document, key))
    act, errors = request.POST.get("buoc", ""), dict[str, str]()
    sheet = acted(typed_sheet(request), act, key)
    document = document_of(sheet, found.document, key, errors)
    if act != "luu":
        return _page(request, found, kind, sheet, document=document)
    if errors:
        return _page(request, found, kind, sheet, document=document, errors=errors)
    try:
        keep(found, document, request)
    except NamedError as problem:
        said = problem.sentence(language_of(request))
        return _page(request, found, kind, sheet, document=document, problem=said, status=problem.status)
    messages.success(request, _("Đã lưu bản nháp."))
    wrong = any(_mine(p, key) for p in opened(code).errors)
    return redirect("casework_definition_table", code=code, kind=kind) if wrong else redirect("casework_definition", code=code)


def _page(
    request: HttpRequest, found: Opened, kind: str, sheet: Sheet, *, document: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None, problem: str = "", status: int = 200,
) -> HttpResponse:
    key, tried = TABLES[kind], request.POST.get("buoc") == "thu"
    shown = found.document if document is None else document
    problems = found.problems if document is None else casework.lint_definition(document=dict(shown), now=clock.now())
    mine = [p for p in problems if _mine(p, key)]
    trial = _trial(request, shown, key, tried=tried)
    title = _("Phí, lệ phí") if key == FEES else _("Điều kiện được giải quyết")
    context = {
        **frame(found, "casework_definition"), "title": title, "kind": kind, "fee_page": key == FEES, "sheet": sheet, "problem": problem,
        "unsaved": document is not None, "errors": errors or {}, "findings": [_said(p) for p in mine if not _CELL.search(p.path)],
        "rows": _rows(sheet, mine, trial["matched"]), "fees": _fees(sheet, errors or {}), "trial": trial, "hits": _hits(),
        "asks": [(c.name, _head(c)) for c in sheet.table.asks] if sheet.table else [],
        "answers": [(c.name, _head(c)) for c in sheet.table.answers] if sheet.table else [],
        "kinds": [(t.value, _kind_words().get(t.value, t.value)) for t in decisions.ValueType],
    }
    return render(request, "casework/procedures/table.html", context, status=422 if errors else status)


def _mine(problem: DefinitionProblem, key: str) -> bool:
    return problem.path.startswith(key) or (key == FEES and problem.path.startswith("fees"))


def _said(problem: DefinitionProblem) -> str:
    return words.pair(problem.vi, problem.en)


def _kind_words() -> dict[str, str]:
    return {"any": _("bất kỳ"), "string": _("chữ, mã"), "number": _("số"), "boolean": _("có/không"), "date": _("ngày")}


def _hits() -> list[tuple[str, str]]:
    return [
        ("F", _("dòng đầu tiên khớp, từ trên xuống")), ("U", _("mỗi trường hợp chỉ một dòng khớp")), ("C", _("mọi dòng khớp")),
        ("A", _("nhiều dòng khớp phải cùng kết quả")), ("R", _("mọi dòng khớp, theo thứ tự")), ("C+", _("cộng các dòng khớp")),
        ("C<", _("mức thấp nhất")), ("C>", _("mức cao nhất")),
    ]  # fmt: skip


def _rows(sheet: Sheet, problems: list[DefinitionProblem], matched: tuple[int, ...]) -> list[dict[str, Any]]:
    """The rows with what the linter says of each, the cell that it is about, and whether the case that is tried meets it."""
    said: dict[int, list[str]] = {}
    cells: set[tuple[int, str, int]] = set()
    for problem in problems:
        place = _CELL.search(problem.path)
        if place:
            said.setdefault(int(place[1]), []).append(_said(problem))
            if place[2]:
                cells.add((int(place[1]), place[2], int(place[3])))
    table = sheet.table
    if table is None:
        return []
    money = next((i for i, c in enumerate(table.answers) if c.name == "amount"), -1)
    return [
        {
            "number": r + 1, "was": row.was, "note": row.note, "said": said.get(r, []), "matched": r + 1 in matched,
            "free": money >= 0 and row.then[money] == "0",
            "asks": [_cell(c, v, (r, "when", i) in cells) for i, (c, v) in enumerate(zip(table.asks, row.when, strict=True))],
            "answers": [_cell(c, v, (r, "then", i) in cells) for i, (c, v) in enumerate(zip(table.answers, row.then, strict=True))],
        }
        for r, row in enumerate(table.rows)
    ]


def _cell(column: Column, value: str, wrong: bool) -> dict[str, Any]:
    return {"label": _head(column), "value": value, "wrong": wrong, "kind": column.kind}


def _head(column: Column) -> str:
    """What a column is called: its own words, words for the answers that every such table has, or its name."""
    known = {
        "eligible": _("Được giải quyết"), "vi": _("Lý do"), "en": _("Lý do bằng tiếng Anh"), "amount": _("Số tiền"), "code": _("Mã phí"),
    }
    return words.pair(column.vi, column.en) or column.vi or known.get(column.name) or column.name or "?"


def _fees(sheet: Sheet, errors: Mapping[str, str]) -> list[dict[str, Any]]:
    return [{"line": line, "error": errors.get(f"f-amount-{i}", "")} for i, line in enumerate(sheet.fees)]


def _trial(request: HttpRequest, document: Mapping[str, Any], key: str, *, tried: bool) -> dict[str, Any]:
    """The names that the table asks for, as boxes, and what the case in them comes to."""
    told: dict[str, Any] = {"names": [], "matched": (), "lines": [], "problem": "", "tried": tried}
    if not document.get(key):
        return told
    try:
        table = decisions.from_document(document[key])
    except decisions.DecisionError:
        return told  # the linter says it beside the row
    typed = {name: request.POST.get(f"x-{name}", "").strip()[:_LONGEST] for name in sorted(table.names)}
    told["names"] = [{"name": f"x-{name}", "label": _label(table, name), "value": value} for name, value in typed.items()]
    if not tried:
        return told
    context = _context(typed)
    try:
        told |= _fee_lines(table, document, context) if key == FEES else _verdict_lines(table, context)
    except (decisions.DecisionError, feel.FeelError) as wrong:
        told["problem"] = words.pair(wrong.vi, wrong.en)
    return told


def _label(table: decisions.DecisionTable, name: str) -> str:
    column = next((c for c in table.inputs if c.expression == name), None)
    text = words.pair(column.vi, column.en) if column else ""
    channel = _("1 tại quầy, 2 trực tuyến, 3 bưu chính")
    return f"{text} ({name})" if text and name != "channel" else f"{text or name} ({channel})" if name == "channel" else name


def _context(typed: Mapping[str, str]) -> dict[str, Any]:
    """The case as the language reads it: numbers, yes and no, everything else as text; an empty box is not known."""
    context: dict[str, Any] = {}
    for name, text in typed.items():
        *above, last = name.split(".")
        place = context
        for part in above:
            place = place.setdefault(part, {})
        place[last] = _value(text)
    return context


def _value(text: str) -> Any:
    plain = {"": None, "có": True, "true": True, "không": False, "false": False}
    if text.lower() in plain:
        return plain[text.lower()]
    try:
        read = feel.parse(text)
        return feel.evaluate(read, {}) if read.constant else text
    except feel.FeelError:
        return text


def _fee_lines(table: decisions.DecisionTable, document: Mapping[str, Any], context: Mapping[str, Any]) -> dict[str, Any]:
    listed = [
        Fee(
            code=str(f.get("code", "")), name=str(f.get("vi", "")), amount=int(f.get("amount") or 0), sample=bool(f.get("sample")),
            name_en=str(f.get("en", "")),
        )
        for f in document.get("fees") or []
    ]  # fmt: skip
    matched, fees = fees_by(table, listed, context)
    lines = [f"{words.pair(fee.name, fee.name_en or fee.name)}: {format_dong(fee.amount)}" for fee in fees]
    return {"matched": matched, "lines": lines or [_("Không phải nộp phí, lệ phí.")]}


def _verdict_lines(table: decisions.DecisionTable, context: Mapping[str, Any]) -> dict[str, Any]:
    decided = decisions.decide(table, context)
    refusing = [row for row in decided.rows if row.get("eligible") is False]
    reasons = [str(words.pair(str(row.get("vi") or ""), str(row.get("en") or ""))) for row in refusing]
    lines = [_("Không được giải quyết: %(why)s") % {"why": why} for why in reasons]
    return {"matched": decided.matched, "lines": lines or [_("Được giải quyết.")]}
