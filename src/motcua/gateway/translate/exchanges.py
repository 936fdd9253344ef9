"""REST messages for another REST: paths, parameters and bodies of the partner's kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode

from msgspec import UNSET

from motcua.gateway.translate.bodies import Bodies
from motcua.gateway.translate.endpoints import compile_path, filled, parts
from motcua.gateway.translate.errors import Untranslatable
from motcua.gateway.translate.json_bodies import read_json, write_json
from motcua.gateway.translate.mapping import JSON, Mapping
from motcua.gateway.translate.paths import Target, join, split, take
from motcua.gateway.translate.settings import Exchange, MappingSettings, vocabulary

_GOOD = range(200, 300)
_JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Asked:
    """The partner's request; ``media_type`` is None when the caller's own body is passed on."""

    method: str
    path: str
    query: str | None
    media_type: str | None
    accept: str | None
    body: bytes


@dataclass(frozen=True, slots=True)
class Told:
    """Our caller's answer; ``media_type`` is None when the partner's own body is passed on."""

    status: int
    media_type: str | None
    body: bytes


class MappingTranslator:
    """One checked declaration at work."""

    def __init__(self, settings: MappingSettings) -> None:
        self.settings = settings
        self._words = vocabulary(settings)
        self._exchanges = tuple((compile_path(e.path, place="path"), e) for e in settings.exchanges)

    def exchange(self, method: str, path: str) -> tuple[Exchange, dict[str, str]] | None:
        """The exchange behind a method and a normalised path with the path's named parts; None when none is declared."""
        for pattern, exchange in self._exchanges:
            found = pattern.fullmatch(path)
            if found is not None and exchange.method == method:
                return exchange, parts(found)
        return None

    def request(self, exchange: Exchange, *, named: dict[str, str], path: str, query: str | None, body: bytes) -> Asked:
        """The partner's request; Untranslatable names the place on our side."""
        target: dict[str, Any] = {"path": named}
        if exchange.parameters is not UNSET:
            given = {"path": named, "query": query_tree(query)}
            target = Mapping(exchange.parameters, self._words, theirs=JSON).out(given)
            query = urlencode(target.get("query") or {}, doseq=True) or None
        template = exchange.their_path
        their_path = filled(template, target.get("path") or {}) if template else path
        media_type = None
        if exchange.request is not UNSET and body:
            tree = read_json(body, place="body")
            rows = take(tree, split(exchange.rows), place="body", marked_up=False)
            body = self._bodies(exchange.request).out(rows, place=join("body", exchange.rows))
            media_type = self.settings.theirs.media_type
        accept = self.settings.theirs.media_type.partition(";")[0] if exchange.answer is not UNSET else None
        return Asked(exchange.their_method or exchange.method, their_path, query, media_type, accept, body)

    def answer(self, exchange: Exchange, *, status: int, media_type: str, body: bytes) -> Told:
        """Our caller's answer; Untranslatable names the place on the partner's side."""
        ours = exchange.statuses.get(str(status), status)
        rules = exchange.answer if status in _GOOD else exchange.error
        if rules is UNSET or not body:
            return Told(ours, None, body)
        self._require_kind(media_type, status)
        tree = self._bodies(rules).inward(body, place="body")
        if exchange.rows:
            target = Target()
            target.put(split(exchange.rows), tree)
            tree = target.value
        return Told(ours, _JSON, write_json(tree))

    def _require_kind(self, media_type: str, status: int) -> None:
        """A page for people is no answer for systems, whatever its status."""
        plain = media_type.partition(";")[0].strip().lower()
        if plain in {"text/html", "application/xhtml+xml"}:
            raise Untranslatable("Content-Type", f"trả lời {status} là trang HTML", f"the answer {status} is an HTML page")

    def _bodies(self, rules: Any) -> Bodies:
        return Bodies(self.settings.theirs, rules, self._words)


def query_tree(query: str | None) -> dict[str, Any]:
    """The query as an object: a text, or a list of texts for a repeated name; Untranslatable when it is no UTF-8."""
    try:
        found = parse_qs(query or "", keep_blank_values=True, errors="strict", max_num_fields=200)
    except ValueError:
        raise Untranslatable("query", "không đọc được", "cannot be read") from None
    return {name: texts[0] if len(texts) == 1 else texts for name, texts in found.items()}
