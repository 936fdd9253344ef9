"""Starting, filling, freezing and forgetting drafts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.foundation.files import api as files_api
from motcua.kernel.actors import Actor
from motcua.kernel.errors import Invalid
from motcua.kernel.policy import require
from motcua.platform.eforms import conf, policies, queries
from motcua.platform.eforms.actions import prefill
from motcua.platform.eforms.contracts import (
    Draft,
    DraftFrozen,
    FieldKind,
    FormDefinition,
    SubmittedFile,
    SubmittedForm,
)
from motcua.platform.eforms.models import DraftRow, Form
from motcua.platform.eforms.rules import answers


def start_draft(
    *,
    form_key: str,
    form_version: int | None,
    owner: Actor,
    context: Mapping[str, Any],
    now: datetime,
    labels: Mapping[str, str] | None = None,
) -> Draft:
    """A new draft, filled in once with what the sources know. ``context`` is the caller's (ids and titles; no personal data).

    ``labels`` rewords questions of this draft alone, by field name; they are kept encrypted with the answers.
    Errors: ``FormUnknown``, ``Forbidden`` for an anonymous owner. A source that fails is noted in the draft.
    """
    require(policies.can_start(owner))
    form = queries.form(key=form_key, version=form_version)
    kept = prefill.known_facts(form=form, actor=owner, facts=queries.facts(form=form, now=now), now=now)
    kept["labels"] = dict(labels or {})
    with transaction.atomic():  # sources are asked before: no transaction waits for the network
        row = DraftRow.objects.create(
            form=Form.objects.get(key=form.key, version=form.version),
            owner_ref=owner.ref,
            owner_id=owner.subject_id,
            context=dict(context),
            answers=kept,
            created_at=now,
            updated_at=now,
            expires_at=now + timedelta(days=conf.DRAFT_DAYS),
        )
    return queries.to_draft(row)


@transaction.atomic
def freeze(*, draft_id: UUID, actor: Actor, now: datetime) -> SubmittedForm:
    """Lock the draft and return what was submitted; a second call returns the same. ``Invalid`` names every field still wrong."""
    row = queries.row_of(draft_id=draft_id, actor=actor, lock=True)
    form = queries.form_of(row)
    if row.state == DraftRow.OPEN:
        kept = queries.to_draft(row)
        errors = answers.errors_of(form, values=kept.values, raw=kept.raw, facts=queries.facts(form=form, now=now))
        if errors:
            raise Invalid(fields={e.name: (e.vi, e.en) for e in errors})
        row.state, row.frozen_at = DraftRow.FROZEN, now
        row.expires_at = now + timedelta(days=conf.DRAFT_DAYS)
        row.save(update_fields=["state", "frozen_at", "expires_at"])
        row.files.all().delete()  # the dossier owns them from here on
    return _submitted(row, form)


@contextmanager
def frozen(*, draft_id: UUID, actor: Actor, now: datetime) -> Iterator[SubmittedForm]:
    """Freeze together with what the caller does inside the block: both happen, or neither."""
    with transaction.atomic():
        yield freeze(draft_id=draft_id, actor=actor, now=now)


def _submitted(row: DraftRow, form: FormDefinition) -> SubmittedForm:
    kept = queries.to_draft(row)
    data = answers.counted(form, kept.values)
    assert row.frozen_at is not None
    return SubmittedForm(
        draft_id=row.uuid,
        data=data,
        provenance={name: known for name, known in kept.provenance.items() if name in data},
        form_ref=form.ref,
        files=tuple(_files(form, data)),
        frozen_at=row.frozen_at,
    )


def _files(form: FormDefinition, data: Mapping[str, Any]) -> Sequence[SubmittedFile]:
    found = []
    for _, field in answers.asked(form, data):
        if field.kind != FieldKind.FILE:
            continue
        for ref in data.get(field.name, ()):
            found.append(
                SubmittedFile(
                    field=field.name,
                    requirement=field.requirement,
                    file_id=UUID(ref["file_id"]),
                    name=ref["name"],
                    size=ref["size"],
                    mime=ref["mime"],
                    sha256=ref["sha256"],
                    label_vi=field.label_vi,
                    label_en=field.label_en,
                )
            )
    return found


@transaction.atomic
def discard_draft(*, draft_id: UUID, actor: Actor, now: datetime) -> None:
    """The owner throws an open draft away, with its files. ``DraftUnknown``, ``DraftFrozen``."""
    row = queries.row_of(draft_id=draft_id, actor=actor, lock=True)
    if row.state != DraftRow.OPEN:
        raise DraftFrozen
    _forget(row, now=now)


def expire_drafts(*, now: datetime, limit: int = 500) -> int:
    """Delete drafts past their date, and the files that only they referred to; returns how many."""
    gone = 0
    for draft_id in DraftRow.objects.filter(expires_at__lte=now).order_by("expires_at").values_list("pk", flat=True)[:limit]:
        with transaction.atomic():
            row = DraftRow.objects.select_for_update(skip_locked=True).filter(pk=draft_id, expires_at__lte=now).first()
            if row is not None:
                _forget(row, now=now)
                gone += 1
    return gone


def _forget(row: DraftRow, *, now: datetime) -> None:
    for file_id in row.files.values_list("file_id", flat=True):
        files_api.discard(file_id=file_id, now=now)
    row.delete()
