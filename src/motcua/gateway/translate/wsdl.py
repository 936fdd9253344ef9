"""The WSDL 1.1 of a declaration (document/literal), with a schema made from its rules."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree  # type: ignore[import-untyped]

from motcua.gateway.translate.paths import ATTRIBUTE, TEXT, split
from motcua.gateway.translate.rules import Kind, NameParts, Rule, Vocabulary, paths_of
from motcua.gateway.translate.settings import SoapSettings, vocabulary
from motcua.gateway.translate.xml_bodies import write_element
from motcua.kernel.markup import Element

_WSDL, _XS = "http://schemas.xmlsoap.org/wsdl/", "http://www.w3.org/2001/XMLSchema"
_BINDINGS = {"1.1": ("soap", "http://schemas.xmlsoap.org/wsdl/soap/"), "1.2": ("soap12", "http://schemas.xmlsoap.org/wsdl/soap12/")}
_HTTP = "http://schemas.xmlsoap.org/soap/http"
_TYPES = {Kind.TEXT: "string", Kind.INTEGER: "integer", Kind.DECIMAL: "decimal", Kind.BOOLEAN: "boolean", Kind.DATE: "date",
          Kind.INSTANT: "dateTime", Kind.ANY: "string"}  # fmt: skip


@dataclass(slots=True)
class _Node:
    """An element of the schema."""

    required: bool = False
    nil: bool = False
    many: bool = False
    type: str = "string"
    codes: tuple[str, ...] = ()
    attributes: dict[str, _Node] = field(default_factory=dict)
    children: dict[str, _Node] = field(default_factory=dict)

    def at(self, steps: list[str]) -> _Node:
        """The node at a path below, made on the way."""
        node = self
        for step in steps:
            if step == TEXT:
                continue
            inner = node.attributes if step.startswith(ATTRIBUTE) else node.children
            node = inner.setdefault(step.removeprefix(ATTRIBUTE), _Node())
        return node


def target_prefix(settings: SoapSettings) -> str:
    """The one prefix of all elements of an offered service."""
    return settings.operations[0].element.rpartition(":")[0]


def wsdl(settings: SoapSettings, *, name: str, address: str) -> bytes:
    """The description of a service at an address, with a binding and a port for each version of SOAP.

    Elements are all in the namespace of ``target_prefix``. The port of the settings' own version comes first and has the service's name.
    """
    prefix = target_prefix(settings)
    uri = settings.namespaces[prefix]
    prefixes: dict[str | None, str] = {None: _WSDL, "xs": _XS, **dict(_BINDINGS.values()), prefix: uri}
    root = etree.Element(f"{{{_WSDL}}}definitions", nsmap=prefixes)
    root.set("name", name)
    root.set("targetNamespace", uri)
    etree.SubElement(root, f"{{{_WSDL}}}types").append(schema(settings))
    ports = etree.Element(f"{{{_WSDL}}}portType", name=f"{name}Port")
    for operation in settings.operations:
        local = operation.element.rpartition(":")[2]
        port = etree.SubElement(ports, f"{{{_WSDL}}}operation", name=local)
        for way, element in (("input", operation.element), ("output", operation.answer_element)):
            message = etree.SubElement(root, f"{{{_WSDL}}}message", name=f"{local}-{way}")
            if element:
                etree.SubElement(message, f"{{{_WSDL}}}part", name="body", element=element)
            etree.SubElement(port, f"{{{_WSDL}}}{way}", message=f"{prefix}:{local}-{way}")
    root.append(ports)
    service = etree.Element(f"{{{_WSDL}}}service", name=name)
    for version in sorted(_BINDINGS, key=lambda version: version != settings.version):
        ending = "" if version == settings.version else version.replace(".", "")
        root.append(_binding(settings, version, name=f"{name}Binding{ending}", port=f"{prefix}:{name}Port"))
        port = etree.SubElement(service, f"{{{_WSDL}}}port", name=f"{name}{ending}", binding=f"{prefix}:{name}Binding{ending}")
        etree.SubElement(port, f"{{{_BINDINGS[version][1]}}}address", location=address)
    root.append(service)
    return write_element(root)


def _binding(settings: SoapSettings, version: str, *, name: str, port: str) -> Element:
    """How the operations of a port are written in one version of SOAP."""
    soap = _BINDINGS[version][1]
    binding = etree.Element(f"{{{_WSDL}}}binding", name=name, type=port)
    etree.SubElement(binding, f"{{{soap}}}binding", style="document", transport=_HTTP)
    for operation in settings.operations:
        bound = etree.SubElement(binding, f"{{{_WSDL}}}operation", name=operation.element.rpartition(":")[2])
        etree.SubElement(bound, f"{{{soap}}}operation", soapAction=operation.action, style="document")
        for way in ("input", "output"):
            etree.SubElement(etree.SubElement(bound, f"{{{_WSDL}}}{way}"), f"{{{soap}}}body", use="literal")
    return binding


def schema(settings: SoapSettings) -> Element:
    """The XML schema of all elements that a declaration reads and writes."""
    words, prefix = vocabulary(settings), target_prefix(settings)
    root = etree.Element(f"{{{_XS}}}schema", nsmap={"xs": _XS, prefix: settings.namespaces[prefix]})
    root.set("targetNamespace", settings.namespaces[prefix])
    root.set("elementFormDefault", "qualified")
    seen: set[str] = set()
    for operation in settings.operations:
        for element, rules, out in ((operation.element, operation.request, False), (operation.answer_element, operation.answer, True)):
            if element and element not in seen:
                seen.add(element)
                _write(root, element, _tree(rules, words, out=out), top=True)
    return root


def _tree(rules: tuple[Rule, ...], words: Vocabulary, *, out: bool) -> _Node:
    """What the rules say of an element; callers read answers, so those are written ``out``."""
    top = _Node()
    for rule in rules:
        if rule.theirs is None or rule.only == ("in" if out else "out"):
            continue
        if isinstance(rule.theirs, NameParts):
            for path in paths_of(rule.theirs):
                top.at(split(path)).type = "string"
            continue
        node = top.at(split(rule.theirs))
        node.required = node.required or rule.required
        node.nil = rule.empty == "nil"
        node.many = rule.each is not None
        inner = rule.fields if rule.fields is not None else rule.each
        if inner is not None:
            found = _tree(words.rules(inner), words, out=out)
            node.attributes, node.children, node.type, node.codes = found.attributes, found.children, found.type, found.codes
            continue
        table = words.table(rule.values)
        node.type = "string" if table is not None or rule.theirs_format else _TYPES[rule.type]
        node.codes = tuple(dict.fromkeys(table.values())) if table is not None and rule.others == "refuse" else ()
    return top


def _write(parent: Element, name: str, node: _Node, *, top: bool = False) -> None:
    element = etree.SubElement(parent, f"{{{_XS}}}element", name=name.rpartition(":")[2])
    if not top:
        element.set("minOccurs", "1" if node.required else "0")
        if node.nil:
            element.set("nillable", "true")
        if node.many:
            element.set("maxOccurs", "unbounded")
    if not node.children and not node.attributes and not top:
        _simple(element, node)
        return
    complex_type = etree.SubElement(element, f"{{{_XS}}}complexType")
    if node.children or top:
        sequence = etree.SubElement(complex_type, f"{{{_XS}}}sequence")
        for inner, child in node.children.items():
            _write(sequence, inner, child)
        holder = complex_type
    else:
        content = etree.SubElement(complex_type, f"{{{_XS}}}simpleContent")
        holder = etree.SubElement(content, f"{{{_XS}}}extension", base=f"xs:{node.type}")
    for inner, child in node.attributes.items():
        attribute = etree.SubElement(holder, f"{{{_XS}}}attribute", name=inner, use="required" if child.required else "optional")
        _simple(attribute, child)


def _simple(element: Element, node: _Node) -> None:
    if not node.codes:
        element.set("type", f"xs:{node.type}")
        return
    kind = etree.SubElement(etree.SubElement(element, f"{{{_XS}}}simpleType"), f"{{{_XS}}}restriction", base="xs:string")
    for code in node.codes:
        etree.SubElement(kind, f"{{{_XS}}}enumeration", value=code)
