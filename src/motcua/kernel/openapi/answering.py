"""A sandbox answer out of a description: the request is checked against it, the answer is its example."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote

from motcua.kernel.openapi.reading import Answer, Description, Operation, Parameter

_NAME = re.compile(r"\{([^{}/]+)\}")
_NUMBERS = {"integer": re.compile(r"-?\d+"), "number": re.compile(r"-?\d+(\.\d+)?")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What the sandbox answers: status, media type and body (None: nothing)."""

    status: int
    media: str = "application/json"
    body: Any = None


def answer(
    found: Description, *, method: str, path: str, query: str = "", headers: Mapping[str, str] | None = None, body: bytes = b"",
    wanted: str = "",
) -> Sample:  # fmt: skip
    """The example that fits, or 404, 405 and 400 with the problems named.

    ``headers`` have lower-case names; ``wanted`` asks for another declared answer by its status (``404``), as ``Prefer: status=404`` does.
    """
    matches = [(op, names) for op in found.operations if (names := _match(op.path, path)) is not None]
    if not matches:
        return _problem(404, [f"no operation at {path or '/'}"])
    matches.sort(key=lambda m: len(m[1]))  # the path with the fewest open parts is meant
    fitting = [(op, names) for op, names in matches if op.method == method]
    if not fitting:
        return _problem(405, [f"{method} is not among {', '.join(sorted({op.method for op, _ in matches}))}"])
    operation, names = fitting[0]
    given = {"path": names, "query": {k: v[-1] for k, v in parse_qs(query, keep_blank_values=True).items()}, "header": dict(headers or {})}
    problems = [p for one in operation.parameters if (p := _wrong(one, given.get(one.place, {})))]
    problems += _body_problems(operation, body)
    if problems and not wanted:
        return _problem(400, problems)
    return _example(operation, wanted)


def _match(template: str, path: str) -> dict[str, str] | None:
    names = _NAME.findall(template)
    parts = [re.escape(piece) if n % 2 == 0 else r"([^/]+)" for n, piece in enumerate(_NAME.split(template))]
    hit = re.fullmatch("".join(parts).rstrip("/") + "/?", path.rstrip("/") or "/")
    return {name: unquote(value) for name, value in zip(names, hit.groups(), strict=True)} if hit else None


def _wrong(parameter: Parameter, given: Mapping[str, str]) -> str:
    if parameter.place == "cookie":
        return ""
    name = parameter.name.lower() if parameter.place == "header" else parameter.name
    if name not in given:
        return f"{parameter.place} parameter {parameter.name} is missing" if parameter.required else ""
    kind = parameter.kind.partition(" ")[0].rstrip(":")
    if kind in _NUMBERS and not _NUMBERS[kind].fullmatch(given[name]):
        return f"{parameter.place} parameter {parameter.name} must be {kind}"
    values = parameter.kind.partition(": ")[2].split(" | ") if ": " in parameter.kind else []
    if values and "…" not in values and given[name] not in values:
        return f"{parameter.place} parameter {parameter.name} must be one of {', '.join(values)}"
    return ""


def _body_problems(operation: Operation, body: bytes) -> list[str]:
    if not body:
        return ["the body is missing"] if operation.body_required else []
    if "json" not in operation.body_media:
        return []
    try:
        value = json.loads(body)
    except ValueError:
        return ["the body is not JSON"]
    if not isinstance(value, dict):
        return []
    needed = [f.path for f in operation.body if f.required and "." not in f.path and "[]" not in f.path]
    return [f"body field {name} is missing" for name in needed if name not in value]


def _example(operation: Operation, wanted: str) -> Sample:
    def rank(one: Answer) -> tuple[bool, bool, str]:
        return (one.status != wanted, not one.status.startswith("2"), one.status)

    found = sorted(operation.answers, key=rank)
    if wanted and (not found or found[0].status != wanted):
        return _problem(400, [f"the description has no answer {wanted}"])
    chosen = found[0] if found else Answer(status="200")
    status = int(chosen.status) if chosen.status.isdigit() else int(chosen.status[0]) * 100 if chosen.status[:1].isdigit() else 200
    return Sample(status=status, media=chosen.media or "application/json", body=chosen.example)


def _problem(status: int, problems: list[str]) -> Sample:
    return Sample(status=status, media="application/problem+json", body={"title": "Sandbox", "status": status, "problems": problems})
