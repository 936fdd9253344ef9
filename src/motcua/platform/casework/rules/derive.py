"""The generic definition of a procedure that has none of its own: derived from its catalogue details."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from motcua.kernel.text import slug
from motcua.kernel.working_time import Limit
from motcua.platform.casework.contracts import Channel, ChannelTime, ProcedureLevel
from motcua.platform.casework.rules import times
from motcua.platform.casework.rules.choosing import Choice

_CHANNELS = {"Trực tiếp": Channel.COUNTER, "Trực tuyến": Channel.ONLINE, "Dịch vụ bưu chính": Channel.POSTAL}
# Headings under which the source lists remarks and not papers.
_REMARKS = ("lưu ý", "ghi chú")
_MOST_PAPERS = 40
_MOST_ACTS, _LONGEST_ACT, _SHORTEST_ACT = 100, 300, 3


def channels(details: Mapping[str, Any]) -> tuple[ChannelTime, ...]:
    """The channels of the details with their times; unknown channels are left out."""
    found: dict[Channel, ChannelTime] = {}
    for raw in details.get("channels", []):
        channel = _CHANNELS.get(raw.get("channel", ""))
        if channel is not None and channel not in found:
            found[channel] = ChannelTime(channel=channel, limit=times.parse(raw.get("time")), text=raw.get("time", ""))
    return tuple(found[c] for c in sorted(found))


def limit_of(details: Mapping[str, Any], *, fallback: Limit) -> tuple[Limit, bool]:
    """The overall limit: the longest that a channel states, else the longest that its prose mentions, else ``fallback`` (assumed)."""
    listed = channels(details)
    stated = [c.limit for c in listed if c.limit is not None]
    if stated:
        return max(stated, key=times.rough_days), False
    mentioned = [m for c in listed if (m := times.longest_mentioned(c.text)) is not None]
    if mentioned:
        return max(mentioned, key=times.rough_days), False
    return fallback, True


def papers(details: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The required papers of the details, with stable keys. Papers of a particular case, and those with no original, are not demanded."""
    out: list[dict[str, Any]] = []
    seen: set[str] = set()
    cases = {d["case"] for d in details.get("documents", []) if not _is_remark(d)}
    for raw in details.get("documents", []):
        if _is_remark(raw) or len(out) >= _MOST_PAPERS:
            continue
        key = _key(raw["name"], seen)
        demanded = raw["orig"] + raw["copy"] > 0 and len(cases) <= 1 and not raw["name"].lower().startswith(("trường hợp", "nếu"))
        out.append(
            {"key": key, "vi": raw["name"], "case": raw["case"], "originals": raw["orig"], "copies": raw["copy"], "required": demanded}
        )
    return out


def document(
    *, code: str, details: Mapping[str, Any], template: Mapping[str, Any], fallback: Limit, result_name: str, choice: Choice | None = None,
    level: ProcedureLevel = ProcedureLevel.UNKNOWN,
) -> dict[str, Any]:
    """A definition document for a procedure known from the catalogue only; shares of the time are still shares (see ``set_clocks``)."""
    limit, assumed = limit_of(details, fallback=fallback)
    body = {
        **template,
        "procedure": code,
        "level": str(level),
        "legal_basis": legal_basis(details),
        "clock": {"amount": limit.amount, "unit": limit.unit.value},
        "clock_assumed": assumed,
        "papers": papers(details),
        "fees": [],
        "result": {**template["result"], "vi": result_name},
    }
    if choice is not None:
        body["chosen"] = {"rule": choice.rule, "vi": choice.vi, "en": choice.en}
    return body


def legal_basis(details: Mapping[str, Any]) -> list[str]:
    """The legal acts that the catalogue names, each once."""
    acts = dict.fromkeys(str(act)[:_LONGEST_ACT] for act in details.get("legal", []))
    return [act for act in acts if len(act) >= _SHORTEST_ACT][:_MOST_ACTS]


def _is_remark(raw: Mapping[str, Any]) -> bool:
    return str(raw["case"]).lower().startswith(_REMARKS)


def _key(name: str, seen: set[str]) -> str:
    base = slug(name, max_length=48) or "giay-to"
    key, n = base, 2
    while key in seen:
        key, n = f"{base}-{n}", n + 1
    seen.add(key)
    return key
