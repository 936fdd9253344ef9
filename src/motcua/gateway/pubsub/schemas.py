"""JSON Schemas of events: compiled without the network, and what is wrong with a payload said in both languages."""

from __future__ import annotations

import json
from typing import Any

import jsonschema_rs

from motcua.gateway.pubsub.refusals import bad_request

_SCHEMA_BYTES = 128 * 1024
_KEY_CHARACTERS = 256
_SHOWN = 5


def parse_json(raw: bytes, *, limit: int) -> Any:
    """JSON that reads the same for everybody; Refusal for what is too long, too deep, no JSON, or no number that JSON knows."""
    if len(raw) > limit:
        raise bad_request(f"Nội dung dài hơn {limit} byte.", f"The body is longer than {limit} bytes.")
    try:
        value = json.loads(raw, parse_constant=_no_constant, object_pairs_hook=_object)
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError) as error:
        reason = str(error)[:120] if isinstance(error, ValueError) else "too deep"
        raise bad_request(f"Nội dung không phải JSON hợp lệ: {reason}.", f"The body is not valid JSON: {reason}.") from None
    return value


def write_json(value: Any) -> bytes:
    """The one form in which a checked value is kept and delivered."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _no_constant(name: str) -> Any:
    msg = f"{name} is not a number of JSON"
    raise ValueError(msg)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Two readers take different ones of repeated names, so there must be none."""
    found = dict(pairs)
    if len(found) != len(pairs):
        msg = "a name is repeated in an object"
        raise ValueError(msg)
    return found


def compile_schema(schema: dict[str, Any]) -> Any:
    """A validator that fetches nothing and whose patterns take linear time; ValidationError when it is no JSON Schema."""
    return jsonschema_rs.validator_for(schema, offline=True, validate_formats=True, pattern_options=jsonschema_rs.RegexOptions())


def require_schema(schema: Any) -> None:
    """Refusal unless this is a JSON Schema that can be used."""
    if not isinstance(schema, dict):
        raise bad_request("“schema” phải là một đối tượng JSON Schema.", "“schema” must be a JSON Schema object.")
    reason = schema_fault(schema)
    if reason:
        raise bad_request(f"“schema” không phải JSON Schema dùng được: {reason}.", f"“schema” is not a usable JSON Schema: {reason}.")


def schema_fault(schema: dict[str, Any]) -> str:
    """Why this is no JSON Schema that events can be checked by; empty when it is one."""
    if len(write_json(schema)) > _SCHEMA_BYTES:
        return f"longer than {_SCHEMA_BYTES} bytes"
    try:
        compile_schema(schema)
    except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError) as error:
        return str(error).strip().split("\n", 1)[0][:200]
    return ""


def require_valid(validator: Any, event: Any) -> None:
    """Refusal that names the first few places where the payload breaks its schema."""
    if validator.is_valid(event):
        return
    wrong: list[str] = []
    for error in validator.iter_errors(event):
        where = "/" + "/".join(map(str, error.instance_path)) if error.instance_path else "/"
        wrong.append(f"{where}: {str(error.message)[:160]}")
        if len(wrong) == _SHOWN:
            break
    text = "; ".join(wrong)
    raise bad_request(f"Sự kiện không đúng lược đồ của loại này: {text}", f"The event does not fit the schema of its type: {text}")


def key_of(event: Any, pointer: str) -> str | None:
    """The value that a JSON pointer names, as text; None without a pointer. Refusal when there is no such text or number."""
    if not pointer:
        return None
    value = event
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        value = value.get(name) if isinstance(value, dict) else None
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise bad_request(f"Sự kiện thiếu khóa thứ tự tại {pointer}.", f"The event has no ordering key at {pointer}.")
    return checked_key(str(value))


def checked_key(key: Any) -> str:
    """An ordering key; Refusal when it is no short text."""
    if not isinstance(key, str) or not 0 < len(key) <= _KEY_CHARACTERS:
        raise bad_request(
            f"“key” phải là chuỗi từ 1 đến {_KEY_CHARACTERS} ký tự.", f"“key” must be a text of 1 to {_KEY_CHARACTERS} characters."
        )
    return key


