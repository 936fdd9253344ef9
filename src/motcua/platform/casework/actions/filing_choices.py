"""What a person chooses beside the questions of a draft, kept encrypted with it until the dossier is submitted."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from motcua.kernel.actors import Actor
from motcua.platform.casework.contracts import FeeExemption, Filing, FilingKind, PartyKind, Principal
from motcua.platform.casework.contracts.asked import FilingChoices
from motcua.platform.casework.models import FilingChoice
from motcua.platform.eforms import api as eforms

_KEPT = timedelta(days=30)
_FILES = ("paper_file_id", "exemption_file_id")


def choices(*, draft_id: UUID, actor: Actor) -> FilingChoices:
    """What was chosen for the draft so far. Only its owner's: another's draft has nothing for the actor."""
    row = FilingChoice.objects.filter(draft_id=draft_id, owner_ref=actor.ref).first()
    if row is None:
        return FilingChoices()
    kept: dict[str, Any] = dict(row.chosen)
    for name in _FILES:
        kept[name] = UUID(kept[name]) if kept.get(name) else None
    return FilingChoices(**{**kept, "kind": FilingKind(kept["kind"])})


def choose(*, draft_id: UUID, chosen: FilingChoices, actor: Actor, now: datetime) -> None:
    """Keep what was chosen. ``DraftUnknown`` for a draft of somebody else, ``DraftFrozen`` once it was submitted."""
    eforms.fill_in_for(draft_id=draft_id, another=chosen.kind is not FilingKind.SELF, actor=actor)
    body: Any = {name: str(value) if name in _FILES and value else value for name, value in asdict(chosen).items()}
    body["kind"] = str(chosen.kind)
    FilingChoice.objects.update_or_create(draft_id=draft_id, defaults={"owner_ref": actor.ref, "chosen": body, "changed_at": now})


def filing_of(*, chosen: FilingChoices) -> Filing | None:
    """Who files for whom, as ``submit`` takes it; None when the person files for herself."""
    if chosen.kind is FilingKind.SELF:
        return None
    if chosen.kind is FilingKind.EMPLOYEE and not chosen.name:
        return Filing(kind=chosen.kind, paper_file_id=chosen.paper_file_id)
    kind = PartyKind.ENTERPRISE if chosen.kind is FilingKind.EMPLOYEE else PartyKind.CITIZEN
    owner = Principal(name=chosen.name, number=chosen.number, phone=chosen.phone, address=chosen.address, kind=kind)
    return Filing(kind=chosen.kind, principal=owner, paper_file_id=chosen.paper_file_id)


def exemption_of(*, chosen: FilingChoices) -> FeeExemption | None:
    """The exemption that is asked for, as ``submit`` takes it."""
    if not chosen.exemption:
        return None
    return FeeExemption(code="asked", reason=chosen.exemption, file_id=chosen.exemption_file_id)


def forget_choices(*, now: datetime) -> int:
    """Remove what was chosen for drafts that are gone; returns how many."""
    removed, _ = FilingChoice.objects.filter(changed_at__lt=now - _KEPT).delete()
    return removed
