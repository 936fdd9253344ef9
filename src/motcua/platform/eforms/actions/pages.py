"""Saving one page: everything typed is kept, right or wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.foundation.files import api as files_api
from motcua.kernel.actors import Actor
from motcua.kernel.errors import NamedError
from motcua.platform.eforms import conf, queries
from motcua.platform.eforms.actions import prefill
from motcua.platform.eforms.contracts import (
    DraftFrozen,
    Facts,
    FieldError,
    FieldKind,
    FormDefinition,
    PageResult,
    UiField,
    UiPage,
    Upload,
)
from motcua.platform.eforms.models import DraftFile, DraftRow
from motcua.platform.eforms.rules import answers, reading
from motcua.platform.eforms.rules.problems import problem

PURPOSE = "eforms.draft"
Data = Mapping[str, Sequence[str]]


@transaction.atomic
def save_page(
    *,
    draft_id: UUID,
    page: str,
    data: Mapping[str, Any],
    files: Mapping[str, Sequence[Upload]] | None = None,
    actor: Actor,
    now: datetime,
) -> PageResult:
    """Keep what was typed and uploaded on one page and say what is not yet right.

    ``data`` maps input names to what was sent (a string or a list of strings). Buttons of the page come in it too:
    ``<field>-remove`` (a file id), ``<field>-add`` (one more row), ``<field>-drop`` (a row number); then ``stay`` is true.
    Errors: ``DraftUnknown``, ``DraftFrozen``, ``PageUnknown``. A refused file is an error of its field; the rest is kept.
    """
    row = queries.row_of(draft_id=draft_id, actor=actor, lock=True)
    if row.state != DraftRow.OPEN:
        raise DraftFrozen
    form = queries.form_of(row)
    posted = {key: [str(v) for v in sent] if isinstance(sent, list | tuple) else [str(sent)] for key, sent in data.items()}
    saving = _Saving(row, form, form.page(page), posted, queries.facts(form=form, now=now), now=now, actor=actor)
    result = saving.run(files or {})
    row.updated_at, row.expires_at = now, now + timedelta(days=conf.DRAFT_DAYS)
    row.save(update_fields=["answers", "updated_at", "expires_at"])
    return result


@dataclass
class _Saving:
    """One page being saved: the state that its steps share."""

    row: DraftRow
    form: FormDefinition
    page: UiPage
    posted: Data
    facts: Facts
    now: datetime = field(kw_only=True)
    actor: Actor = field(kw_only=True)
    stay: bool = False

    def run(self, uploads: Mapping[str, Sequence[Upload]]) -> PageResult:
        kept = self.row.answers
        before = {f.name for f in answers.asked_fields(self.form, self.page, kept["values"])}
        refused: list[FieldError] = []
        for question in self.page.fields:
            if question.kind == FieldKind.FILE:
                refused += self.keep_files(question, kept, uploads.get(question.name, ()))
            elif question.kind != FieldKind.INFO:
                self.keep_typed(question, kept)
        newly = {f.name for f in answers.asked_fields(self.form, self.page, kept["values"])} - before
        newly -= {name for name in newly if any(key == name or key.startswith(f"{name}-") for key in self.posted)}
        if self.page.key not in kept["visited"] and not newly:
            kept["visited"].append(self.page.key)
        prefill.carry_over(form=self.form, kept=kept, now=self.now)
        errors = answers.page_errors(self.form, self.page.key, values=kept["values"], raw=kept["raw"], facts=self.facts)
        shown = [*refused, *(e for e in errors if e.name not in {r.name for r in refused} and e.name.split("-")[0] not in newly)]
        if self.stay:
            shown = refused  # a press on "add" or "remove" is no attempt to go on
        return PageResult(
            errors=tuple(shown), next_page=answers.next_page(self.form, self.page.key, kept["values"]), stay=self.stay or bool(newly)
        )

    def keep_typed(self, question: UiField, kept: dict[str, Any]) -> None:
        """The typed value, or what was typed when it cannot be read."""
        name = question.name
        typed = reading.keys_of(question, self.posted)
        if question.kind == FieldKind.REPEATED:
            self.change_rows(question, kept, typed)
        if not typed and question.kind not in (FieldKind.CHECKBOXES, FieldKind.DECLARATION):
            return  # the question was not on the page that was sent
        got = reading.read(question, typed, self.facts)
        kept["raw"].pop(name, None)
        kept["values"].pop(name, None)
        if got.value is not None:
            kept["values"][name] = got.value
        elif any(v.strip() for sent in typed.values() for v in sent):
            kept["raw"][name] = typed

    def change_rows(self, question: UiField, kept: dict[str, Any], typed: dict[str, list[str]]) -> None:
        """One row more after "add another"; "remove" drops the row of that number."""
        name = question.name
        shown = len(reading.row_numbers(question, typed))
        if f"{name}-add" in self.posted:
            self.stay = True
            kept["rows"][name] = min(shown + 1, question.max_rows)
        for number in self.posted.get(f"{name}-drop", ()):
            self.stay = True
            kept["rows"][name] = max(shown - 1, question.min_rows)
            for key in [k for k in typed if k.startswith(f"{name}-{number}-")]:
                del typed[key]

    def keep_files(self, question: UiField, kept: dict[str, Any], uploads: Sequence[Upload]) -> list[FieldError]:
        """Uploads join what is there; a refused one is named, the others stay."""
        refs: list[dict[str, Any]] = list(kept["values"].get(question.name, ()))
        for file_id in self.posted.get(f"{question.name}-remove", ()):
            self.stay = True
            self.drop_file(question, file_id)
            refs = [ref for ref in refs if ref["file_id"] != file_id]
        errors: list[FieldError] = []
        for upload in uploads:
            if len(refs) >= question.max_files:
                errors.append(problem(question, "too_many_files", limit=question.max_files))
                break
            try:
                refs.append(self.put(question, upload))
            except NamedError as error:
                errors.append(FieldError(question.name, error.code, error.sentence("vi"), error.sentence("en"), self.page.key))
        if refs:
            kept["values"][question.name] = refs
        else:
            kept["values"].pop(question.name, None)
        return errors[:1]

    def put(self, question: UiField, upload: Upload) -> dict[str, Any]:
        """Store one upload; its reference is what the answer holds."""
        stored = files_api.put(
            content=upload,  # type: ignore[arg-type]
            name=upload.name or "tep",
            purpose=PURPOSE,
            actor=self.actor,
            now=self.now,
            max_bytes=question.max_bytes,
            owner_ref=self.row.owner_ref,
        )
        DraftFile.objects.create(draft=self.row, field=question.name, file_id=stored.uuid, added_at=self.now)
        return {"file_id": str(stored.uuid), "name": stored.name, "size": stored.size, "mime": stored.mime, "sha256": stored.sha256}

    def drop_file(self, question: UiField, file_id: str) -> None:
        """Discard an uploaded file of this draft; a file that a source lent stays where it is."""
        found = DraftFile.objects.filter(draft=self.row, field=question.name)
        for own in [one for one in found if str(one.file_id) == file_id]:
            own.delete()
            files_api.discard(file_id=own.file_id, now=self.now)
