"""Versions of procedure definitions: published by people, or derived from the catalogue when a dossier first needs one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.kernel.clock import local_date
from motcua.platform.casework.contracts import DefinitionProblem, DefinitionWrong, ProcedureNotOnline, ProcedureUnknown
from motcua.platform.casework.models import Procedure, ProcedureVersion
from motcua.platform.casework.queries.catalogue import current_version, generic_document, offered_online
from motcua.platform.casework.rules import definitions
from motcua.platform.casework.rules.codes import base_procedure_code
from motcua.platform.casework.rules.lint import errors, lint


def publish_definition(*, document: Mapping[str, Any], now: datetime) -> tuple[ProcedureVersion, tuple[DefinitionProblem, ...]]:
    """Publish a definition as the newest version of its procedure, in force from today; the one before ends. Same content: no new version.

    Returns the version and the warnings. ``DefinitionWrong`` with every mistake; ``ProcedureUnknown``.
    """
    code = str(document.get("procedure", ""))
    problems = lint(document)
    wrong = errors(problems)
    if wrong:
        raise DefinitionWrong(procedure_code=code, problems=wrong)
    with transaction.atomic():
        row = _locked(code)
        return _write(row, document, now=now, generic=False, open_online=bool(document.get("open_online"))), problems


def ensure_version(*, code: str, now: datetime) -> ProcedureVersion:
    """The version that a dossier received now would run on; derived and written on first need, renewed when the catalogue changed.

    ``ProcedureUnknown``; ``ProcedureNotOnline`` for a procedure whose code fits no rule.
    """
    found = Procedure.objects.filter(code=base_procedure_code(code)).first()
    if found is None:
        raise ProcedureUnknown(procedure_code=code)
    if found.odd_code:
        raise ProcedureNotOnline(procedure_code=code)
    current = current_version(found)
    if current is not None and (not current.generic or current.content_hash == definitions.content_hash(generic_document(found))):
        return current
    with transaction.atomic():
        row = _locked(code)
        current = current_version(row)
        if current is not None and not current.generic:
            return current
        return _write(row, generic_document(row), now=now, generic=True, open_online=offered_online(row.details))


def _locked(code: str) -> Procedure:
    row = Procedure.objects.select_for_update().filter(code=base_procedure_code(code)).first()
    if row is None:
        raise ProcedureUnknown(procedure_code=code)
    return row


def _write(row: Procedure, document: Mapping[str, Any], *, now: datetime, generic: bool, open_online: bool) -> ProcedureVersion:
    digest, today = definitions.content_hash(document), local_date(now)
    current = current_version(row)
    if current is not None:
        if current.content_hash == digest:
            return current
        ProcedureVersion.objects.filter(pk=current.pk).update(effective_to=max(today, current.effective_from))
    return ProcedureVersion.objects.create(
        procedure=row, version=(current.version if current else 0) + 1, document=dict(document), content_hash=digest, generic=generic,
        open_online=open_online, effective_from=today, published_at=now,
    )
