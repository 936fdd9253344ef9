"""Definitions as BPMN 2.0: valid by the standard's schema, the same document when read again, and nothing else is let in."""

import json
from contextlib import suppress
from copy import deepcopy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnValidator

from motcua.kernel.markup import MarkupRefused
from motcua.platform.casework.rules.bpmn import BpmnRefused, document_of, from_bpmn, to_bpmn
from motcua.platform.casework.rules.definitions import build, content_hash
from motcua.platform.casework.tests import shapes

MODEL = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
OURS = "{urn:motcua:process:1}"
everyone = pytest.mark.parametrize("key", shapes.KEYS)


def exported(key="thuc-dia-va-y-kien"):
    document = shapes.document(key)
    return etree.fromstring(to_bpmn(build(document, version=3), document=document))


def read(root):
    return from_bpmn(etree.tostring(root))


def one(root, path):
    (found,) = root.findall(f".//{MODEL}{path}")
    return found


@everyone
def test_the_document_comes_back_whole(key):
    document = shapes.document(key)
    back = from_bpmn(to_bpmn(build(document, version=1), document=document))
    assert back == document
    assert content_hash(back) == content_hash(document)


@everyone
def test_a_definition_alone_comes_back_too(key):
    first = shapes.definition(key)
    again = build(from_bpmn(to_bpmn(first)), version=1)
    assert document_of(again) == document_of(first)
    assert again.steps == first.steps


def test_procedures_of_the_national_catalogue_come_back_whole():
    documents = list(shapes.derived(every=50))
    assert len(documents) > 30
    assert len({document["template"] for document in documents}) > 5
    for document in documents:
        assert from_bpmn(to_bpmn(build(document, version=1), document=document)) == document


def test_everything_a_definition_may_hold_comes_back():
    document = shapes.document("xin-y-kien") | {
        "level": "city", "receiving": ["communes"], "legal_basis": ["Luật <1> & “2”"], "retention_years": 10, "resume": "reset", "min_level": 2,
        "submission": {"channel": "national", "master": "ministry"}, "appeal_procedure": "1.000001", "form": "don",
        "papers": [{"key": "a", "vi": "Tờ khai", "required": False, "required_when": "x > 1", "register": "population", "electronic": False}],
        "fees": [{"code": "p", "vi": "Phí", "amount": 1000, "sample": False}], "outcomes": [{"outcome": "denied", "template": "a/b", "vi": "Không", "en": "No"}],
        "fee_table": {"name": "f", "hit": "U", "inputs": [{"expression": "x", "type": "number"}], "outputs": [{"name": "amount", "type": "number"}],
                      "rules": [{"when": ["< 5"], "then": ["1"]}]},
    }
    first = build(document, version=1)
    assert build(document_of(first), version=1) == build(document_of(build(document_of(first), version=1)), version=1)
    assert build(from_bpmn(to_bpmn(first)), version=1) == build(document_of(first), version=1)


@everyone
def test_it_is_valid_bpmn_with_a_whole_diagram(key):
    root = exported(key)
    BpmnValidator().validate(root)
    drawn = {e.get("bpmnElement") for e in root.iter() if e.get("bpmnElement")}
    process = root.find(f"{MODEL}process")
    named = {e.get("id") for e in process if e.get("id") and not e.tag.endswith("laneSet")}
    assert named <= drawn
    assert {e.text for e in process.iter(f"{MODEL}flowNodeRef")} == {n for n in named if not n.startswith("flow_")}


@everyone
def test_no_two_boxes_of_the_diagram_overlap(key):
    root = exported(key)
    boxes = {}
    for shape in root.iter("{http://www.omg.org/spec/BPMN/20100524/DI}BPMNShape"):
        name = shape.get("bpmnElement")
        if not name.startswith(("lane_", "pool", "timer_")):
            boxes[name] = [int(shape[0].get(k)) for k in ("x", "y", "width", "height")]
    names = sorted(boxes)
    for i, a in enumerate(names):
        for b in names[i + 1:]:
            (ax, ay, aw, ah), (bx, by, bw, bh) = boxes[a], boxes[b]
            assert ax + aw <= bx or bx + bw <= ax or ay + ah <= by or by + bh <= ay, (a, b)


def test_changes_made_in_another_tool_arrive():
    root = exported()
    one(root, "userTask[@id='task_inspection']").set("name", "Đi hiện trường")
    flow = one(root, "sequenceFlow[@id='flow_choose_inspection_forward']")
    flow.set("name", "Xong")
    flow[0].text = 'choice = "forward" and (opinions.open = 0 and papers.count > 2)'
    one(root, "boundaryEvent[@id='timer_task_inspection']").find(f".//{MODEL}timeDuration").text = "P3D"
    lanes = {lane.get("id"): lane for lane in root.iter(f"{MODEL}lane")}
    for node in list(lanes["lane_appraiser"]):
        if node.text == "task_inspection":
            lanes["lane_leader"].append(node)
    step = next(s for s in read(root)["steps"] if s["key"] == "inspection")
    forward = next(a for a in step["actions"] if a["verb"] == "forward")
    assert (step["vi"], step["role"], step["clock"]["amount"]) == ("Đi hiện trường", "leader", 3)
    assert (forward["vi"], forward["guard"]) == ("Xong", "opinions.open = 0 and papers.count > 2")


def append(tag, **attributes):
    return lambda root: etree.SubElement(root.find(f"{MODEL}process"), tag, attributes)


def change(path, name, value):
    return lambda root: one(root, path).set(name, value)


def remove(path):
    def gone(root):
        found = one(root, path)
        found.getparent().remove(found)

    return gone


def text(path, below, value):
    def changed(root):
        one(root, path).find(f".//{below}").text = value

    return changed


FORWARD = "sequenceFlow[@id='flow_choose_inspection_forward']"


@pytest.mark.parametrize(("spoil", "path"), [
    (append(f"{MODEL}scriptTask", id="evil"), "/definitions/process/scriptTask[@id='evil']"),
    (append(f"{MODEL}userTask", id="more"), "/definitions/process/userTask[@id='more']"),
    (append("{urn:other}thing"), "/definitions/process/thing"),
    (append(f"{MODEL}sequenceFlow", id="f", sourceRef="task_signing", targetRef="task_intake"), "sequenceFlow[@sourceRef='task_signing']"),
    (remove(FORWARD), "userTask[@id='task_inspection']/action[@key='forward']"), (change(FORWARD, "targetRef", "opinion_inspection_first"), "sequenceFlow"),
    (change(FORWARD, "targetRef", "nowhere"), "sequenceFlow"), (change(FORWARD, f"{OURS}action", "fly"), "sequenceFlow"),
    (text(FORWARD, f"{MODEL}conditionExpression", "True or __import__('os')"), "sequenceFlow"),
    (text(FORWARD, f"{MODEL}conditionExpression", 'choice = "forward" and (1 +)'), "sequenceFlow"),
    (remove("userTask[@id='opinion_inspection_first']"), "opinion_inspection_first']"),
    (remove("endEvent[@id='end_closed_7']"), "sequenceFlow"), (remove("laneSet"), "userTask"),
    (text("boundaryEvent[@id='timer_task_inspection']", f"{MODEL}timeDuration", "R3/PT1S"), "boundaryEvent[@id='timer_task_inspection']"),
    (text("process", f"{OURS}document", "{"), "document"), (text("process", f"{OURS}order", "intake"), "order"),
    (text("process", f"{OURS}document", "[]"), "document"), (change("sequenceFlow[@id='flow_choose_inspection_withdraw']", "name", "Khác"), "task_inspection"),
    (lambda root: root.append(etree.Element(f"{MODEL}process", id="second")), "/definitions"),
    (lambda root: root.append(etree.Element(f"{MODEL}error", id="e")), "/definitions/error[@id='e']"),
    (lambda root: root.find(f".//{OURS}action").set("status", "77"), "/definitions/process"),
    (lambda root: root.find(f".//{OURS}action").set("verb", "fly"), "/definitions/process"),
])
def test_what_is_outside_of_the_profile_is_refused_with_its_path(spoil, path):
    root = exported()
    spoil(root)
    with pytest.raises(BpmnRefused) as refused:
        read(root)
    assert path in refused.value.path
    assert refused.value.vi != refused.value.en


@pytest.mark.parametrize("data", [b"", b"<a/>", b"<!DOCTYPE a><a/>", b"\xff", b"<definitions/>", b'<definitions xmlns="http://www.omg.org/spec/DMN/20180521/MODEL/"/>'])
def test_other_files_are_refused(data):
    with pytest.raises((BpmnRefused, MarkupRefused)):
        from_bpmn(data)


def test_a_wrong_table_in_the_data_is_refused():
    root = exported()
    holder = root.find(f".//{OURS}document")
    holder.text = json.dumps(json.loads(holder.text) | {"fee_table": {"hit": "?"}})
    with pytest.raises(BpmnRefused, match="hit policy"):
        read(root)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_file_spoilt_anywhere_is_refused_by_name_or_still_whole(data):
    root = exported()
    inner = [e for e in root.iter() if e.getparent() is not None and "omg.org/spec/DD" not in e.tag and "/DI}" not in e.tag]
    element = data.draw(st.sampled_from(inner))
    how = data.draw(st.sampled_from(["remove", "twice", "attribute", "text"]))
    if how == "remove":
        element.getparent().remove(element)
    elif how == "twice":
        element.getparent().append(deepcopy(element))
    elif how == "attribute" and element.attrib:
        element.set(data.draw(st.sampled_from(sorted(element.attrib))), data.draw(st.sampled_from(["", "x", "-1", "9" * 5000, "1 + (", "task_intake"])))
    else:
        element.text = data.draw(st.sampled_from(["", "x", "{}", '{"clock": 5}', "P999D", 'choice = "forward" and (x']))
    with suppress(BpmnRefused):
        assert document_of(build(read(root), version=1))["steps"]
