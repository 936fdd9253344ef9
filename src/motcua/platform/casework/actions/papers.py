"""Files that join a dossier: papers of the person, and what officers add while they work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from motcua.foundation.files import api as files
from motcua.kernel.actors import ActorKind
from motcua.kernel.errors import Invalid
from motcua.platform.casework.actions.core import Held
from motcua.platform.casework.actions.requirements import WORKING_NAMES
from motcua.platform.casework.contracts import PaperGiven, PaperUnknown
from motcua.platform.casework.models import Paper


def attach(
    held: Held, *, papers: Sequence[PaperGiven], event_seq: int, asked: Sequence[str] = (), more: Mapping[str, str] | None = None,
    any_key: str = "",
) -> None:
    """Add stored files to the dossier. A file of another owner is refused like one that does not exist.

    ``asked`` are the items of the supplement request, ``more`` further keys with their names; ``any_key`` takes every file under that
    key. Officers may add working papers (``tai-lieu``, ``bien-ban-kiem-tra``). ``PaperUnknown`` for a key that nobody asked for,
    ``Invalid`` for a file that the dossier has already.
    """
    if not papers:
        return
    names = {p.key: p.name for p in held.definition.papers} | {f"bo-sung-{i}": name for i, name in enumerate(asked, start=1)}
    names |= dict(more or {})
    if held.actor.kind is not ActorKind.CITIZEN:
        names |= WORKING_NAMES
    known = set(Paper.objects.filter(dossier=held.row, file_id__in=[p.file_id for p in papers]).values_list("file_id", flat=True))
    for given in papers:
        key = any_key or given.requirement
        if key not in names:
            raise PaperUnknown(requirement=given.requirement)
        stored = files.get(file_id=given.file_id)
        if held.actor.kind is ActorKind.CITIZEN and stored.owner_ref not in ("", held.actor.ref):
            raise files.FileMissing
        if stored.uuid in known:
            wrong = ("Tệp này đã có trong hồ sơ. Tải lên tệp khác.", "This file is in the dossier already. Upload another.")
            raise Invalid(fields={key: wrong})
        known.add(stored.uuid)
        Paper.objects.create(
            dossier=held.row, requirement=key, name=names[key], file_id=stored.uuid, file_name=stored.name, size=stored.size,
            event_seq=event_seq, added_at=held.now,
        )
