"""For tests: small forms, published; sources that know or fail; drafts of a given owner."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from motcua.kernel.actors import Actor
from motcua.platform.eforms import api
from motcua.platform.eforms.contracts import Draft, PrefilledValue, prefillers


@dataclass
class FakeSource:
    """A prefill source with fixed facts; ``failure`` is raised instead when given. ``asked`` collects what it was asked."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    failure: Exception | None = None
    key: str = "population"
    label_vi: str = "Cơ sở dữ liệu quốc gia về dân cư"
    label_en: str = "National population database"
    asked: list[frozenset[str]] = field(default_factory=list)

    def prefill(self, *, actor: Actor, person: Any, fields: frozenset[str], now: datetime) -> Mapping[str, PrefilledValue]:
        """The fixed facts that were asked for."""
        self.asked.append(fields)
        if self.failure is not None:
            raise self.failure
        return {f: PrefilledValue(v, self.label_vi, self.label_en, now) for f, v in self.facts.items() if f in fields}


@contextmanager
def source(fake: FakeSource) -> Iterator[FakeSource]:
    """The fake in place of the registered source of the same key."""
    things: dict[str, Any] = prefillers._things  # noqa: SLF001 - the registry has no door for replacing, on purpose
    before = things.pop(fake.key, None)
    things[fake.key] = fake
    try:
        yield fake
    finally:
        things.pop(fake.key)
        if before is not None:
            things[fake.key] = before


def start(document: Mapping[str, Any], *, owner: Actor, now: datetime, **context: Any) -> Draft:
    """A draft of a form that is published on the way."""
    ref = api.publish_form(definition=document, now=now)
    told = {"check": "eforms_resume", "leave": "/", "about": "/", **context}
    return api.start_draft(form_key=ref.key, form_version=ref.version, owner=owner, context=told, now=now)
