"""Graph and layout to BPMN 2.0 XML."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from motcua.kernel import markup
from motcua.kernel.markup import Element, child
from motcua.platform.casework.contracts import Definition, Step
from motcua.platform.casework.rules.bpmn.documents import action_of, document_of, unit_of
from motcua.platform.casework.rules.bpmn.graph import Flow, Graph, Kind, Node, flows_of, graph_of
from motcua.platform.casework.rules.bpmn.layout import Box, layout_of
from motcua.platform.casework.rules.bpmn.profile import DC, DI, DIAGRAM, FEEL, LANES, MODEL, OURS, XSI, action_keys, duration

TAGS: dict[Kind, str] = {
    Kind.START: "startEvent", Kind.TASK: "userTask", Kind.OPINION: "userTask", Kind.MERGE: "exclusiveGateway", Kind.FORK: "parallelGateway",
    Kind.JOIN: "parallelGateway", Kind.CHOOSE: "exclusiveGateway", Kind.RESUME: "exclusiveGateway", Kind.WAIT: "intermediateCatchEvent",
    Kind.TIMER: "boundaryEvent", Kind.LATE: "endEvent", Kind.ANSWERED: "endEvent", Kind.END: "endEvent",
}
# What a flow says already; an action's own element repeats it only where no flow carries the action.
_SAID_BY_FLOW = ("vi", "to", "guard")


def to_bpmn(definition: Definition, *, document: Mapping[str, Any] | None = None) -> bytes:
    """The definition as BPMN 2.0 XML with its diagram. Give the stored ``document`` to carry what a definition does not hold."""
    graph = graph_of(definition)
    root = markup.root(
        f"{{{MODEL}}}definitions", {None: MODEL, "bpmndi": DIAGRAM, "dc": DC, "di": DI, "xsi": XSI, "mc": OURS},
        id="definitions", targetNamespace=OURS, exporter="motcua", expressionLanguage=FEEL,
    )
    for node in graph.nodes:
        if node.kind is Kind.WAIT:
            child(root, "message", id=f"message_{node.id}", name=node.id)
    collaboration = child(root, "collaboration", id="collaboration")
    title = definition.result_name_vi or definition.procedure_code
    child(collaboration, "participant", id="pool", name=f"{definition.procedure_code} – {title}", processRef="process")
    process = child(root, "process", id="process", name=definition.procedure_code, isExecutable="true")
    _document(process, definition, document)
    _lanes(process, graph)
    for node in graph.nodes:
        _node(process, node, graph, definition, document)
    for flow in graph.flows:
        _flow(process, flow)
    _diagram(root, graph)
    return markup.write(root)


def _document(process: Element, definition: Definition, document: Mapping[str, Any] | None) -> None:
    """What is not process at all, as one JSON text; and the steps at which nothing more is done."""
    extension = child(process, "extensionElements")
    rest = {key: value for key, value in (document or document_of(definition)).items() if key != "steps"}
    child(extension, f"{{{OURS}}}document", json.dumps(rest, ensure_ascii=False, sort_keys=True), version=str(definition.version))
    child(extension, f"{{{OURS}}}order", " ".join(step.key for step in definition.steps))
    for step in definition.steps:
        if not step.actions:
            clock = {"clock": f"{step.clock.amount} {step.clock.unit.value}"} if step.clock else {}
            about = {"key": step.key, "role": step.role.value, "vi": step.name_vi, "en": step.name_en}
            child(extension, f"{{{OURS}}}closing", **about, **_unit(step, document), **clock)


def _unit(step: Step, document: Mapping[str, Any] | None) -> dict[str, str]:
    """The resolver in its short form; the usual one only where the author wrote it out."""
    written = next((s.get("unit") for s in (document or {}).get("steps", ()) if s.get("key") == step.key), "")
    unit = unit_of(step.unit) or (written if isinstance(written, str) else "")
    return {"unit": unit} if unit else {}


def _lanes(process: Element, graph: Graph) -> None:
    lanes = child(process, "laneSet", id="lanes")
    for name in LANES:
        nodes = [node for node in graph.nodes if node.lane == name]
        if nodes:
            vi, en = LANES[name]
            lane = child(lanes, "lane", id=f"lane_{name}", name=vi, **{f"{{{OURS}}}role": name, f"{{{OURS}}}en": en})
            for node in nodes:
                child(lane, "flowNodeRef", node.id)


def _node(process: Element, node: Node, graph: Graph, definition: Definition, document: Mapping[str, Any] | None) -> None:
    attributes = {"id": node.id}
    if node.vi:
        attributes["name"] = node.vi
    attributes[f"{{{OURS}}}kind"] = node.kind.value
    if node.step:
        attributes[f"{{{OURS}}}step"] = node.step
    if node.status is not None:
        attributes[f"{{{OURS}}}status"] = str(int(node.status))
    if node.owner:
        attributes |= {"attachedToRef": node.owner, "cancelActivity": "false"}
    element = child(process, TAGS[node.kind], **attributes)
    if node.kind is Kind.TASK:
        _actions(element, definition.step(node.step), graph, document)
    elif node.opinion is not None:
        extension = child(element, "extensionElements")
        unit = unit_of(node.opinion.unit) or "receiving"
        child(extension, f"{{{OURS}}}opinion", key=node.opinion.key, en=node.opinion.en, unit=unit)
    _ports(element, node, graph)
    if node.clock is not None:
        timer = child(element, "timerEventDefinition", id=f"{node.id}_definition", **{f"{{{OURS}}}unit": node.clock.unit.value})
        child(timer, "timeDuration", duration(node.clock), **{f"{{{XSI}}}type": "tFormalExpression"})
    if node.kind is Kind.WAIT:
        child(element, "messageEventDefinition", id=f"{node.id}_definition", messageRef=f"message_{node.id}")
    if node.kind is Kind.END:
        child(element, "terminateEventDefinition", id=f"{node.id}_definition")


def _actions(element: Element, step: Step, graph: Graph, document: Mapping[str, Any] | None) -> None:
    extension = child(element, "extensionElements")
    child(extension, f"{{{OURS}}}step", en=step.name_en, **_unit(step, document))
    carried = {flow.action for flow in flows_of(graph, step.key)}
    for key, action in zip(action_keys(step), step.actions, strict=True):
        fields = action_of(action)
        words = {
            name: " ".join(value) if isinstance(value, list) else str(value)
            for name, value in fields.items() if key not in carried or name not in _SAID_BY_FLOW
        }
        child(extension, f"{{{OURS}}}action", key=key, **words)


def _ports(element: Element, node: Node, graph: Graph) -> None:
    for flow in graph.flows:
        if flow.target == node.id:
            child(element, "incoming", flow.id)
    for flow in graph.flows:
        if flow.source == node.id:
            child(element, "outgoing", flow.id)


def _flow(process: Element, flow: Flow) -> None:
    attributes = {"id": flow.id, "sourceRef": flow.source, "targetRef": flow.target}
    if flow.vi:
        attributes["name"] = flow.vi
    if flow.action:
        attributes[f"{{{OURS}}}action"] = flow.action
    element = child(process, "sequenceFlow", **attributes)
    if flow.condition:
        child(element, "conditionExpression", flow.condition, **{f"{{{XSI}}}type": "tFormalExpression"}, language=FEEL)


def _diagram(root: Element, graph: Graph) -> None:
    layout = layout_of(graph)
    diagram = child(root, f"{{{DIAGRAM}}}BPMNDiagram", id="diagram")
    plane = child(diagram, f"{{{DIAGRAM}}}BPMNPlane", id="plane", bpmnElement="collaboration")
    _shape(plane, "pool", layout.pool, isHorizontal="true")
    for name, box in layout.lanes.items():
        _shape(plane, f"lane_{name}", box, isHorizontal="true")
    for node in graph.nodes:
        _shape(plane, node.id, layout.nodes[node.id])
    for flow in graph.flows:
        edge = child(plane, f"{{{DIAGRAM}}}BPMNEdge", id=f"{flow.id}_edge", bpmnElement=flow.id)
        for x, y in layout.flows[flow.id]:
            child(edge, f"{{{DI}}}waypoint", x=str(x), y=str(y))


def _shape(plane: Element, name: str, box: Box, **attributes: str) -> None:
    shape = child(plane, f"{{{DIAGRAM}}}BPMNShape", id=f"{name}_shape", bpmnElement=name, **attributes)
    child(shape, f"{{{DC}}}Bounds", x=str(box.x), y=str(box.y), width=str(box.width), height=str(box.height))


