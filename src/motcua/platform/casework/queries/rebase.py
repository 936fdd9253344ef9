"""What moving a dossier to another version of its procedure would change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from motcua.kernel.actors import Actor
from motcua.kernel.clock import local_date
from motcua.kernel.errors import NamedError
from motcua.platform.casework.contracts import DifferenceKind, DossierStatus, FieldDifference, RebasePreview, RebaseRefused
from motcua.platform.casework.models import Dossier, ProcedureVersion
from motcua.platform.casework.queries import loading
from motcua.platform.casework.queries.answers import plain_answers
from motcua.platform.casework.queries.dossiers import row_of
from motcua.platform.casework.queries.versions import in_force
from motcua.platform.casework.rules import changes
from motcua.platform.casework.rules.transitions import OPEN
from motcua.platform.eforms import api as eforms


def preview(*, code: str, actor: Actor, now: datetime, to_version: int = 0) -> RebasePreview:
    """The differences for a dossier that the actor may know of. ``DossierUnknown``, ``RebaseRefused``."""
    return compare(row_of(code=code, actor=actor), now=now, to_version=to_version)


def compare(row: Dossier, *, now: datetime, to_version: int = 0) -> RebasePreview:
    """Field by field, paper by paper, step by step between the version of the dossier and the target (0: the one in force today)."""
    source = row.definition
    target = _target(row, source, now=now, to_version=to_version)
    answers, papers = plain_answers(row), set(row.papers.values_list("requirement", flat=True))
    found = [
        replace(d, answered=d.key in papers) if d.part == "paper" else d for d in changes.differences(source.document, target.document)
    ]
    found += _fields(row, target, answers)
    return RebasePreview(
        code=row.code, from_version=source.version, to_version=target.version, differences=tuple(found),
        obstacles=tuple(_obstacles(row, source, target)),
    )


def _target(row: Dossier, source: ProcedureVersion, *, now: datetime, to_version: int) -> ProcedureVersion:
    versions = ProcedureVersion.objects.filter(procedure_id=source.procedure_id)
    found = versions.filter(version=to_version).first() if to_version else in_force(source.procedure, on=local_date(now))
    if found is None:
        vi, en = "không có phiên bản này.", "there is no such version."
        raise RebaseRefused(dossier_code=row.code, version=to_version, reason_vi=vi, reason_en=en)
    return found


def _obstacles(row: Dossier, source: ProcedureVersion, target: ProcedureVersion) -> Iterator[tuple[str, str]]:
    if target.pk == source.pk:
        yield "hồ sơ đã chạy theo phiên bản này.", "it runs on this version already."
    if row.status not in {int(s) for s in OPEN}:
        name = DossierStatus(row.status)
        yield f"hồ sơ đang ở trạng thái “{name.vi}”.", f"it is “{name.en}”."
    if row.step not in {s.key for s in loading.definition(target).steps}:
        yield f"phiên bản mới không còn bước “{row.step}”.", f"the new version has no step “{row.step}” any more."


def _fields(row: Dossier, target: ProcedureVersion, answers: Mapping[str, Any]) -> Iterator[FieldDifference]:
    """Questions of the form that come, go or change; answers to questions that go are kept with the dossier."""
    before = _asked(row.form_key, row.form_version)
    after = _asked(loading.definition(target).form_key, 0)
    for key in dict.fromkeys((*before, *after)):
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        kind = DifferenceKind.ADDED if old is None else DifferenceKind.REMOVED if new is None else DifferenceKind.CHANGED
        vi, en, _ = new or old or ("", "", "")
        yield FieldDifference(
            part="field", key=key, kind=kind, label_vi=vi, label_en=en, before=old[2] if old else "", after=new[2] if new else "",
            answered=answers.get(key) not in (None, "", []),
        )


def _asked(key: str, version: int) -> dict[str, tuple[str, str, str]]:
    if not key:
        return {}
    try:
        form = eforms.form(key=key, version=version or None)
    except NamedError:
        return {}
    return {f.name: (f.label_vi, f.label_en, str(f.kind)) for page in form.pages for f in page.fields}
