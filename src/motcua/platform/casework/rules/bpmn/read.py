"""BPMN of the same profile to a definition document.

Names, lanes, targets, guards and clocks are read from the BPMN elements themselves, so that a change made in another tool arrives; whatever
the profile has no place for is refused with its path.
"""

from __future__ import annotations

import json
from typing import Any, NoReturn

from motcua.kernel import decisions, feel, markup
from motcua.kernel.markup import Element, local, namespace
from motcua.platform.casework.rules.bpmn.graph import Kind, graph_of
from motcua.platform.casework.rules.bpmn.profile import MODEL, OURS, PAID, BpmnRefused, guard_of, limit_of
from motcua.platform.casework.rules.bpmn.write import TAGS
from motcua.platform.casework.rules.definitions import build

_TOP = frozenset({"message", "collaboration", "process", "BPMNDiagram"})
_DIGITS = 6
_ENTRIES = frozenset({Kind.TASK, Kind.MERGE, Kind.WAIT, Kind.END})  # where a flow may come to a step
_LISTS = ("requires", "effects")
_PLAIN = ("verb", "to", "vi", "en", "explain_vi", "explain_en", "guard", "guard_vi", "guard_en")


def from_bpmn(data: bytes) -> dict[str, Any]:
    """The document of a BPMN file. ``MarkupRefused``: no XML that may be read; ``BpmnRefused``: outside of the profile, with the path.

    The document is complete in shape; whether it may be published is the linter's business.
    """
    root = markup.read(data)
    if local(root) != "definitions" or namespace(root) != MODEL:
        _refuse("/", "Tệp không phải BPMN 2.0.", "The file is not BPMN 2.0.")
    for element in root:
        if local(element) not in _TOP:
            _unknown(element, "/definitions")
    processes = [e for e in root if local(e) == "process"]
    if len(processes) != 1:
        _refuse("/definitions", "Tệp cần đúng một quy trình.", "The file must hold exactly one process.")
    return _Reader(processes[0]).document()


def _refuse(path: str, vi: str, en: str) -> NoReturn:
    raise BpmnRefused(vi=vi, en=en, path=path)


def _path(element: Element, front: str = "/definitions/process") -> str:
    name = element.get("id") or element.get("key")
    return f"{front}/{local(element)}" + (f"[@id='{name}']" if name else "")


def _unknown(element: Element, front: str = "/definitions/process") -> NoReturn:
    name = local(element)
    _refuse(_path(element, front), f"Phần tử “{name}” nằm ngoài phạm vi hỗ trợ.", f"The element “{name}” is outside of the profile.")


def _ours(element: Element, name: str) -> str:
    return str(element.get(f"{{{OURS}}}{name}", ""))


def _extensions(element: Element, name: str) -> list[Element]:
    found = [e for holder in element if local(holder) == "extensionElements" for e in holder]
    for other in found:
        if namespace(other) != OURS:
            _unknown(other, _path(element))
    return [e for e in found if local(e) == name]


def _whole(text: str) -> int | str:
    """A small number as it was written; anything else stays text, which no definition takes for a number."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < _DIGITS else text


class _Reader:
    """One process, sorted by what its elements are."""

    def __init__(self, process: Element) -> None:
        self.process = process
        self.nodes: dict[str, Element] = {}
        self.flows: list[Element] = []
        self.roles: dict[str, str] = {}
        self.timers: dict[str, dict[str, Any]] = {}
        for element in process:
            self.sort(element)

    def sort(self, element: Element) -> None:
        tag = local(element)
        if tag == "extensionElements":
            return
        if namespace(element) == MODEL and tag == "laneSet":
            self.lanes(element)
        elif namespace(element) == MODEL and tag == "sequenceFlow":
            self.flows.append(element)
        elif namespace(element) == MODEL and _ours(element, "kind") in TAGS and TAGS[Kind(_ours(element, "kind"))] == tag:
            self.nodes[element.get("id", "")] = element
            if _ours(element, "kind") == Kind.TIMER:
                self.timers[element.get("attachedToRef", "")] = self.clock(element)
        else:
            _unknown(element)

    def lanes(self, lanes: Element) -> None:
        for lane in lanes:
            for node in lane:
                if local(node) != "flowNodeRef":
                    _unknown(node, _path(lane))
                self.roles[(node.text or "").strip()] = _ours(lane, "role")

    def clock(self, timer: Element) -> dict[str, Any]:
        for definition in timer:
            if local(definition) == "timerEventDefinition":
                text = " ".join(str(e.text or "") for e in definition if local(e) == "timeDuration")
                limit = limit_of(text, _ours(definition, "unit"))
                if limit is not None:
                    return dict(limit)
        _refuse(_path(timer), "Thời hạn phải có dạng P5D hoặc PT8H kèm đơn vị.", "The clock must read P5D or PT8H, with its unit.")

    def document(self) -> dict[str, Any]:
        """The whole document, checked against the graph that it gives again."""
        steps = {e.get("key", ""): self.closing(e) for e in _extensions(self.process, "closing")}
        steps |= {_ours(e, "step"): self.step(e) for e in self.nodes.values() if _ours(e, "kind") == Kind.TASK}
        order = " ".join(str(e.text or "") for e in _extensions(self.process, "order")).split()
        if sorted(order) != sorted(steps):
            vi, en = "Danh sách bước không khớp với các nhiệm vụ.", "The list of steps does not agree with the tasks."
            _refuse("/definitions/process/extensionElements/order", vi, en)
        document = {**self.rest(), "steps": [steps[key] for key in order]}
        self.compare(document)
        return document

    def rest(self) -> dict[str, Any]:
        path = "/definitions/process/extensionElements/document"
        found = _extensions(self.process, "document")
        try:
            rest = json.loads(found[0].text or "") if len(found) == 1 else None
        except (ValueError, RecursionError):
            rest = None
        if not isinstance(rest, dict) or "steps" in rest:
            _refuse(path, "Thiếu phần dữ liệu của thủ tục.", "The data of the procedure are missing.")
        return rest

    def closing(self, element: Element) -> dict[str, Any]:
        step: dict[str, Any] = {name: element.get(name, "") for name in ("key", "role", "vi", "en")}
        if element.get("unit"):
            step["unit"] = element.get("unit")
        if element.get("clock"):
            amount, _, unit = element.get("clock").partition(" ")
            step["clock"] = {"amount": _whole(amount), "unit": unit}
        return step

    def step(self, task: Element) -> dict[str, Any]:
        key = _ours(task, "step")
        about = _extensions(task, "step")
        if len(about) != 1:
            _refuse(_path(task), "Nhiệm vụ thiếu phần mô tả bước.", "The task lacks the description of its step.")
        step: dict[str, Any] = {"key": key, "role": self.role(task), "vi": task.get("name", ""), "en": about[0].get("en", "")}
        if about[0].get("unit"):
            step["unit"] = about[0].get("unit")
        if task.get("id") in self.timers:
            step["clock"] = self.timers[task.get("id")]
        opinions = [e for e in self.nodes.values() if _ours(e, "kind") == Kind.OPINION and _ours(e, "step") == key]
        if opinions:
            step["opinions"] = [self.opinion(e) for e in opinions]
        known = _extensions(task, "action")
        self.known(key, {e.get("key", "") for e in known} | {PAID, ""})
        step["actions"] = [self.action(task, key, e) for e in known]
        return step

    def role(self, task: Element) -> str:
        role = self.roles.get(task.get("id", ""), "")
        if not role:
            _refuse(_path(task), "Nhiệm vụ không nằm trong làn của vai trò nào.", "The task is in no lane of a role.")
        return role

    def opinion(self, task: Element) -> dict[str, Any]:
        about = _extensions(task, "opinion")
        if len(about) != 1 or task.get("id") not in self.timers:
            _refuse(_path(task), "Ý kiến cần mô tả và thời hạn.", "An opinion needs its description and a clock.")
        return {
            "key": about[0].get("key", ""), "unit": about[0].get("unit", ""), "role": self.role(task), "vi": task.get("name", ""),
            "en": about[0].get("en", ""), "clock": self.timers[task.get("id")],
        }

    def known(self, step: str, keys: set[str]) -> None:
        """Refuse a flow out of a step that no action of it explains."""
        for flow in self.flows:
            source = self.nodes.get(flow.get("sourceRef", ""))
            if source is not None and _ours(source, "step") == step and _ours(flow, "action") not in keys:
                _refuse(_path(flow), "Luồng không ứng với thao tác nào của bước.", "The flow belongs to no action of its step.")

    def action(self, task: Element, step: str, element: Element) -> dict[str, Any]:
        key = element.get("key", "")
        action: dict[str, Any] = {name: element.get(name) for name in _PLAIN if element.get(name) is not None}
        action["status"] = _whole(element.get("status", ""))
        for name in _LISTS:
            if element.get(name):
                action[name] = element.get(name).split()
        said = [self.said(flow, key) for flow in self.flows if _ours(flow, "action") == key and self.leaves(flow, step)]
        if any(one != said[0] for one in said[1:]):
            vi, en = f"Các luồng của thao tác “{key}” không thống nhất.", f"The flows of the action “{key}” contradict each other."
            _refuse(_path(task), vi, en)
        if said:
            action.update({name: text for name, text in said[0].items() if text or name != "guard"})
        elif "to" not in action:
            vi, en = f"Thao tác “{key}” không còn luồng nào.", f"The action “{key}” has lost its flow."
            _refuse(f"{_path(task)}/action[@key='{key}']", vi, en)
        return action

    def leaves(self, flow: Element, step: str) -> bool:
        source = self.nodes.get(flow.get("sourceRef", ""))
        return source is not None and _ours(source, "step") == step

    def said(self, flow: Element, key: str) -> dict[str, str]:
        """What a flow says of its action: the name, where it leads, and the guard."""
        target = self.nodes.get(flow.get("targetRef", ""))
        if target is None or _ours(target, "kind") not in _ENTRIES:
            _refuse(_path(flow), "Luồng không dẫn tới bước nào.", "The flow leads to no step.")
        text = " ".join(str(e.text or "") for e in flow if local(e) == "conditionExpression")
        guard = guard_of(text, key)
        if guard is None:
            _refuse(_path(flow), f'Điều kiện phải bắt đầu bằng choice = "{key}".', f'The condition must begin with choice = "{key}".')
        if guard:
            try:
                feel.parse(guard)
            except feel.FeelError as wrong:
                _refuse(_path(flow), f"Điều kiện “{guard}”: {wrong.vi}", f"The condition “{guard}”: {wrong.en}")
        return {"vi": flow.get("name", ""), "to": _ours(target, "step"), "guard": guard}

    def compare(self, document: dict[str, Any]) -> None:
        """The document must give the same nodes and flows again: a diagram may not show what the procedure does not do."""
        try:
            graph = graph_of(build(document, version=1))
        except decisions.DecisionError as wrong:
            _refuse(f"/definitions/process/extensionElements/document/{wrong.path}", wrong.vi, wrong.en)
        except (KeyError, ValueError, TypeError, AttributeError):
            _refuse("/definitions/process", "Quy trình thiếu phần bắt buộc.", "The process lacks a required part.")
        wanted = {node.id for node in graph.nodes}
        for name in sorted(wanted ^ self.nodes.keys()):
            front = f"/definitions/process/*[@id='{name}']"
            _refuse(front, f"Phần tử “{name}” thừa hoặc thiếu so với quy trình.", f"“{name}” is missing, or more than the process has.")
        flows = {(f.source, f.target, f.action) for f in graph.flows}
        found = {(f.get("sourceRef"), f.get("targetRef"), _ours(f, "action")) for f in self.flows}
        for source, target, action in sorted(flows ^ found):
            front = f"/definitions/process/sequenceFlow[@sourceRef='{source}'][@targetRef='{target}']"
            vi, en = f"Luồng “{action}” thừa hoặc thiếu so với quy trình.", f"The flow “{action}” is missing, or more than the process has."
            _refuse(front, vi, en)
