"""The OpenAPI document: what ninja derives from the operations, and what the house adds to each (audience, security, refusals)."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

ABOUT = (
    "Giao diện lập trình của hệ thống một cửa. Mỗi địa chỉ khai báo đối tượng được gọi (x-audience); mọi yêu cầu ghi mang tiêu đề "
    "Idempotency-Key; lời từ chối theo application/problem+json, có tiếng Việt và tiếng Anh.\n\n"
    "The API of the one-stop system. Every operation declares its audience (x-audience); every write carries an Idempotency-Key; "
    "refusals are application/problem+json in Vietnamese and English."
)
_PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457, with both languages and, for wrong input, the fields.",
    "required": ["type", "status", "detail", "error", "vi", "en"],
    "properties": {
        "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"}, "detail": {"type": "string"},
        "error": {"type": "string"}, "vi": {"type": "string"}, "en": {"type": "string"}, "fields": {"type": "object"},
    },
    "example": {
        "type": "urn:motcua:error:casework.dossier_unknown", "title": "casework.dossier_unknown", "status": 404,
        "detail": "Không tìm thấy hồ sơ.", "error": "casework.dossier_unknown", "vi": "Không tìm thấy hồ sơ.", "en": "Not found.",
    },
}
_SCHEMES: dict[str, Any] = {
    "session": {"type": "apiKey", "in": "cookie", "name": "motcua_session", "description": "A person signed in on the site."},
    "client": {
        "type": "oauth2", "description": "A machine: short-lived bearer token for its client credentials.",
        "flows": {"clientCredentials": {"tokenUrl": "/api/v1/developers/token", "scopes": {}}},
    },
}


class Described(NinjaAPI):
    """An API whose document says who may call each operation and how it refuses."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None) -> OpenAPISchema:
        """Ninja's document, completed."""
        document = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        operations = {
            op.operation_id or self.get_openapi_operation_id(op): op
            for bound in self._get_bound_routers() for view in bound.path_operations.values() for op in view.operations
        }  # fmt: skip
        scopes: set[str] = set()
        for methods in document["paths"].values():
            for told in methods.values():
                _complete(told, _auth_of(operations.get(told["operationId"])), scopes)
        schemes = {**_SCHEMES, "client": {**_SCHEMES["client"], "flows": {"clientCredentials": {
            "tokenUrl": "/api/v1/developers/token", "scopes": dict.fromkeys(sorted(scopes), ""),
        }}}}  # fmt: skip
        components = document["components"]
        components["schemas"] = {**components.get("schemas", {}), "Refused": _PROBLEM}
        components["securitySchemes"] = schemes
        _pairs(document)
        return document


def _pairs(node: Any) -> None:
    """Fixed sequences in the words of OpenAPI 3.1 (``prefixItems``); ninja still says them in those of 3.0, where they mean nothing."""
    if isinstance(node, dict):
        if isinstance(node.get("items"), list):
            node["prefixItems"] = node.pop("items")
        for value in node.values():
            _pairs(value)
    elif isinstance(node, list):
        for value in node:
            _pairs(value)


def _auth_of(operation: Any) -> Any:
    return next((a for a in getattr(operation, "auth_callbacks", ()) if hasattr(a, "rule")), None)


def _complete(told: dict[str, Any], auth: Any, scopes: set[str]) -> None:
    """One operation: audience, security, and that it may refuse."""
    told["responses"].setdefault(
        "default",
        {"description": "Refusal", "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Refused"}}}},
    )
    if auth is None:
        return
    kinds = getattr(auth, "kinds", (auth.rule.kind,))
    scope = getattr(auth, "scope", "")
    told["x-audience"] = list(kinds)
    if auth.rule.roles:
        told["x-roles"] = sorted(auth.rule.roles)
    if "public" in kinds:
        return
    security: list[dict[str, list[str]]] = [{"session": []}] if set(kinds) - {"machine"} else []
    if "machine" in kinds and scope:
        scopes.add(scope)
        security.append({"client": [scope]})
    if security:
        told["security"] = security
