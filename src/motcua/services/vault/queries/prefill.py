"""What forms ask of the store: papers by their kind, and facts that stand on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from motcua.foundation.files import api as files
from motcua.kernel.actors import Actor
from motcua.kernel.clock import local, local_date
from motcua.kernel.text import fold, squeeze
from motcua.platform.eforms import api as eforms
from motcua.platform.eforms.contracts import SHELF, PrefilledValue, ShelfPaper
from motcua.services.vault import rules
from motcua.services.vault.adapters.kinds import kind_of, kinds
from motcua.services.vault.contracts import DocumentUnknown, HeldDocument, PaperField
from motcua.services.vault.queries.papers import document, documents
from motcua.services.vault.rules.papers import usable

_FACTS: Mapping[str, tuple[str, PaperField]] = {f.fact: (k.key, f) for k in kinds() for f in k.fields if f.fact}


class VaultPrefiller:
    """Offers papers and facts of the applicant's store: ``vault.document:<kind or procedure>`` and ``vault.health_card_number``.

    A paper that is offered unasked was issued by the city, is in force and signed well. A fact stands on a paper that is in force and
    whose fields its holder has confirmed. The latest goes first.
    """

    key = "vault"
    label_vi = "Kho giấy tờ của bạn"
    label_en = "Your document store"

    def prefill(self, *, actor: Actor, person: Any, fields: frozenset[str], now: datetime) -> Mapping[str, PrefilledValue]:
        """File values by ``document:<kind>``, texts by the name of the fact; only of the store that the actor acts in."""
        found: dict[str, PrefilledValue] = {}
        for kind in rules.wanted_kinds(fields):
            held = next((d for d in documents(actor=actor, kind=kind, now=now) if d.official and usable(d)), None)
            if held is not None:
                found[f"{rules.PREFIX}{kind}"] = file_value(held, now)
        for name in fields & _FACTS.keys():
            kind, field = _FACTS[name]
            known = next((d for d in documents(actor=actor, kind=kind, now=now) if field.name in d.facts and usable(d)), None)
            if known is not None:
                found[name] = PrefilledValue(known.facts[field.name].value, *_said(known), at=now)
        return found


class StoreShelf:
    """The papers of a store from which a person chooses the one that answers a question for a file."""

    key = "vault"

    def papers(self, *, actor: Actor, ways: frozenset[str], label: str, now: datetime) -> Sequence[ShelfPaper]:
        """Usable papers of the kinds that the question asks for (``vault.document:…``), or whose kind is called as its label is."""
        wanted = rules.wanted_kinds(way.removeprefix("vault.") for way in ways if way.startswith("vault."))
        keys = {kind.key for kind in (kind_of(w) for w in wanted) if kind} | wanted | {k.key for k in kinds() if _called(k.key, label)}
        fitting = [d for d in documents(actor=actor, now=now) if (d.kind_key in keys or d.kind in keys) and usable(d)]
        return [ShelfPaper(key=str(d.uuid), name=d.title, about_vi=_said(d)[0], about_en=_said(d)[1]) for d in fitting]

    def lend(self, *, key: str, draft_id: UUID, field: str, actor: Actor, now: datetime) -> None:
        """Answer the question with the paper: its file stays, the draft refers to it. ``DocumentUnknown``, and as ``lend_file``."""
        held = document(document_id=UUID(key), actor=actor, now=now)
        if not usable(held):
            raise DocumentUnknown
        way = f"vault.{rules.PREFIX}{held.kind_key or held.kind}" if held.official else SHELF
        known = PrefilledValue(None, *_said(held), at=now, way=way)
        eforms.lend_file(draft_id=draft_id, field=field, file_id=held.file_id, known=known, actor=actor, now=now)


def file_value(held: HeldDocument, now: datetime) -> PrefilledValue:
    """The file of a paper as an answer of a form, with where it comes from and when it was issued."""
    kept = files.get(file_id=held.file_id)
    value = [{"file_id": str(kept.uuid), "name": kept.name, "size": kept.size, "mime": kept.mime, "sha256": kept.sha256}]
    return PrefilledValue(value, *_said(held), at=now)


def _said(held: HeldDocument) -> tuple[str, str]:
    day = local(held.issued_at).strftime("%d/%m/%Y")
    if held.official:
        return f"Kho giấy tờ, cấp ngày {day}", f"Your documents, issued on {day}"
    kept = f"{local_date(held.kept_at):%d/%m/%Y}"
    return f"Kho giấy tờ ({held.title}), bạn thêm ngày {kept}", f"Your documents ({held.title}), added by you on {kept}"


def _called(key: str, label: str) -> bool:
    kind, said = kind_of(key), fold(squeeze(label))
    return kind is not None and key != "other" and said in {fold(name) for name in (kind.name_vi, *kind.aliases)}
