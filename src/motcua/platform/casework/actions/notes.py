"""Notes between officers on a dossier: written once, read by whoever may, never by the owner."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import Actor
from motcua.platform.casework.actions.core import label_of
from motcua.platform.casework.adapters.messages import MENTIONED
from motcua.platform.casework.contracts.desk import MentionWrong, NoteEmpty, NoteView
from motcua.platform.casework.models import Note, NoteMention
from motcua.platform.casework.queries import notes as reading
from motcua.platform.casework.rules.mentions import mentioned
from motcua.platform.messaging import api as messaging

_LONGEST = 4000


def note(
    *, code: str, text: str, actor: Actor, now: datetime, confidential: bool = False, mentions: Sequence[UUID] = (),
    idempotency_key: str = "",
) -> NoteView:
    """Write a note; officers named by ``mentions`` or by ``@full name`` in the text find it in their list of mentions.

    They are told in their inbox who named them and on which dossier, without the note's text: that is read where visibility is asked.

    A confidential note is read by the units that handle the dossier and their leaders only, so nobody else can be mentioned in it.
    ``DossierUnknown``, ``NoteEmpty``, ``MentionWrong``. The same key gives the same note.
    """
    said = text.strip().replace("\r\n", "\n")[:_LONGEST]
    if not said:
        raise NoteEmpty(fields={"text": (NoteEmpty.vi, NoteEmpty.en)})
    body = {"code": code, "text": text, "confidential": confidential, "mentions": sorted(str(m) for m in mentions)}
    with transaction.atomic():
        scope = f"casework.note:{actor.ref}"
        claimed = outbox.once(scope=scope, key=idempotency_key, body=body, now=now) if idempotency_key else None
        if claimed is not None and not claimed.first and claimed.result is not None:
            kept = Note.objects.select_related("dossier").prefetch_related("mentions").get(uuid=claimed.result["note"])
            return reading.view(kept, code=kept.dossier.code)
        row = reading.officers_row(code=code, actor=actor)
        among = reading.colleagues(row, now=now, confidential=confidential)
        if set(mentions) - set(among):
            raise MentionWrong(fields={"mentions": (MentionWrong.vi, MentionWrong.en)})
        written = Note.objects.create(
            dossier=row, author_id=actor.subject_id, author=label_of(actor), text=said, confidential=confidential, written_at=now
        )
        named = reading.known_names(dict.fromkeys([*mentions, *mentioned(said, among)]), among)
        told = {who: name for who, name in named.items() if who != actor.subject_id}
        NoteMention.objects.bulk_create(NoteMention(note=written, officer_id=who, name=name, written_at=now) for who, name in told.items())
        for who in told:
            messaging.send_to_officer(
                officer_id=who, template=MENTIONED, params={"author": written.author, "dossier_code": row.code},
                dedupe_key=_key(written.uuid, who), now=now,
            )
        audit.record(
            action="casework.note", object_ref=f"casework:{row.uuid}", actor=actor, now=now,
            details={"code": row.code, "note": str(written.uuid), "confidential": confidential, "mentions": len(named)},
        )
        if claimed is not None:
            claimed.keep({"note": str(written.uuid)})
        return reading.view(written, code=row.code)


def see_mentions(*, actor: Actor, now: datetime, code: str = "") -> int:
    """The officer has seen her mentions: those on one dossier, or all. Returns how many were new."""
    if actor.subject_id is None:
        return 0
    mine = NoteMention.objects.filter(officer_id=actor.subject_id, read_at=None)
    found = dict((mine.filter(note__dossier__code=code) if code else mine).values_list("pk", "note__uuid"))
    if not found:
        return 0
    with transaction.atomic():
        keys = [_key(note_id, actor.subject_id) for note_id in found.values()]
        messaging.mark_seen(dedupe_keys=keys, person_id=actor.subject_id, now=now)
        return NoteMention.objects.filter(pk__in=found, read_at=None).update(read_at=now)


def _key(note_id: UUID, officer_id: UUID) -> str:
    return f"{MENTIONED}:{note_id}:{officer_id}"
