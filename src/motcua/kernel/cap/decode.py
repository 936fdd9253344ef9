"""CAP 1.2 XML from anybody, read safely: no document type, no entities, bounded size, named refusals."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from enum import StrEnum
from typing import NoReturn, TypeVar
from xml.etree import ElementTree as ET
from xml.parsers import expat

from motcua.kernel.cap import model

MAX_BYTES = 2_000_000
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")
_PART = re.compile(r'"([^"]*)"|(\S+)')
_E = TypeVar("_E", bound=StrEnum)


def decode(xml: bytes) -> model.Alert:
    """Read one alert; InvalidAlert names what is wrong. Elements of other namespaces (signatures) are left aside."""
    root = _parse(xml)
    if root.tag != f"{{{model.NAMESPACE}}}alert":
        raise model.InvalidAlert(reason="not a CAP 1.2 alert")
    return model.Alert(
        identifier=_text(root, "identifier"),
        sender=_text(root, "sender"),
        sent_at=_instant(_text(root, "sent"), "sent"),
        status=_choice(model.Status, root, "status"),
        message_type=_choice(model.MessageType, root, "msgType"),
        scope=_choice(model.Scope, root, "scope"),
        infos=tuple(_info(e) for e in _all(root, "info")),
        source=_text(root, "source"),
        restriction=_text(root, "restriction"),
        addresses=_parts(_text(root, "addresses")),
        codes=_texts(root, "code"),
        note=_text(root, "note"),
        references=tuple(_reference(r) for r in _text(root, "references").split()),
        incidents=_parts(_text(root, "incidents")),
    )


def _parse(xml: bytes) -> ET.Element:
    """Refuse a DOCTYPE before anything is built: it is the door of entity bombs and of files read from this machine."""
    if len(xml) > MAX_BYTES:
        raise model.InvalidAlert(reason=f"more than {MAX_BYTES} bytes")

    def refuse(*_: object) -> NoReturn:
        raise model.InvalidAlert(reason="DOCTYPE is not allowed")

    guard = expat.ParserCreate()
    guard.StartDoctypeDeclHandler = refuse
    try:
        guard.Parse(xml, True)
        return ET.fromstring(xml)  # noqa: S314 - the guard above let no document type through
    except (expat.ExpatError, ET.ParseError, LookupError, ValueError) as error:
        raise model.InvalidAlert(reason="not XML") from error


def _info(element: ET.Element) -> model.Info:
    return model.Info(
        event=_text(element, "event"),
        categories=tuple(_member(model.Category, t, "category") for t in _texts(element, "category")),
        urgency=_choice(model.Urgency, element, "urgency"),
        severity=_choice(model.Severity, element, "severity"),
        certainty=_choice(model.Certainty, element, "certainty"),
        language=_text(element, "language") or "en-US",  # the standard's default
        response_types=tuple(_member(model.ResponseType, t, "responseType") for t in _texts(element, "responseType")),
        audience=_text(element, "audience"),
        event_codes=_values(element, "eventCode"),
        effective_at=_optional_instant(element, "effective"),
        onset_at=_optional_instant(element, "onset"),
        expires_at=_optional_instant(element, "expires"),
        sender_name=_text(element, "senderName"),
        headline=_text(element, "headline"),
        description=_text(element, "description"),
        instruction=_text(element, "instruction"),
        web=_text(element, "web"),
        contact=_text(element, "contact"),
        parameters=_values(element, "parameter"),
        resources=tuple(_resource(e) for e in _all(element, "resource")),
        areas=tuple(_area(e) for e in _all(element, "area")),
    )


def _resource(element: ET.Element) -> model.Resource:
    size = _text(element, "size")
    return model.Resource(
        description=_text(element, "resourceDesc"),
        mime_type=_text(element, "mimeType"),
        size=int(_number(size, "size")) if size else None,
        uri=_text(element, "uri"),
        deref_uri=_text(element, "derefUri"),
        digest=_text(element, "digest"),
    )


def _area(element: ET.Element) -> model.Area:
    altitude, ceiling = _text(element, "altitude"), _text(element, "ceiling")
    return model.Area(
        description=_text(element, "areaDesc"),
        polygons=tuple(tuple(_point(p, "polygon") for p in t.split()) for t in _texts(element, "polygon")),
        circles=tuple(_circle(t) for t in _texts(element, "circle")),
        geocodes=_values(element, "geocode"),
        altitude_ft=_number(altitude, "altitude") if altitude else None,
        ceiling_ft=_number(ceiling, "ceiling") if ceiling else None,
    )


def _all(element: ET.Element, name: str) -> list[ET.Element]:
    return element.findall(f"{{{model.NAMESPACE}}}{name}")


def _texts(element: ET.Element, name: str) -> tuple[str, ...]:
    return tuple((e.text or "").strip() for e in _all(element, name))


def _text(element: ET.Element, name: str) -> str:
    found = _texts(element, name)
    if len(found) > 1:
        raise model.InvalidAlert(reason=f"{name} more than once")
    return found[0] if found else ""


def _choice(kind: type[_E], element: ET.Element, name: str) -> _E:
    return _member(kind, _text(element, name), name)


def _member(kind: type[_E], text: str, name: str) -> _E:
    try:
        return kind(text)
    except ValueError as error:
        raise model.InvalidAlert(reason=f"{name} is “{text[:40]}”") from error


def _instant(text: str, name: str) -> datetime:
    if not _INSTANT.fullmatch(text):
        raise model.InvalidAlert(reason=f"{name} is no instant with an offset")
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise model.InvalidAlert(reason=f"{name} is no instant") from error


def _optional_instant(element: ET.Element, name: str) -> datetime | None:
    text = _text(element, name)
    return _instant(text, name) if text else None


def _reference(text: str) -> model.Reference:
    parts = text.split(",")
    if len(parts) != 3:  # noqa: PLR2004 - sender, identifier, sent
        raise model.InvalidAlert(reason="references")
    return model.Reference(sender=parts[0], identifier=parts[1], sent_at=_instant(parts[2], "references"))


def _parts(text: str) -> tuple[str, ...]:
    return tuple(quoted or bare for quoted, bare in _PART.findall(text) if quoted or bare)


def _values(element: ET.Element, name: str) -> model.Values:
    return tuple((_text(e, "valueName"), _text(e, "value")) for e in _all(element, name))


def _point(text: str, name: str) -> model.Point:
    latitude, comma, longitude = text.partition(",")
    if not comma:
        raise model.InvalidAlert(reason=name)
    return _number(latitude, name), _number(longitude, name)


def _circle(text: str) -> model.Circle:
    centre, _, radius = text.strip().partition(" ")
    return model.Circle(centre=_point(centre, "circle"), radius_km=_number(radius, "circle"))


def _number(text: str, name: str) -> float:
    """A plain decimal number; float() alone would take "nan", "inf" and "1_0"."""
    if not re.fullmatch(r"\s*[+-]?(\d{1,15}(\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?\s*", text, re.ASCII):
        raise model.InvalidAlert(reason=name)
    return float(text)
