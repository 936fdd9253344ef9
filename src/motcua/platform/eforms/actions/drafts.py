"""Starting, filling, freezing and forgetting drafts."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.foundation.files import api as files_api
from motcua.kernel.actors import Actor
from motcua.kernel.clock import local_date
from motcua.kernel.dates_vi import show_date
from motcua.kernel.errors import Invalid
from motcua.kernel.policy import require
from motcua.kit.apart import apart
from motcua.platform.eforms import conf, policies, queries
from motcua.platform.eforms.actions import pages, prefill, signers
from motcua.platform.eforms.contracts import (
    DOSSIER,
    UPLOADS,
    Correction,
    Draft,
    DraftFrozen,
    DraftUnknown,
    Earlier,
    FormDefinition,
    PrefilledValue,
    SubmittedFile,
    SubmittedForm,
)
from motcua.platform.eforms.models import DraftRow, Form
from motcua.platform.eforms.rules import answers

log = logging.getLogger(__name__)


def start_draft(
    *,
    form_key: str,
    form_version: int | None,
    owner: Actor,
    context: Mapping[str, Any],
    now: datetime,
    labels: Mapping[str, str] | None = None,
    earlier: Earlier | None = None,
    heard: Mapping[str, PrefilledValue] | None = None,
    registers: Mapping[str, str] | None = None,
) -> Draft:
    """A new draft, filled in once with what the sources know. ``context`` is the caller's (ids and titles; no personal data).

    ``labels`` rewords questions of this draft alone, by field name; they are kept encrypted with the answers.
    ``earlier`` is a submission of the same person from which answers are taken over by the stable names of the questions; what no longer
    fits is asked again (``Draft.outdated``); files stay where they are and are referred to. ``heard`` are facts that the caller was told of
    the applicant (names as ``Prefiller`` lists them), with where they come from: a card read at the counter. ``registers`` names, by the
    required paper that a question asks for, the fact that makes it unnecessary (``vault.document:land_certificate``): when that register
    has it, the paper need not be handed in (``Draft.known_papers``). Errors: ``FormUnknown``, ``Forbidden`` for an anonymous owner. A
    source that fails is noted in the draft.
    """
    require(policies.can_start(owner))
    form = queries.form(key=form_key, version=form_version)
    facts = queries.facts(form=form, now=now)
    kept = prefill.known_facts(form=form, actor=owner, facts=facts, now=now, earlier=earlier, heard=heard, registers=registers)
    pages.settle(form, kept["values"], facts.today)
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


def clone_draft(*, draft_id: UUID, owner: Actor, context: Mapping[str, Any], now: datetime, form_version: int | None = None) -> Draft:
    """A new draft of the newest version (or the named one) of the same form, begun from an own draft, open or submitted.

    ``context`` as for :func:`start_draft`; what it leaves out is taken from the earlier one. Errors: ``DraftUnknown``.
    """
    before = queries.row_of(draft_id=draft_id, actor=owner)
    kept = queries.to_draft(before)
    day = show_date(local_date(before.frozen_at or before.updated_at))
    labels, way = (f"bản bạn khai ngày {day}", f"your form of {day}"), DOSSIER if before.state == DraftRow.FROZEN else ""
    earlier = Earlier(data=kept.values, label_vi=labels[0], label_en=labels[1], at=kept.updated_at, way=way)
    return start_draft(
        form_key=before.form.key, form_version=form_version, owner=owner, context={**before.context, **context}, now=now, earlier=earlier,
        registers=kept.registers,
    )


@transaction.atomic
def freeze(*, draft_id: UUID, actor: Actor, now: datetime) -> SubmittedForm:
    """Lock the draft and return what was submitted; a second call returns the same. ``Invalid`` names every field still wrong."""
    row = queries.row_of(draft_id=draft_id, actor=actor, lock=True)
    form = queries.form_of(row)
    if row.state == DraftRow.OPEN:
        kept = queries.to_draft(row)
        errors = answers.errors_of(form, values=kept.values, raw=kept.raw, facts=queries.facts_of(kept, form, now))
        if errors:
            raise Invalid(fields={e.name: (e.vi, e.en) for e in errors})
        signers.require_all(row)
        pages.settle(form, row.answers["values"], local_date(now))
        row.state, row.frozen_at = DraftRow.FROZEN, now
        row.expires_at = now + timedelta(days=conf.DRAFT_DAYS)
        row.save(update_fields=["state", "frozen_at", "expires_at", "answers"])
        row.files.all().delete()  # the dossier owns them from here on
    return _submitted(row, form)


@contextmanager
def frozen(*, draft_id: UUID, actor: Actor, now: datetime) -> Iterator[SubmittedForm]:
    """Freeze together with what the caller does inside the block: both happen, or neither."""
    with transaction.atomic():
        yield freeze(draft_id=draft_id, actor=actor, now=now)


def _submitted(row: DraftRow, form: FormDefinition) -> SubmittedForm:
    kept = queries.to_draft(row)
    assert row.frozen_at is not None
    data = answers.counted(form, kept.values, today=local_date(row.frozen_at))
    given = {f.requirement for page in form.pages for f in page.fields if f.requirement and data.get(f.name)}
    return SubmittedForm(
        draft_id=row.uuid,
        data=data,
        provenance={name: known for name, known in kept.provenance.items() if name in data},
        form_ref=form.ref,
        files=tuple(_files(form, data, kept.provenance)),
        frozen_at=row.frozen_at,
        corrections=corrections(form=form, data=data, provenance=kept.provenance),
        signers=signers.views(row),
        known_papers={key: known for key, known in kept.known_papers.items() if key not in given},
    )


def corrections(*, form: FormDefinition, data: Mapping[str, Any], provenance: Mapping[str, PrefilledValue]) -> tuple[Correction, ...]:
    """The answers that differ from what their source said, for the officer: both are kept, and who is right is for a person to judge."""
    return tuple(
        Correction(
            name=field.name,
            label_vi=field.label_vi,
            label_en=field.label_en,
            said=known.value,
            given=data[field.name],
            source_vi=known.source_label_vi,
            source_en=known.source_label_en,
            at=known.at,
        )
        for page in form.pages
        for field in page.fields
        if field.name in data and (known := provenance.get(field.name)) is not None and known.value != data[field.name]
    )


def _files(form: FormDefinition, data: Mapping[str, Any], provenance: Mapping[str, PrefilledValue]) -> Sequence[SubmittedFile]:
    found = []
    for field in (f for page in form.pages for f in page.fields):
        if field.kind not in UPLOADS:
            continue
        known = provenance.get(field.name)
        lent = {ref["file_id"]: known.way for ref in known.value} if known is not None and isinstance(known.value, list) else {}
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
                    way=lent.get(ref["file_id"], ""),
                )
            )
    return found


@transaction.atomic
def discard_draft(*, draft_id: UUID, actor: Actor, now: datetime) -> None:
    """The owner throws an open draft away. It can be taken back for a day, then goes with its files. ``DraftUnknown``, ``DraftFrozen``."""
    row = queries.row_of(draft_id=draft_id, actor=actor, lock=True)
    if row.state != DraftRow.OPEN:
        raise DraftFrozen
    row.discarded_at, row.expires_at = now, min(row.expires_at, now + timedelta(hours=conf.UNDO_HOURS))
    row.save(update_fields=["discarded_at", "expires_at"])


@transaction.atomic
def restore_draft(*, draft_id: UUID, actor: Actor, now: datetime) -> None:
    """The owner takes back what she threw away, while it is there. ``DraftUnknown`` afterwards; a draft that is open stays as it is."""
    row = DraftRow.objects.select_for_update().filter(uuid=draft_id, expires_at__gt=now).first()
    if row is None or not policies.can_use_draft(actor, row.owner_ref):
        raise DraftUnknown
    if row.discarded_at is not None:
        row.discarded_at, row.updated_at, row.expires_at = None, now, now + timedelta(days=conf.DRAFT_DAYS)
        row.save(update_fields=["discarded_at", "updated_at", "expires_at"])


def expire_drafts(*, now: datetime, limit: int = 500) -> int:
    """Delete drafts past their date, and the files that only they referred to; returns how many. One that fails stops no other."""
    gone = 0
    for draft_id in DraftRow.objects.filter(expires_at__lte=now).order_by("expires_at").values_list("pk", flat=True)[:limit]:
        with apart(log, "eforms.expire_drafts", draft_id), transaction.atomic():
            row = DraftRow.objects.select_for_update(skip_locked=True).filter(pk=draft_id, expires_at__lte=now).first()
            if row is not None:
                forget(row, now=now)
                gone += 1
    return gone


def forget(row: DraftRow, *, now: datetime) -> None:
    """Delete a draft and discard the files that only it referred to; the caller holds its lock."""
    for file_id in row.files.values_list("file_id", flat=True):
        files_api.discard(file_id=file_id, now=now)
    row.delete()
