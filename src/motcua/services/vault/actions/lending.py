"""The shelf: a person chooses one of her papers to answer a question of a form."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.kernel.actors import Actor
from motcua.kernel.text import fold, squeeze
from motcua.platform.eforms import api as eforms
from motcua.platform.eforms.contracts import SHELF, PrefilledValue, ShelfPaper
from motcua.services.vault import rules
from motcua.services.vault.adapters.kinds import kind_of, kinds
from motcua.services.vault.contracts import DocumentUnknown
from motcua.services.vault.models import HeldDocumentRow
from motcua.services.vault.queries.papers import document, documents
from motcua.services.vault.queries.prefill import said
from motcua.services.vault.queries.sharing import held_back
from motcua.services.vault.rules.papers import usable


class StoreShelf:
    """The papers of a store from which a person chooses the one that answers a question for a file."""

    key = "vault"

    def papers(self, *, actor: Actor, ways: frozenset[str], label: str, now: datetime) -> Sequence[ShelfPaper]:
        """Usable papers of the kinds that the question asks for (``vault.document:…``), or whose kind is called as its label is."""
        if held_back(actor=actor, now=now):
            return ()
        wanted = rules.wanted_kinds(way.removeprefix("vault.") for way in ways if way.startswith("vault."))
        keys = {kind.key for kind in (kind_of(key=w) for w in wanted) if kind} | wanted | {k.key for k in kinds() if _called(k.key, label)}
        fitting = [d for d in documents(actor=actor, now=now) if (d.kind_key in keys or d.kind in keys) and usable(d)]
        return [ShelfPaper(key=str(d.uuid), name=d.title, about_vi=said(d)[0], about_en=said(d)[1]) for d in fitting]

    def lend(self, *, key: str, draft_id: UUID, field: str, actor: Actor, now: datetime) -> None:
        """Answer the question with the paper: its file stays, the draft refers to it. ``DocumentUnknown``, and as ``lend_file``."""
        held = document(document_id=UUID(key), actor=actor, now=now)
        if not usable(held) or held_back(actor=actor, now=now):
            raise DocumentUnknown
        way = f"vault.{rules.PREFIX}{held.kind_key or held.kind}" if held.official else SHELF
        known = PrefilledValue(None, *said(held), at=now, way=way)
        with transaction.atomic():
            eforms.lend_file(draft_id=draft_id, field=field, file_id=held.file_id, known=known, actor=actor, now=now)
            HeldDocumentRow.objects.filter(uuid=held.uuid, lent_at=None).update(lent_at=now)


def _called(key: str, label: str) -> bool:
    kind, said = kind_of(key=key), fold(squeeze(label))
    return kind is not None and key != "other" and said in {fold(name) for name in (kind.name_vi, *kind.aliases)}
