"""XML bodies as trees and back: elements are members, attributes ``@name``, text beside them ``#text``, repeated elements lists."""

from __future__ import annotations

from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from motcua.gateway.translate import encodings
from motcua.gateway.translate.errors import Untranslatable
from motcua.gateway.translate.paths import ATTRIBUTE, TEXT, XSI_NIL, join
from motcua.gateway.translate.values import text_of
from motcua.kernel.markup import Element, MarkupRefused
from motcua.kernel.markup import read as read_markup

MOST_BYTES = 10 * 1024 * 1024


def read_element(data: bytes, *, encoding: str = "utf-8", place: str) -> Element:
    """The root of a document that anybody sent: no document type, no entities, bounded. Untranslatable says why not."""
    if encoding not in {"utf-8", "utf-8-sig"}:
        data = _undeclared(encodings.decode(data, encoding, place=place)).encode()
    try:
        return read_markup(data, most_bytes=MOST_BYTES)
    except MarkupRefused as refused:
        raise Untranslatable(place, refused.params["reason_vi"].rstrip("."), refused.params["reason_en"].rstrip(".")) from None


def _undeclared(text: str) -> str:
    text = text.lstrip("\ufeff")
    return text.partition("?>")[2] if text.startswith("<?xml") else text


def tag(name: str, namespaces: dict[str, str]) -> str:
    """``prefix:Name`` as lxml writes it; a name without a prefix is in the default namespace, if there is one."""
    prefix, _, local = name.rpartition(":")
    uri = namespaces.get(prefix)
    return f"{{{uri}}}{local}" if uri else local


def name_of(full: str, namespaces: dict[str, str]) -> str:
    """The name of a tag in rules: with the declared prefix of its namespace, without one otherwise."""
    uri, _, local = full.rpartition("}")
    prefix = next((p for p, known in namespaces.items() if p and known == uri[1:]), "")
    return f"{prefix}:{local}" if prefix else local


def tree_of(element: Element, namespaces: dict[str, str]) -> Any:
    """An element as text, or as an object when it has attributes or elements inside; nothing for ``xsi:nil``."""
    attributes = {ATTRIBUTE + name_of(str(key), namespaces): str(value) for key, value in element.attrib.items()}
    if str(element.get(XSI_NIL, "")).strip() in {"true", "1"}:
        return None
    if not len(element):
        text = element.text or ""
        return {**attributes, TEXT: text} if attributes else text
    tree: dict[str, Any] = dict(attributes)
    for child in element:
        name, value = name_of(str(child.tag), namespaces), tree_of(child, namespaces)
        if name not in tree:
            tree[name] = value
        elif isinstance(tree[name], list):  # an element itself is never a list
            tree[name].append(value)
        else:
            tree[name] = [tree[name], value]
    return tree


def element_of(name: str, tree: Any, namespaces: dict[str, str], *, place: str = "") -> Element:
    """The element of a tree, with its prefixes declared; Untranslatable for signs that XML cannot write."""
    root = etree.Element(tag(name, namespaces), nsmap={prefix or None: uri for prefix, uri in namespaces.items()} or None)
    _fill(root, tree, namespaces, place or name)
    return root


def write_element(element: Element, *, encoding: str = "utf-8") -> bytes:
    """The document with its declaration; signs that the encoding lacks are written by number."""
    if encoding == "utf-8-sig":
        return b"\xef\xbb\xbf" + bytes(etree.tostring(element, encoding="UTF-8", xml_declaration=True))
    if encoding == "windows-1258":
        text = f'<?xml version="1.0" encoding="windows-1258"?>\n{etree.tostring(element, encoding="unicode")}'
        return encodings.encode(text, encoding, place="/")
    return bytes(etree.tostring(element, encoding=encoding.upper(), xml_declaration=True))


def _fill(element: Element, tree: Any, namespaces: dict[str, str], place: str) -> None:
    try:
        if not isinstance(tree, dict):
            element.text = None if tree is None else text_of(tree)
            return
        for name, value in tree.items():
            here = join(place, name)
            if name == TEXT:
                element.text = text_of(value)
            elif name.startswith(ATTRIBUTE):
                plain = name.removeprefix(ATTRIBUTE)
                element.set(tag(plain, namespaces) if ":" in plain and plain != XSI_NIL else plain, text_of(value))
            else:
                for item in value if isinstance(value, list) else [value]:
                    _fill(etree.SubElement(element, tag(name, namespaces)), item, namespaces, here)
    except ValueError:
        raise Untranslatable(place, "chứa ký tự mà XML không viết được", "holds a sign that XML cannot write") from None
