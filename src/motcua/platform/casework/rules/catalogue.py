"""Rows of a catalogue file: which are good, which are odd but kept, which are broken, and why."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from motcua.kernel.text import squeeze
from motcua.platform.casework.contracts import BrokenRow, CatalogueUnreadable
from motcua.platform.casework.rules.codes import PROCEDURE, PROCEDURE_ODD, base_procedure_code

COLUMNS = ("code", "name", "issuer", "executor", "field", "has_detail")
_MAX_NAME = 2000


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """One good row of the catalogue."""

    line: int
    code: str
    name: str
    issuer: str
    executor: str
    field: str
    odd: bool = False


@dataclass
class Sorted:
    """The rows of a file, sorted into good ones, remarks and broken ones."""

    rows: list[CatalogueRow] = field(default_factory=list)
    remarks: list[BrokenRow] = field(default_factory=list)
    broken: list[BrokenRow] = field(default_factory=list)


@dataclass
class Details:
    """Details by procedure code, and the lines that could not be used."""

    by_code: dict[str, dict[str, Any]] = field(default_factory=dict)
    broken: list[BrokenRow] = field(default_factory=list)


def read_rows(text: str) -> Sorted:
    """Sort the rows of a catalogue CSV. CatalogueUnreadable when the header lacks a column."""
    reader = csv.reader(io.StringIO(text))
    header = next(reader, [])
    missing = [c for c in COLUMNS[:5] if c not in header]
    if missing:
        raise CatalogueUnreadable(why_vi=f"thiếu cột {', '.join(missing)}.", why_en=f"columns are missing: {', '.join(missing)}.")
    out, seen = Sorted(), dict[str, int]()
    for cells in reader:
        if cells:
            _sort(cells, header=header, line=reader.line_num, seen=seen, out=out)
    return out


def _sort(cells: list[str], *, header: list[str], line: int, seen: dict[str, int], out: Sorted) -> None:
    row = {k: squeeze(v) for k, v in zip(header, cells, strict=False)}
    code = base_procedure_code(row.get("code", ""))
    problem = _problem(cells=cells, header=header, code=code, name=row.get("name", ""), seen=seen)
    if problem:
        out.broken.append(BrokenRow(line=line, code=code, reason_vi=problem[0], reason_en=problem[1]))
        return
    seen[code] = line
    odd = not PROCEDURE.match(code)
    if odd:
        vi, en = "Mã không đúng quy tắc; giữ như nguồn công bố, không mở nộp.", "The code fits no rule; kept as published, not open."
        out.remarks.append(BrokenRow(line=line, code=code, reason_vi=vi, reason_en=en))
    out.rows.append(
        CatalogueRow(
            line=line, code=code, name=row["name"], issuer=row["issuer"], executor=row["executor"], field=row["field"], odd=odd
        )
    )


def _problem(*, cells: list[str], header: list[str], code: str, name: str, seen: Mapping[str, int]) -> tuple[str, str] | None:
    if len(cells) != len(header):
        return f"Có {len(cells)} ô thay vì {len(header)}.", f"It has {len(cells)} cells instead of {len(header)}."
    if not PROCEDURE.match(code) and not PROCEDURE_ODD.match(code):
        return "Mã thủ tục không đọc được.", "The procedure code cannot be read."
    if not name:
        return "Thiếu tên thủ tục.", "The name is missing."
    if len(name) > _MAX_NAME or "\ufffd" in name:
        return "Tên quá dài hoặc hỏng mã ký tự.", "The name is too long or its characters are broken."
    if code in seen:
        return f"Trùng mã với dòng {seen[code]}.", f"The code repeats line {seen[code]}."
    return None


def read_details(lines: Iterable[str]) -> Details:
    """Details from JSON lines; broken lines are reported, not fatal. A later line of the same code is reported as a repetition."""
    out = Details()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        problem, code, body = _detail(line)
        if problem is None and code in out.by_code:
            problem = (f"Chi tiết của {code} lặp lại.", f"The details of {code} repeat.")
        if problem:
            out.broken.append(BrokenRow(line=number, code=code, reason_vi=problem[0], reason_en=problem[1]))
        else:
            out.by_code[code] = body
    return out


def _detail(line: str) -> tuple[tuple[str, str] | None, str, dict[str, Any]]:
    try:
        raw = json.loads(line)
    except ValueError as error:
        return (f"Không phải JSON ({error}).", f"Not JSON ({error})."), "", {}
    if not isinstance(raw, dict) or not isinstance(raw.get("code"), str):
        return ("Thiếu mã thủ tục.", "The procedure code is missing."), "", {}
    code = base_procedure_code(raw["code"])
    for key in ("channels", "documents", "legal", "results", "subjects"):
        if not isinstance(raw.get(key, []), list):
            return (f"“{key}” phải là danh sách.", f"“{key}” must be a list."), code, {}
    return None, code, _tidy(raw)


def _tidy(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "decision": squeeze(raw.get("decision") or ""),
        "level": squeeze(raw.get("level") or ""),
        "authority": squeeze(raw.get("authority") or ""),
        "subjects": list(_subjects(raw.get("subjects", []))),
        "channels": [{"channel": c.get("channel") or "", "time": squeeze(c.get("time") or "")} for c in raw.get("channels", [])],
        "documents": [_paper(d) for d in raw.get("documents", []) if squeeze(d.get("name") or "")],
        "legal": [squeeze(n) for n in raw.get("legal", []) if n],
        "results": [{"name": squeeze(r.get("name") or "").lstrip("- "), "code": r.get("code") or ""} for r in raw.get("results", [])],
        "steps": int(raw.get("steps") or 0),
    }


def _subjects(parts: Iterable[str]) -> Iterator[str]:
    """The source cut "Tổ chức (không bao gồm doanh nghiệp, HTX)" at its comma: join what opened a bracket with what closes it."""
    held = ""
    for part in parts:
        held = f"{held}, {part}" if held else part
        if held.count("(") <= held.count(")"):
            yield squeeze(held)
            held = ""
    if held:
        yield squeeze(held)


def _paper(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "case": squeeze(raw.get("case") or ""),
        "name": squeeze(raw.get("name") or "").lstrip("-+ "),
        "orig": _count(raw.get("orig")),
        "copy": _count(raw.get("copy")),
    }


def _count(value: Any) -> int:
    text = str(value or "0").strip()
    return min(int(text), 99) if text.isdigit() else 0
