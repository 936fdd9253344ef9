"""Saving one page: everything typed is kept, right or wrong."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.foundation.consent import api as consent
from motcua.foundation.files import api as files_api
from motcua.kernel.actors import Actor
from motcua.kernel.errors import Invalid, NamedError
from motcua.platform.eforms import conf, queries
from motcua.platform.eforms.actions import portrait, prefill
from motcua.platform.eforms.contracts import (
    GIVEN,
    ROWS,
    SILENT,
    UPLOADS,
    DraftFrozen,
    Facts,
    FieldError,
    FieldKind,
    FormDefinition,
    PageResult,
    PrefilledValue,
    UiField,
    UiPage,
    Upload,
)
from motcua.platform.eforms.models import DraftFile, DraftRow
from motcua.platform.eforms.rules import answers, reading
from motcua.platform.eforms.rules.carrying import fits
from motcua.platform.eforms.rules.problems import problem

PURPOSE = "eforms.draft"
_UNTICKED = frozenset({FieldKind.CHECKBOXES, FieldKind.MULTI_SELECT, FieldKind.DECLARATION})  # send nothing when nothing is ticked
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
    version: int | None = None,
    device: str = "",
    going_on: bool = True,
) -> PageResult:
    """Keep what was typed and uploaded on one page and say what is not yet right.

    ``data`` maps input names to what was sent (a string or a list of strings). Buttons of the page come in it too:
    ``<field>-remove`` (a file id), ``<field>-add`` (one more row), ``<field>-drop`` (a row number), ``<field>-next`` (the next linked
    list), ``<field>-search``; then ``stay`` is true. ``version`` is the draft's when the page was shown to ``device``: when another
    device has changed this page since, nothing is overwritten and the result is a ``conflict``. ``going_on=False`` saves while a person
    types: the page does not count as done, and one that arrives after a later save of the same ``device`` is ``stale``: it changes
    nothing. Errors: ``DraftUnknown``, ``DraftFrozen``, ``PageUnknown``. A refused file is an error of its
    field; the rest is kept.
    """
    row = queries.row_of(draft_id=draft_id, actor=actor, lock=True)
    if row.state != DraftRow.OPEN:
        raise DraftFrozen
    form = queries.form_of(row)
    posted = {key: [str(v) for v in sent] if isinstance(sent, list | tuple) else [str(sent)] for key, sent in data.items()}
    facts = queries.facts(form=form, now=now, found=row.answers.get("found"))
    saving = _Saving(row, form, form.page(page), posted, facts, now=now, actor=actor, going_on=going_on)
    if version is not None and not going_on and saving.overtaken(version, device):
        return PageResult(errors=(), stay=True, version=row.version, stale=True)
    if version is not None and (differing := saving.differing(version, device)):
        row.answers.setdefault("conflicts", {})[page] = {"typed": differing, "at": now.isoformat()}
        result = PageResult(errors=tuple(saving.keep_uploads(files or {})), stay=True, conflict=True)
    else:
        result = saving.run(files or {})
        row.version += 1
        row.answers.setdefault("saved", {})[page] = {"version": row.version, "device": device}
    row.updated_at, row.expires_at, row.warned_at = now, now + timedelta(days=conf.DRAFT_DAYS), None
    row.save(update_fields=["answers", "version", "updated_at", "expires_at", "warned_at"])
    return replace(result, version=row.version)


def settle_conflict(*, draft_id: UUID, page: str, mine: Collection[str], actor: Actor, now: datetime) -> PageResult:
    """End a conflict of two devices: the fields in ``mine`` take what was typed last, the others stay as they are kept.

    Settling what is settled does nothing. Errors: ``DraftUnknown``, ``DraftFrozen``, ``PageUnknown``.
    """
    with transaction.atomic():
        row = queries.row_of(draft_id=draft_id, actor=actor, lock=True)
        if row.state != DraftRow.OPEN:
            raise DraftFrozen
        conflict = row.answers.get("conflicts", {}).pop(page, {"typed": {}})
        row.save(update_fields=["answers"])
        typed = {key: sent for name, given in conflict["typed"].items() if name in mine for key, sent in given.items()}
        return save_page(draft_id=draft_id, page=page, data=typed, actor=actor, now=now, going_on=False)


def lend_file(*, draft_id: UUID, field: str, file_id: UUID, known: PrefilledValue, actor: Actor, now: datetime) -> None:
    """Answer a question for a file with a stored one: it stays where it is, the draft refers to it. ``known`` says where it comes from.

    The caller has seen to it that the actor may read the file. The same file again changes nothing. Errors: ``DraftUnknown``,
    ``DraftFrozen``, ``Invalid`` when the form does not ask for a file there, or the file does not fit; ``ProcessingRestricted`` while
    the person restricts the use of what is kept of her.
    """
    stopped = prefill.held_back(actor=actor, now=now)
    if stopped is not None:
        raise consent.ProcessingRestricted(reason_vi=stopped.reason_vi, reason_en=stopped.reason_en)
    stored = files_api.get(file_id=file_id)
    ref = {"file_id": str(stored.uuid), "name": stored.name, "size": stored.size, "mime": stored.mime, "sha256": stored.sha256}
    with transaction.atomic():
        row = queries.row_of(draft_id=draft_id, actor=actor, lock=True)
        if row.state != DraftRow.OPEN:
            raise DraftFrozen
        form, kept = queries.form_of(row), row.answers
        question = next((f for page in form.pages for f in page.fields if f.name == field and f.kind in UPLOADS), None)
        refs: list[dict[str, Any]] = list(kept["values"].get(field, ()))
        if any(one["file_id"] == ref["file_id"] for one in refs):
            return
        if question is None or not fits(question, [*refs, ref], queries.facts(form=form, now=now)):
            raise Invalid(fields={field: ("Tệp này không dùng được cho mục này.", "This file cannot be used here.")})
        before = kept["provenance"].get(field, {})
        lent = [one for one in before.get("value", ()) if one in refs] if before.get("way") == known.way else []
        kept["values"][field] = [*refs, ref]
        kept["provenance"][field] = prefill.entry(replace(known, value=[*lent, ref]))
        row.version, row.updated_at = row.version + 1, now
        row.save(update_fields=["answers", "version", "updated_at"])


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
    going_on: bool = field(kw_only=True, default=True)
    stay: bool = False

    def differing(self, version: int, device: str) -> dict[str, dict[str, list[str]]]:
        """By field, what was typed otherwise than another device left this page after ``version``; empty when nothing clashes."""
        last = self.row.answers.get("saved", {}).get(self.page.key)
        if last is None or last["version"] <= version or last["device"] == device:
            return {}
        kept, clash = self.row.answers, {}
        for question in self.page.fields:
            typed = reading.keys_of(question, self.posted)
            if not typed or question.kind in SILENT | UPLOADS | GIVEN:
                continue
            got = reading.read(question, typed, self.facts)
            blank = not any(v.strip() for sent in typed.values() for v in sent)
            readable = question.name not in kept["raw"] and (blank or not got.errors)
            same = readable and got.value == kept["values"].get(question.name)
            if not same and typed != kept["raw"].get(question.name):
                clash[question.name] = typed
        return clash

    def overtaken(self, version: int, device: str) -> bool:
        """Whether this device has saved the page since: requests sent one after the other may arrive the other way round."""
        last = self.row.answers.get("saved", {}).get(self.page.key)
        return bool(device) and last is not None and last["device"] == device and last["version"] > version

    def keep_uploads(self, uploads: Mapping[str, Sequence[Upload]]) -> list[FieldError]:
        """Uploaded and removed files of the page; what was refused."""
        kept, questions = self.row.answers, [q for q in self.page.fields if q.kind in UPLOADS]
        return [error for q in questions for error in self.keep_files(q, kept, uploads.get(q.name, ()))]

    def run(self, uploads: Mapping[str, Sequence[Upload]]) -> PageResult:
        """Keep everything; the errors and the next page."""
        kept, today = self.row.answers, self.facts.today
        before = {f.name for f in answers.asked_fields(self.form, self.page, kept["values"], today=today)}
        refused = self.keep_uploads(uploads)
        for question in self.page.fields:
            if question.kind not in SILENT | UPLOADS | GIVEN:
                self.keep_typed(question, kept)
        settle(self.form, kept["values"], today)
        newly = {f.name for f in answers.asked_fields(self.form, self.page, kept["values"], today=today) if f.kind not in SILENT | GIVEN}
        newly -= before | {name for name in newly if any(key == name or key.startswith(f"{name}-") for key in self.posted)}
        if self.page.key not in kept["visited"] and not newly and self.going_on:
            kept["visited"].append(self.page.key)
        prefill.carry_over(form=self.form, kept=kept, now=self.now)
        errors = answers.page_errors(self.form, self.page.key, values=kept["values"], raw=kept["raw"], facts=self.facts)
        shown = [*refused, *(e for e in errors if e.name not in {r.name for r in refused} and e.name.split("-")[0] not in newly)]
        if self.stay or not self.going_on:
            shown = refused  # a press on "add" or "remove", or a save while typing, is no attempt to go on
        following = answers.next_page(self.form, self.page.key, kept["values"], today=today)
        return PageResult(errors=tuple(shown), next_page=following, stay=self.stay or bool(newly))

    def keep_typed(self, question: UiField, kept: dict[str, Any]) -> None:
        """The typed value, or what was typed when it cannot be read."""
        name = question.name
        typed = reading.keys_of(question, self.posted)
        if question.kind in ROWS:
            self.change_rows(question, kept, typed)
        if f"{name}-next" in self.posted or f"{name}-search" in self.posted:
            self.stay = True
        if not typed and not (self.going_on and question.kind in _UNTICKED):
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
                sent, faults = portrait.checked(question, upload)
                errors += faults
                refs += [] if faults else [self.put(question, sent)]
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


def settle(form: FormDefinition, values: dict[str, Any], today: date) -> None:
    """Calculated and hidden answers as the other answers make them; those no longer asked go."""
    known = answers.counted(form, values, today=today)
    for page in form.pages:
        for question in page.fields:
            if question.kind in GIVEN:
                values.pop(question.name, None)
                if question.name in known:
                    values[question.name] = known[question.name]
