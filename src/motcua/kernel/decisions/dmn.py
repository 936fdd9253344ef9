"""Tables as DMN 1.3 XML and back: interchange with other tools, never the engine.

What DMN has no place for (Vietnamese and English titles side by side) stands in attributes of our own namespace.
"""

from __future__ import annotations

from typing import Any

from motcua.kernel import markup
from motcua.kernel.decisions.documents import from_document, split
from motcua.kernel.decisions.errors import DecisionError
from motcua.kernel.decisions.model import DecisionTable, HitPolicy, Input, Output, ValueType
from motcua.kernel.markup import Element, child, local, namespace

MODEL = "https://www.omg.org/spec/DMN/20191111/MODEL/"
OURS = "urn:motcua:decision:1"
_FAMILY = ("http://www.omg.org/spec/DMN/", "https://www.omg.org/spec/DMN/")  # 1.1 to 1.5 have the same tables
_POLICIES: dict[HitPolicy, tuple[str, str]] = {
    HitPolicy.UNIQUE: ("UNIQUE", ""), HitPolicy.ANY: ("ANY", ""), HitPolicy.PRIORITY: ("PRIORITY", ""), HitPolicy.FIRST: ("FIRST", ""),
    HitPolicy.RULE_ORDER: ("RULE ORDER", ""), HitPolicy.OUTPUT_ORDER: ("OUTPUT ORDER", ""), HitPolicy.COLLECT: ("COLLECT", ""),
    HitPolicy.SUM: ("COLLECT", "SUM"), HitPolicy.LEAST: ("COLLECT", "MIN"), HitPolicy.MOST: ("COLLECT", "MAX"),
    HitPolicy.COUNT: ("COLLECT", "COUNT"),
}
_HITS = {words: hit for hit, words in _POLICIES.items()}
_OLD_TYPES = {"dateTime": ValueType.INSTANT, "dayTimeDuration": ValueType.DAYS, "yearMonthDuration": ValueType.MONTHS, "Any": ValueType.ANY}


def to_dmn_xml(table: DecisionTable) -> bytes:
    """One decision with its input data and its table."""
    root = markup.root(
        f"{{{MODEL}}}definitions", {None: MODEL, "mc": OURS}, id="definitions", name=table.name, namespace=OURS,
    )
    roots = sorted({name.partition(".")[0] for name in table.names})
    decision = child(root, "decision", id="decision", name=table.name, **_titles(table))
    child(decision, "variable", id="variable", name=table.name)
    for i, name in enumerate(roots):
        requirement = child(decision, "informationRequirement", id=f"requirement_{i}")
        child(requirement, "requiredInput", href=f"#data_{i}")
        data = child(root, "inputData", id=f"data_{i}", name=name)
        child(data, "variable", id=f"data_variable_{i}", name=name)
    policy, aggregation = _POLICIES[table.hit]
    grid = child(decision, "decisionTable", id="table", hitPolicy=policy, **({"aggregation": aggregation} if aggregation else {}))
    for i, column in enumerate(table.inputs):
        _write_input(grid, i, column)
    for i, output in enumerate(table.outputs):
        _write_output(grid, i, output)
    child(grid, "annotation", name="note")
    for i, rule in enumerate(table.rules):
        row = child(grid, "rule", id=f"rule_{i}")
        for j, cell in enumerate(rule.when):
            _text(child(row, "inputEntry", id=f"rule_{i}_in_{j}"), cell)
        for j, cell in enumerate(rule.then):
            _text(child(row, "outputEntry", id=f"rule_{i}_out_{j}"), cell)
        _text(child(row, "annotationEntry"), rule.note)
    return markup.write(root)


def _titles(thing: DecisionTable | Input | Output) -> dict[str, str]:
    titles = {"label": thing.vi or thing.en, f"{{{OURS}}}vi": thing.vi, f"{{{OURS}}}en": thing.en}
    return {name: text for name, text in titles.items() if text}


def _write_input(grid: Element, i: int, column: Input) -> None:
    element = child(grid, "input", id=f"input_{i}", **_titles(column))
    expression = child(element, "inputExpression", id=f"input_{i}_expression", **_typed(column.type))
    _text(expression, column.expression)
    if column.allowed:
        _text(child(element, "inputValues", id=f"input_{i}_values"), column.allowed)


def _write_output(grid: Element, i: int, output: Output) -> None:
    element = child(grid, "output", id=f"output_{i}", name=output.name, **_titles(output), **_typed(output.type))
    if output.allowed:
        _text(child(element, "outputValues", id=f"output_{i}_values"), ", ".join(output.allowed))
    if output.default:
        _text(child(element, "defaultOutputEntry", id=f"output_{i}_default"), output.default)


def _typed(wanted: ValueType) -> dict[str, str]:
    return {} if wanted is ValueType.ANY else {"typeRef": wanted.value}


def _text(parent: Element, text: str) -> None:
    child(parent, "text", text)


def from_dmn_xml(data: bytes) -> DecisionTable:
    """The one table of a DMN 1.1–1.5 file. ``MarkupRefused`` or ``DecisionError`` say why it is not taken."""
    root = markup.read(data)
    if local(root) != "definitions" or not namespace(root).startswith(_FAMILY):
        raise DecisionError(vi="Tệp không phải DMN.", en="The file is not DMN.", path="/")
    grids = [e for e in root.iter() if local(e) == "decisionTable"]
    if len(grids) != 1:
        vi, en = f"Tệp có {len(grids)} bảng quyết định; cần đúng một.", f"The file has {len(grids)} decision tables; one is expected."
        raise DecisionError(vi=vi, en=en, path="/definitions")
    grid = grids[0]
    words = (grid.get("hitPolicy", "UNIQUE"), grid.get("aggregation", ""))
    if words not in _HITS:
        vi, en = f"Không có cách chọn “{' '.join(words).strip()}”.", f"There is no hit policy “{' '.join(words).strip()}”."
        raise DecisionError(vi=vi, en=en, path="/definitions/decision/decisionTable/@hitPolicy")
    types = _item_types(root)
    decision = grid.getparent()
    name = decision.get("name", "") or grid.get("outputLabel", "")
    document: dict[str, Any] = {
        "name": name, "hit": _HITS[words].value, "vi": decision.get(f"{{{OURS}}}vi", ""), "en": decision.get(f"{{{OURS}}}en", ""),
        "inputs": [_read_input(e, types) for e in _all(grid, "input")],
        "outputs": [_read_output(e, types, name) for e in _all(grid, "output")],
        "rules": [_read_rule(e) for e in _all(grid, "rule")],
    }
    return from_document(document)


def _all(parent: Element, name: str) -> list[Element]:
    return [e for e in parent if local(e) == name]


def _words(parent: Element, *path: str) -> str:
    """The text of the first element below ``parent`` along a path of names, empty when there is none."""
    for name in path:
        found = _all(parent, name)
        if not found:
            return ""
        parent = found[0]
    return (parent.text or "").strip()


def _item_types(root: Element) -> dict[str, str]:
    """Names that a file gives to types of the language."""
    return {e.get("name", ""): _words(e, "typeRef") for e in _all(root, "itemDefinition")}


def _type(reference: str, types: dict[str, str]) -> str:
    plain = reference.rpartition(":")[2]
    plain = types.get(plain, plain).rpartition(":")[2]
    if plain in _OLD_TYPES:
        return _OLD_TYPES[plain].value
    return plain if plain in {t.value for t in ValueType} else ValueType.ANY.value


def _read_titles(element: Element) -> dict[str, str]:
    vi, en = element.get(f"{{{OURS}}}vi", ""), element.get(f"{{{OURS}}}en", "")
    return {"vi": vi or ("" if en else element.get("label", "")), "en": en}


def _read_input(element: Element, types: dict[str, str]) -> dict[str, Any]:
    expressions = _all(element, "inputExpression")
    reference = expressions[0].get("typeRef", "") if expressions else ""
    return {
        "expression": _words(element, "inputExpression", "text"), "type": _type(reference, types),
        "allowed": _words(element, "inputValues", "text"), **_read_titles(element),
    }


def _read_output(element: Element, types: dict[str, str], decision: str) -> dict[str, Any]:
    return {
        "name": element.get("name", "") or decision, "type": _type(element.get("typeRef", ""), types),
        "allowed": list(split(_words(element, "outputValues", "text"))), "default": _words(element, "defaultOutputEntry", "text"),
        **_read_titles(element),
    }


def _read_rule(element: Element) -> dict[str, Any]:
    return {
        "when": [_words(e, "text") for e in _all(element, "inputEntry")],
        "then": [_words(e, "text") for e in _all(element, "outputEntry")],
        "note": " ".join(filter(None, (_words(e, "text") for e in _all(element, "annotationEntry")))),
    }
