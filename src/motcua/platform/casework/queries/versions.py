"""Versions of definitions on their days, drafts, where a procedure is handed in, and the world that the linter holds documents against."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q

from motcua.foundation.units import api as units
from motcua.kernel.clock import local_date
from motcua.kit import clock
from motcua.platform.casework.adapters import world as carried_world
from motcua.platform.casework.contracts import DefinitionProblem, FieldDifference, ProcedureUnknown, Submission
from motcua.platform.casework.contracts.lifecycle import (
    DraftUnknown,
    DraftView,
    SubmissionSetting,
    VersionState,
    VersionUnknown,
    VersionView,
)
from motcua.platform.casework.models import Procedure, ProcedureDraft, ProcedureVersion
from motcua.platform.casework.models import SubmissionSetting as SettingRow
from motcua.platform.casework.rules import changes, definitions
from motcua.platform.casework.rules.codes import base_procedure_code
from motcua.platform.casework.rules.lint import World, lint
from motcua.platform.documents import api as documents


def in_force(row: Procedure, *, on: date) -> ProcedureVersion | None:
    """The version that rules on a day; None when none did, or the procedure was retired."""
    covering = Q(effective_to=None) | Q(effective_to__gt=on)
    return ProcedureVersion.objects.filter(covering, procedure=row, effective_from__lte=on).order_by("-version").first()


def in_force_of(rows: Iterable[Procedure], *, on: date) -> dict[int, ProcedureVersion]:
    """The versions that rule on a day, by the ids of their procedures; in one statement."""
    covering = Q(effective_to=None) | Q(effective_to__gt=on)
    ruling = ProcedureVersion.objects.filter(covering, procedure__in=[row.pk for row in rows], effective_from__lte=on)
    return {version.procedure_id: version for version in ruling.order_by("version")}


def scheduled(row: Procedure, *, on: date) -> ProcedureVersion | None:
    """The next version that takes force after a day."""
    live = Q(effective_to=None) | Q(effective_to__gt=F("effective_from"))  # an empty period was dropped before it began
    return ProcedureVersion.objects.filter(live, procedure=row, effective_from__gt=on).order_by("effective_from", "-version").first()


def row_of(code: str) -> Procedure:
    """The catalogue row of a code. ``ProcedureUnknown``."""
    row = Procedure.objects.filter(code=base_procedure_code(code)).first()
    if row is None:
        raise ProcedureUnknown(procedure_code=code)
    return row


def versions(*, code: str, on: date | None = None) -> tuple[VersionView, ...]:
    """Every version of a procedure with its state on a day (None: today), newest first. ``ProcedureUnknown``."""
    row = row_of(code)
    return tuple(view_of(v, row=row, on=on or clock.today()) for v in row.versions.order_by("-version"))


def view_of(version: ProcedureVersion, *, row: Procedure, on: date) -> VersionView:
    """A version as people see it on a day."""
    return VersionView(
        procedure_code=row.code, version=version.version, state=_state(version, row, on), template=version.document.get("template", ""),
        effective_from=version.effective_from, effective_to=version.effective_to, published_at=version.published_at,
        published_by=version.published_by, note=version.note, generic=version.generic, open_online=version.open_online,
        content_hash=version.content_hash,
    )


def _state(version: ProcedureVersion, row: Procedure, on: date) -> VersionState:
    ended = version.effective_to is not None and version.effective_to <= on
    if not ended:
        return VersionState.SCHEDULED if version.effective_from > on else VersionState.IN_FORCE
    return VersionState.RETIRED if row.retired_on is not None and version.effective_to == row.retired_on else VersionState.REPLACED


def version_document(*, code: str, version: int) -> dict[str, Any]:
    """The complete document of a version. ``ProcedureUnknown``, ``VersionUnknown``."""
    found = row_of(code).versions.filter(version=version).first()
    if found is None:
        raise VersionUnknown(procedure_code=code, version=version)
    return dict(found.document)


def diff_versions(*, code: str, a: int, b: int) -> tuple[FieldDifference, ...]:
    """What changed from version ``a`` to version ``b``, by stable keys. ``ProcedureUnknown``, ``VersionUnknown``."""
    return changes.differences(version_document(code=code, version=a), version_document(code=code, version=b))


def draft_of(*, code: str, now: datetime) -> DraftView:
    """The draft of a procedure with what the linter says of it. ``ProcedureUnknown``, ``DraftUnknown``."""
    row = row_of(code)
    found = ProcedureDraft.objects.filter(procedure=row).first()
    if found is None:
        raise DraftUnknown(procedure_code=row.code)
    return draft_view(found, row=row, now=now)


def draft_view(found: ProcedureDraft, *, row: Procedure, now: datetime) -> DraftView:
    """A draft as its editor sees it."""
    return DraftView(
        procedure_code=row.code, document=dict(found.document), seq=found.seq, based_on=found.based_on, saved_at=found.saved_at,
        saved_by=found.saved_label or found.saved_by, problems=lint(found.document, world=world(on=local_date(now))),
    )


def lint_definition(*, document: Mapping[str, Any], now: datetime) -> tuple[DefinitionProblem, ...]:
    """What the linter says of a document today, with everything that it refers to."""
    return lint(document, world=world(on=local_date(now)))


def submission_of(*, code: str, on: date, version: int | None = None) -> Submission:
    """Where a procedure is handed in on a day and whose status counts: the setting of the version, of the procedure, else its definition's.

    ``ProcedureUnknown``.
    """
    row = row_of(code)
    covering = Q(effective_to=None) | Q(effective_to__gt=on)
    wanted = Q(version=None) if version is None else Q(version=None) | Q(version=version)
    settings = row.submission_settings.filter(covering, wanted, effective_from__lte=on)
    found = settings.order_by("version", "-effective_from").first()  # PostgreSQL puts the general one (no version) last
    if found is not None:
        return definitions.submission({"channel": found.channel, "master": found.master})
    numbered = row.versions.filter(version=version).first() if version is not None else in_force(row, on=on)
    return definitions.submission((numbered.document.get("submission") if numbered else None) or {})


def submission_settings(*, code: str) -> tuple[SubmissionSetting, ...]:
    """All dated settings of a procedure, newest first. ``ProcedureUnknown``."""
    row = row_of(code)
    return tuple(_setting(s, row) for s in row.submission_settings.order_by("-effective_from", "-id"))


def _setting(found: SettingRow, row: Procedure) -> SubmissionSetting:
    return SubmissionSetting(
        procedure_code=row.code, version=found.version, effective_from=found.effective_from, effective_to=found.effective_to,
        submission=definitions.submission({"channel": found.channel, "master": found.master}), source=found.source,
    )


def world(*, on: date) -> World:
    """What definitions may refer to on a day."""
    return World(
        on=on, units=frozenset(u.code for u in (*units.communes(on=on), *units.agencies(on=on))), forms=carried_world.forms(),
        procedures=frozenset(Procedure.objects.values_list("code", flat=True)), retired=carried_world.retired_laws(),
        printed=frozenset(template.key for template in documents.templates),
    )
