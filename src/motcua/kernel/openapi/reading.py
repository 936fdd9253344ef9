"""An OpenAPI 3 document read into what a page shows: operations, parameters, fields of bodies, examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from motcua.kernel.errors import NamedError

VERBS = ("get", "post", "put", "patch", "delete", "head", "options", "trace")
_DEPTH = 6
_FIELDS = 400
_REF_STEPS = 16


class DescriptionUnreadable(NamedError):
    """The text is no OpenAPI 3 description; ``why`` names the reason."""

    code = "kernel.description_unreadable"
    vi = "Mô tả dịch vụ không đọc được ({why}). Cần tài liệu OpenAPI 3 dạng JSON hoặc YAML."
    en = "The service description cannot be read ({why}). It must be an OpenAPI 3 document in JSON or YAML."
    status = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a body: ``path`` is dotted, ``[]`` marks lists; ``kind`` is the JSON type with its format or values."""

    path: str
    kind: str
    required: bool = False
    text: str = ""
    example: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter; ``place`` is path, query, header or cookie."""

    name: str
    place: str
    required: bool = False
    kind: str = "string"
    text: str = ""
    example: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One possible answer; ``status`` as written (``200``, ``4XX``, ``default``)."""

    status: str
    text: str = ""
    media: str = ""
    fields: tuple[Field, ...] = ()
    example: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method at one path."""

    method: str
    path: str
    title: str = ""
    text: str = ""
    deprecated: bool = False
    parameters: tuple[Parameter, ...] = ()
    body: tuple[Field, ...] = ()
    body_media: str = ""
    body_required: bool = False
    body_example: Any = None
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """A whole description; ``fields`` are the dotted paths that any answer with success carries, lists left out: what may be granted."""

    title: str = ""
    version: str = ""
    text: str = ""
    operations: tuple[Operation, ...] = ()
    fields: tuple[str, ...] = field(default=())

    def told(self) -> dict[str, Field]:
        """Each of ``fields`` as the first answer that carries it describes it."""
        found: dict[str, Field] = {}
        for op in self.operations:
            for answer in op.answers:
                if answer.status.startswith("2"):
                    for one in answer.fields:
                        found.setdefault(without_lists(one.path), one)
        return found


def read(document: Mapping[str, Any], *, language: str = "vi") -> Description:
    """The description in its parts. DescriptionUnreadable for anything but OpenAPI 3; odd parts are left out, never guessed.

    Its texts in ``language`` where it tells them so: ``x-summary-en`` beside ``summary``, likewise for title and description.
    """
    if not str(document.get("openapi", "")).startswith("3."):
        raise DescriptionUnreadable(why="openapi: 3.x")
    paths = document.get("paths")
    if paths is not None and not isinstance(paths, Mapping):
        raise DescriptionUnreadable(why="paths")
    info = _map(document.get("info"))
    book = _Book(document, language)
    operations = tuple(op for path, item in (paths or {}).items() for op in book.operations(str(path), book.follow(item)))
    told = dict.fromkeys(without_lists(f.path) for op in operations for a in op.answers if a.status.startswith("2") for f in a.fields)
    return Description(
        title=book.said(info, "title"), version=_text(info.get("version")), text=book.said(info, "description"), operations=operations,
        fields=tuple(told),
    )  # fmt: skip


def without_lists(path: str) -> str:
    """The path as a right names it: the gateway's filter goes through lists by itself, and knows no ``[]``."""
    return ".".join(step for step in path.replace("[]", "").split(".") if step)


class _Book:
    """References are followed inside the document only, and never in a circle."""

    def __init__(self, document: Mapping[str, Any], language: str) -> None:
        self.document, self.language = document, language
        self._parts = 0

    def said(self, raw: Mapping[str, Any], name: str) -> str:
        """A text in the reader's language where there is one."""
        return _text(raw.get(f"x-{name}-{self.language}")) or _text(raw.get(name))

    def follow(self, node: Any) -> Mapping[str, Any]:
        for _ in range(_REF_STEPS):
            here = _map(node)
            ref = here.get("$ref")
            if not isinstance(ref, str):
                return here
            node = self._at(ref)
        return {}

    def _at(self, ref: str) -> Any:
        if not ref.startswith("#/"):
            return None
        node: Any = self.document
        for step in ref[2:].split("/"):
            node = _map(node).get(step.replace("~1", "/").replace("~0", "~"))
        return node

    def operations(self, path: str, item: Mapping[str, Any]) -> Iterator[Operation]:
        shared = _list(item.get("parameters"))
        for verb in VERBS:
            if verb not in item:
                continue
            raw = _map(item[verb])
            found = {(p.place, p.name): p for p in (self._parameter(one) for one in (*shared, *_list(raw.get("parameters")))) if p}
            body = self.follow(raw.get("requestBody"))
            media, shape, example = self._content(body)
            yield Operation(
                method=verb.upper(), path=path, title=self.said(raw, "summary") or _text(raw.get("operationId")),
                text=self.said(raw, "description"), deprecated=raw.get("deprecated") is True, parameters=tuple(found.values()),
                body=tuple(self.fields(shape)), body_media=media, body_required=body.get("required") is True, body_example=example,
                answers=tuple(self._answer(str(status), one) for status, one in _map(raw.get("responses")).items()),
            )  # fmt: skip

    def _parameter(self, node: Any) -> Parameter | None:
        raw = self.follow(node)
        name, place = raw.get("name"), raw.get("in")
        if not isinstance(name, str) or place not in {"path", "query", "header", "cookie"}:
            return None
        schema = self.follow(raw.get("schema"))
        return Parameter(
            name=name, place=str(place), required=raw.get("required") is True or place == "path", kind=_kind(schema),
            text=self.said(raw, "description"), example=raw.get("example", schema.get("example", schema.get("default"))),
        )  # fmt: skip

    def _answer(self, status: str, node: Any) -> Answer:
        raw = self.follow(node)
        media, shape, example = self._content(raw)
        return Answer(status=status, text=self.said(raw, "description"), media=media, fields=tuple(self.fields(shape)), example=example)

    def _content(self, raw: Mapping[str, Any]) -> tuple[str, Mapping[str, Any], Any]:
        content = _map(raw.get("content"))
        media = next((m for m in content if "json" in str(m)), next(iter(content), ""))
        part = _map(content.get(media))
        shape = self.follow(part.get("schema"))
        examples = _map(part.get("examples"))
        example = part.get("example", self.follow(next(iter(examples.values()), None)).get("value"))
        return str(media), shape, example if example is not None else self.example(shape)

    def fields(self, schema: Mapping[str, Any]) -> Iterator[Field]:
        """Every field below a schema, outermost first, at most 400 and six levels deep."""
        yield from islice(self._fields(schema, "", 0), _FIELDS)

    def _fields(self, schema: Mapping[str, Any], above: str, depth: int) -> Iterator[Field]:
        if depth >= _DEPTH:
            return
        if "items" in schema:
            yield from self._fields(self.follow(schema["items"]), f"{above}[]", depth + 1)
            return
        for part in (*_list(schema.get("allOf")), *_list(schema.get("oneOf")), *_list(schema.get("anyOf"))):
            yield from self._fields(self.follow(part), above, depth + 1)
        needed = {str(name) for name in _list(schema.get("required"))}
        for name, node in _map(schema.get("properties")).items():
            inner = self.follow(node)
            path = f"{above}.{name}" if above else str(name)
            text = self.said(_map(node), "description") or self.said(inner, "description")
            yield Field(path=path, kind=_kind(inner), required=name in needed, text=text, example=inner.get("example"))
            yield from self._fields(inner, path, depth + 1)

    def example(self, schema: Mapping[str, Any]) -> Any:
        """A body that fits the schema's outline: its examples and defaults where it has them, empty values of the right type elsewhere."""
        self._parts = 0
        return self._example(schema, 0)

    def _example(self, schema: Mapping[str, Any], depth: int) -> Any:
        self._parts += 1
        given = schema.get("example", schema.get("default", next(iter(_list(schema.get("examples"))), None)))
        if given is not None or depth >= _DEPTH or self._parts > _FIELDS or not schema:
            return given
        if values := _list(schema.get("enum")):
            return values[0]
        parts = [self._example(self.follow(p), depth + 1) for p in _list(schema.get("allOf"))]
        if parts and all(isinstance(p, dict) for p in parts):
            return {name: value for part in parts for name, value in part.items()}
        if "properties" in schema:
            return {str(name): self._example(self.follow(node), depth + 1) for name, node in _map(schema["properties"]).items()}
        if "items" in schema:
            one = self._example(self.follow(schema["items"]), depth + 1)
            return [] if one is None else [one]
        kind = schema.get("type")
        kind = next((k for k in kind if k != "null"), "null") if isinstance(kind, list) and kind else kind
        return {"string": "", "integer": 0, "number": 0, "boolean": False, "object": {}, "array": []}.get(str(kind))


def _kind(schema: Mapping[str, Any]) -> str:
    kind = schema.get("type")
    words = "/".join(str(k) for k in kind) if isinstance(kind, list) else str(kind or ("object" if "properties" in schema else "any"))
    if values := _list(schema.get("enum")):
        return f"{words}: {' | '.join(str(v) for v in values[:12])}{' | …' if len(values) > 12 else ''}"  # noqa: PLR2004 - fits a line
    shape = schema.get("format") or schema.get("pattern")
    return f"{words} ({shape})" if isinstance(shape, str) else words


def _map(node: Any) -> Mapping[str, Any]:
    return node if isinstance(node, Mapping) else {}


def _list(node: Any) -> list[Any]:
    return node if isinstance(node, list) else []


def _text(node: Any) -> str:
    return node.strip() if isinstance(node, str) else ""
