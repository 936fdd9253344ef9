"""The linter of procedure definitions: every mistake at once, each with its path and a sentence in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from motcua.kernel.actors import Role
from motcua.kernel.working_time import LimitUnit
from motcua.platform.casework.contracts import DefinitionProblem, DossierStatus, Verb
from motcua.platform.casework.rules.codes import PROCEDURE
from motcua.platform.casework.rules.definitions import EFFECTS, REQUIRES
from motcua.platform.casework.rules.transitions import FROM, TERMINAL, may_follow

_ROLES = {r.value for r in Role}
_VERBS = {v.value for v in Verb}
_UNITS = {u.value for u in LimitUnit}
_STATUSES = {int(s) for s in DossierStatus}
# Verbs that keep the dossier where it is: the step does not change, so no edge of the graph comes from them.
_STAYING = {Verb.REQUEST_SUPPLEMENT, Verb.EXTEND_SUPPLEMENT, Verb.REQUEST_PAYMENT}
_LONGEST = 400
_ENDING = {Verb.REFUSE, Verb.WITHDRAW, Verb.STOP}


def _error(path: str, vi: str, en: str) -> DefinitionProblem:
    return DefinitionProblem(path=path, severity="error", vi=vi, en=en)


def _warning(path: str, vi: str, en: str) -> DefinitionProblem:
    return DefinitionProblem(path=path, severity="warning", vi=vi, en=en)


def lint(document: Mapping[str, Any]) -> tuple[DefinitionProblem, ...]:
    """All problems of a merged document. The flow is examined only when its parts are well formed."""
    shape = [*_shape(document), *_papers(document), *_fees(document)]
    if any(p.severity == "error" for p in shape):
        return tuple(shape)
    return (*shape, *_flow(document), *_statuses(document))


def errors(problems: tuple[DefinitionProblem, ...]) -> tuple[DefinitionProblem, ...]:
    """Those that forbid publication."""
    return tuple(p for p in problems if p.severity == "error")


def _shape(document: Mapping[str, Any]) -> Iterator[DefinitionProblem]:
    if not PROCEDURE.match(str(document.get("procedure", ""))):
        yield _error("procedure", "Mã thủ tục không đúng dạng 1.001193.", "The procedure code is not of the form 1.001193.")
    clock = document.get("clock") or {}
    amount = clock.get("amount")
    if not isinstance(amount, int) or not 0 <= amount <= _LONGEST or clock.get("unit") not in _UNITS:
        yield _error("clock", "Thời hạn phải là số nguyên kèm đơn vị tính.", "The clock needs a whole amount and a unit.")
    if not isinstance(document.get("supplement_days"), int) or document["supplement_days"] < 1:
        yield _error("supplement_days", "Thiếu số ngày tối đa để bổ sung.", "The longest time for supplements is missing.")
    result = document.get("result") or {}
    if not all(result.get(k) for k in ("template", "vi", "en")):
        yield _error("result", "Thiếu mẫu hoặc tên kết quả.", "The result's template or names are missing.")
    steps = document.get("steps")
    if not isinstance(steps, list) or not steps:
        yield _error("steps", "Chưa có bước xử lý nào.", "There are no steps.")
        return
    for i, step in enumerate(steps):
        yield from _step_shape(step, f"steps[{i}]")


def _step_shape(step: Any, path: str) -> Iterator[DefinitionProblem]:
    if not isinstance(step, Mapping) or not all(step.get(k) for k in ("key", "role", "vi", "en")):
        yield _error(path, "Bước thiếu khoá, vai trò hoặc tên.", "The step lacks a key, a role or a name.")
        return
    if step["role"] not in _ROLES:
        yield _error(f"{path}.role", f"Không có vai trò “{step['role']}”.", f"There is no role “{step['role']}”.")
    for j, action in enumerate(step.get("actions") or []):
        yield from _action_shape(action, f"{path}.actions[{j}]")


def _action_shape(action: Any, path: str) -> Iterator[DefinitionProblem]:
    keys = ("verb", "to", "status", "vi", "en", "explain_vi", "explain_en")
    missing = [k for k in keys if not isinstance(action, Mapping) or not action.get(k)]
    if missing:
        yield _error(path, f"Thiếu {', '.join(missing)}.", f"Missing: {', '.join(missing)}.")
        return
    if action["verb"] not in _VERBS:
        yield _error(f"{path}.verb", f"Không có thao tác “{action['verb']}”.", f"There is no verb “{action['verb']}”.")
    if action["status"] not in _STATUSES:
        yield _error(f"{path}.status", f"Không có trạng thái {action['status']}.", f"There is no status {action['status']}.")
    for word, known in (("requires", REQUIRES), ("effects", EFFECTS)):
        for name in set(action.get(word) or []) - set(known):
            yield _error(f"{path}.{word}", f"Không hiểu “{name}”.", f"“{name}” is not understood.")


def _papers(document: Mapping[str, Any]) -> Iterator[DefinitionProblem]:
    seen: set[str] = set()
    for i, paper in enumerate(document.get("papers") or []):
        key = paper.get("key") if isinstance(paper, Mapping) else None
        if not key or not paper.get("vi"):
            yield _error(f"papers[{i}]", "Giấy tờ thiếu khoá hoặc tên.", "The paper lacks a key or a name.")
        elif key in seen:
            yield _error(f"papers[{i}].key", f"Khoá “{key}” lặp lại.", f"The key “{key}” repeats.")
        seen.add(str(key))


def _fees(document: Mapping[str, Any]) -> Iterator[DefinitionProblem]:
    for i, fee in enumerate(document.get("fees") or []):
        amount = fee.get("amount") if isinstance(fee, Mapping) else None
        if not isinstance(amount, int) or isinstance(amount, bool) or amount <= 0 or not fee.get("code") or not fee.get("vi"):
            yield _error(f"fees[{i}]", "Phí cần mã, tên và số tiền nguyên dương.", "A fee needs a code, a name and a whole amount.")
        elif fee.get("sample", True):
            yield _warning(f"fees[{i}]", "Mức phí là dữ liệu mẫu.", "The fee is sample data.")


def _flow(document: Mapping[str, Any]) -> Iterator[DefinitionProblem]:
    steps = {s["key"]: s for s in document["steps"]}
    if len(steps) != len(document["steps"]):
        yield _error("steps", "Hai bước trùng khoá.", "Two steps share a key.")
    edges: dict[str, set[str]] = {}
    for i, step in enumerate(document["steps"]):
        for j, action in enumerate(step.get("actions") or []):
            path, verb = f"steps[{i}].actions[{j}]", Verb(action["verb"])
            if action["to"] not in steps:
                yield _error(f"{path}.to", f"Không có bước “{action['to']}”.", f"There is no step “{action['to']}”.")
            elif verb in _STAYING and action["to"] != step["key"]:
                yield _error(f"{path}.to", "Tạm dừng thì hồ sơ ở nguyên bước.", "While paused a dossier stays in its step.")
            elif verb is not Verb.SUPPLY:  # only after a request: a process must not depend on it
                edges.setdefault(step["key"], set()).add(action["to"])
    yield from _reach(steps, edges)
    used = {a["verb"] for s in steps.values() for a in s.get("actions") or []}
    for needed in (Verb.RECEIVE, Verb.SIGN_RESULT, Verb.HAND_BACK):
        if needed not in used:
            yield _error("steps", f"Quy trình thiếu thao tác “{needed}”.", f"The process lacks “{needed}”.")


def _reach(steps: Mapping[str, Any], edges: Mapping[str, set[str]]) -> Iterator[DefinitionProblem]:
    first = next(iter(steps))
    found, new = {first}, {first}
    while new:
        new = {t for s in new for t in edges.get(s, set())} - found
        found |= new
    for key in steps.keys() - found:
        yield _error("steps", f"Không có đường tới bước “{key}”.", f"No way leads to the step “{key}”.")
    finishing = {key for key, step in steps.items() if any(_finishes(a) for a in step.get("actions") or [])}
    back: dict[str, set[str]] = {}
    for source, targets in edges.items():
        for target in targets:
            back.setdefault(target, set()).add(source)
    ends, new = set(finishing), set(finishing)
    while new:
        new = {s for t in new for s in back.get(t, set())} - ends
        ends |= new
    for key in found - ends:
        if steps[key].get("actions"):
            yield _error("steps", f"Từ bước “{key}” không đi tới trả kết quả được.", f"The step “{key}” cannot reach the hand-back.")


def _finishes(action: Mapping[str, Any]) -> bool:
    return action["status"] in TERMINAL and Verb(action["verb"]) not in _ENDING


def _statuses(document: Mapping[str, Any]) -> Iterator[DefinitionProblem]:
    """Each action must be a legal move from some status in which its verb may be used."""
    for i, step in enumerate(document["steps"]):
        for j, action in enumerate(step.get("actions") or []):
            verb, after = Verb(action["verb"]), DossierStatus(action["status"])
            sources = FROM.get(verb, frozenset())
            if not any(before == after or may_follow(before, after) for before in sources):
                vi, en = f"“{verb}” không dẫn tới trạng thái {after.value}.", f"“{verb}” cannot lead to status {after.value}."
                yield _error(f"steps[{i}].actions[{j}].status", vi, en)
