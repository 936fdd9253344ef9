"""XML from anybody, read safely with lxml: UTF-8 only, no document type, no entities, no network, bounded size."""

from __future__ import annotations

from typing import Any, TypeAlias

from lxml import etree  # type: ignore[import-untyped]

from motcua.kernel.errors import NamedError

MAX_BYTES = 2_000_000
MAX_ELEMENTS = 40_000
Element: TypeAlias = Any  # lxml carries no types


class MarkupRefused(NamedError):
    """A document that is not read: too large, with a document type, or no XML at all. ``reason_vi``/``reason_en`` say which."""

    code = "markup.refused"
    vi = "Không đọc được tệp XML: {reason_vi}"
    en = "The XML file cannot be read: {reason_en}"
    status = 422


def read(data: bytes, *, most_bytes: int = MAX_BYTES) -> Element:
    """The root element, without comments and processing instructions. ``MarkupRefused`` says why not."""
    if len(data) > most_bytes:
        raise MarkupRefused(reason_vi=f"tệp lớn hơn {most_bytes} byte.", reason_en=f"it is larger than {most_bytes} bytes.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise MarkupRefused(reason_vi="tệp không phải UTF-8.", reason_en="it is not UTF-8.") from None
    # Before any parser sees it: entities live in a document type, and nothing of ours has one.
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise MarkupRefused(reason_vi="tệp chứa khai báo DOCTYPE.", reason_en="it has a document type.")
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError):
        raise MarkupRefused(reason_vi="tệp không đúng cú pháp XML.", reason_en="it is not well-formed XML.") from None
    if sum(1 for _ in root.iter()) > MAX_ELEMENTS:
        raise MarkupRefused(reason_vi=f"tệp có hơn {MAX_ELEMENTS} phần tử.", reason_en=f"it has more than {MAX_ELEMENTS} elements.")
    return root


def write(root: Element) -> bytes:
    """The document as UTF-8 with its declaration, indented for people."""
    etree.indent(root, space="  ")
    written: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return written


def child(parent: Element, tag: str, text: str | None = None, **attributes: str) -> Element:
    """A new element at the end of ``parent``; ``tag`` is a local name in the parent's namespace unless it says ``{namespace}name``.

    ``MarkupRefused`` when a text holds a sign that XML has no way to write.
    """
    name = tag if tag.startswith("{") else f"{{{etree.QName(parent).namespace}}}{tag}"
    try:
        element = etree.SubElement(parent, name, attributes)
        element.text = text
    except ValueError:
        raise MarkupRefused(reason_vi="văn bản chứa ký tự điều khiển.", reason_en="a text holds a control character.") from None
    return element


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    return str(etree.QName(element).localname)


def namespace(element: Element) -> str:
    """The namespace of an element, empty for none."""
    return str(etree.QName(element).namespace or "")


def root(tag: str, namespaces: dict[str | None, str], **attributes: str) -> Element:
    """A new root element ``{namespace}name`` with its prefixes."""
    return etree.Element(tag, attributes, nsmap=namespaces)
