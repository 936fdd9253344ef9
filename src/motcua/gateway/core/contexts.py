"""Contexts: addresses such as ``/vdxp-product/1.0`` under which callers of a city platform (WSO2) know services."""

from __future__ import annotations

from motcua.gateway.protocol.config import Config
from motcua.gateway.protocol.identifiers import ServiceId


class Contexts:
    """The contexts of one configuration; they do not overlap (``check_config``)."""

    def __init__(self, config: Config) -> None:
        self._services = {context: ServiceId.parse(s.id) for s in config.services for context in s.contexts}
        self._depths = sorted({context.count("/") for context in self._services})
        self._first = frozenset(context[1:].partition("/")[0] for context in self._services)

    def begins(self, target: str) -> bool:
        """Whether the first segment of the target is that of a context; cheap, asked of every request."""
        return bool(self._first) and target[1:].partition("?")[0].partition("/")[0] in self._first

    def find(self, path: str) -> tuple[ServiceId, str] | None:
        """Service and rest of a normalised path, None when no context leads there."""
        parts = path.split("/")
        for depth in self._depths:
            service = self._services.get("/".join(parts[: depth + 1]))
            if service is not None and len(parts) > depth:
                return service, "".join(f"/{part}" for part in parts[depth + 1 :])
        return None
