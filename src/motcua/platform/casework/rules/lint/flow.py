"""The flow of a definition: every step is reached, every step can come to an end, every action is a legal move of its role."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from motcua.kernel.actors import Role
from motcua.platform.casework.contracts import DefinitionProblem, DossierStatus, Verb
from motcua.platform.casework.rules.lint.findings import error, warning
from motcua.platform.casework.rules.transitions import FROM, TERMINAL, may_follow

_VERBS = {v.value for v in Verb}
# Verbs that keep the dossier where it is: the step does not change, so no edge of the graph comes from them.
_STAYING = {Verb.REQUEST_SUPPLEMENT, Verb.EXTEND_SUPPLEMENT, Verb.REQUEST_PAYMENT}
_ENDING = {Verb.REFUSE, Verb.WITHDRAW, Verb.STOP}
_HANDLING = {Role.RECEPTION, Role.APPRAISER, Role.LEADER}  # roles that may hold a dossier at all


def parts(document: Mapping[str, Any]) -> Iterator[DefinitionProblem]:
    """Verbs that nobody knows, keys that repeat, fees that are samples, results without an English name of the paper."""
    for i, step in enumerate(document["steps"]):
        for j, action in enumerate(step.get("actions", [])):
            if action["verb"] not in _VERBS:
                verb = action["verb"]
                yield error(f"steps[{i}].actions[{j}].verb", f"Không có thao tác “{verb}”.", f"There is no verb “{verb}”.")
    for word, key in (("papers", "key"), ("fees", "code"), ("steps", "key")):
        seen: set[str] = set()
        for i, item in enumerate(document.get(word, [])):
            if item[key] in seen:
                yield error(f"{word}[{i}].{key}", f"Khoá “{item[key]}” lặp lại.", f"The key “{item[key]}” repeats.")
            seen.add(item[key])
    for i, fee in enumerate(document.get("fees", [])):
        if fee.get("sample", True):
            yield warning(f"fees[{i}]", "Mức phí là dữ liệu mẫu.", "The fee is sample data.")


def flow(document: Mapping[str, Any]) -> Iterator[DefinitionProblem]:
    """Unreachable steps, dead ends, missing results, roles that cannot hold a dossier, moves that the national codes do not know."""
    yield from _flow(document)
    yield from _roles(document)
    yield from _statuses(document)


def _roles(document: Mapping[str, Any]) -> Iterator[DefinitionProblem]:
    """A step belongs to a role that handles dossiers; intake comes first, and only a leader signs."""
    for i, step in enumerate(document["steps"]):
        role = Role(step["role"])
        if role not in _HANDLING:
            yield error(f"steps[{i}].role", "Vai trò này không thụ lý hồ sơ.", f"The role “{role}” does not handle dossiers.")
        verbs = {Verb(a["verb"]) for a in step.get("actions", [])}
        if Verb.SIGN_RESULT in verbs and role is not Role.LEADER:
            yield error(f"steps[{i}].role", "Bước ký kết quả phải thuộc vai trò lãnh đạo.", "Only a leader's step can sign the result.")
        if Verb.RECEIVE in verbs and i > 0:
            yield error(f"steps[{i}]", "Chỉ bước đầu tiên được tiếp nhận hồ sơ.", "Only the first step takes a dossier in.")


def _flow(document: Mapping[str, Any]) -> Iterator[DefinitionProblem]:
    steps = {s["key"]: s for s in document["steps"]}
    edges: dict[str, set[str]] = {}
    for i, step in enumerate(document["steps"]):
        for j, action in enumerate(step.get("actions") or []):
            path, verb = f"steps[{i}].actions[{j}]", Verb(action["verb"])
            if action["to"] not in steps:
                yield error(f"{path}.to", f"Không có bước “{action['to']}”.", f"There is no step “{action['to']}”.")
            elif verb in _STAYING and action["to"] != step["key"]:
                yield error(f"{path}.to", "Tạm dừng thì hồ sơ ở nguyên bước.", "While paused a dossier stays in its step.")
            elif verb is not Verb.SUPPLY:  # only after a request: a process must not depend on it
                edges.setdefault(step["key"], set()).add(action["to"])
    yield from _reach(steps, edges)
    used = {a["verb"] for s in steps.values() for a in s.get("actions") or []}
    for needed in (Verb.RECEIVE, Verb.SIGN_RESULT, Verb.HAND_BACK):
        if needed not in used:
            yield error("steps", f"Quy trình thiếu thao tác “{needed}”.", f"The process lacks “{needed}”.")


def _reach(steps: Mapping[str, Any], edges: Mapping[str, set[str]]) -> Iterator[DefinitionProblem]:
    first = next(iter(steps))
    found, new = {first}, {first}
    while new:
        new = {t for s in new for t in edges.get(s, set())} - found
        found |= new
    for key in steps.keys() - found:
        yield error("steps", f"Không có đường tới bước “{key}”.", f"No way leads to the step “{key}”.")
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
            yield error("steps", f"Từ bước “{key}” không đi tới trả kết quả được.", f"The step “{key}” cannot reach the hand-back.")


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
                yield error(f"steps[{i}].actions[{j}].status", vi, en)
