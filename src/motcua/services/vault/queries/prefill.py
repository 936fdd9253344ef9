"""What forms ask of the store: papers by their kind, and facts that stand on them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from motcua.foundation.files import api as files
from motcua.kernel.actors import Actor
from motcua.kernel.clock import local, local_date
from motcua.platform.eforms.contracts import PrefilledValue
from motcua.services.vault import rules
from motcua.services.vault.adapters.kinds import kinds
from motcua.services.vault.contracts import HeldDocument, PaperField
from motcua.services.vault.queries.papers import documents
from motcua.services.vault.queries.sharing import held_back
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
        if held_back(actor=actor, now=now):
            return found
        for kind in rules.wanted_kinds(fields):
            held = next((d for d in documents(actor=actor, kind=kind, now=now) if d.official and usable(d)), None)
            if held is not None:
                found[f"{rules.PREFIX}{kind}"] = file_value(held, now)
        for name in fields & _FACTS.keys():
            kind, field = _FACTS[name]
            known = next((d for d in documents(actor=actor, kind=kind, now=now) if field.name in d.facts and usable(d)), None)
            if known is not None:
                found[name] = PrefilledValue(known.facts[field.name].value, *said(known), at=now)
        return found


def file_value(held: HeldDocument, now: datetime) -> PrefilledValue:
    """The file of a paper as an answer of a form, with where it comes from and when it was issued."""
    kept = files.get(file_id=held.file_id)
    value = [{"file_id": str(kept.uuid), "name": kept.name, "size": kept.size, "mime": kept.mime, "sha256": kept.sha256}]
    return PrefilledValue(value, *said(held), at=now)


def said(held: HeldDocument) -> tuple[str, str]:
    """Where a paper comes from, in both languages."""
    day = local(held.issued_at).strftime("%d/%m/%Y")
    if held.official:
        return f"Kho giấy tờ, cấp ngày {day}", f"Your documents, issued on {day}"
    kept = f"{local_date(held.kept_at):%d/%m/%Y}"
    return f"Kho giấy tờ ({held.title}), bạn thêm ngày {kept}", f"Your documents ({held.title}), added by you on {kept}"
