"""Arguments of an action: from a query string, a form or JSON, as CKAN takes them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, QueryDict

from motcua.insight.opendata.web.ckan.errors import BadRequest, Invalid

_TRUE = {"true", "yes", "t", "y", "1", "on"}
_FALSE = {"false", "no", "f", "n", "0", "off", ""}


class Arguments:
    """What was sent, read by type; a wrong value is a validation error of that argument."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values

    def text(self, name: str, default: str = "") -> str:
        """One text; the first when it was sent several times."""
        value = self.values.get(name, default)
        return str(value[0] if isinstance(value, list) and value else value)

    def required(self, name: str) -> str:
        """One text that must be there."""
        value = self.text(name)
        if not value:
            raise Invalid({name: ["Missing value"]})
        return value

    def whole(self, name: str, default: int, *, top: int) -> int:
        """A whole number from 0; more than ``top`` becomes ``top``."""
        raw = self.text(name, str(default))
        try:
            number = int(raw)
        except ValueError:
            raise Invalid({name: ["Invalid integer"]}) from None
        if number < 0:
            raise Invalid({name: ["Must be a natural number"]})
        return min(number, top)

    def flag(self, name: str, *, default: bool) -> bool:
        """A truth value in any of CKAN's spellings."""
        raw = str(self.text(name, str(default))).lower()
        if raw not in _TRUE | _FALSE:
            raise Invalid({name: ["Must be boolean"]})
        return raw in _TRUE

    def listed(self, name: str) -> list[str]:
        """A list: repeated, as JSON, or separated by commas."""
        value = self.structure(name)
        if value is None or value == "":
            return []
        if isinstance(value, str):
            return [part.strip() for part in value.split(",") if part.strip()]
        if not isinstance(value, list):
            raise Invalid({name: ["Not a list"]})
        return [str(part) for part in value]

    def structure(self, name: str) -> Any:
        """A value that may be JSON text (``filters={"a": 1}``)."""
        value = self.values.get(name)
        if isinstance(value, str) and value[:1] in ("{", "["):
            try:
                return json.loads(value)
            except ValueError:
                raise Invalid({name: ["Cannot parse JSON"]}) from None
        return value


def of(request: HttpRequest) -> Arguments:
    """The arguments of a request; unreadable JSON is CKAN's bare 400."""
    if request.method == "GET":
        return Arguments(_plain(request.GET))
    if (request.content_type or "").startswith(("application/x-www-form-urlencoded", "multipart/")):
        form = _plain(request.POST)
        if form:
            return Arguments(form)
    try:
        body = json.loads(request.body or b"{}")
    except (ValueError, RecursionError):
        raise BadRequest("JSON Error: Error decoding JSON data.") from None
    if not isinstance(body, dict):
        raise BadRequest("JSON Error: Request data JSON decoded to something that is not a dictionary")
    return Arguments(body)


def _plain(sent: QueryDict) -> dict[str, Any]:
    return {name: values[0] if len(values) == 1 else values for name, values in sent.lists()}
