"""What people and the city do with the national store, in one line each."""

from types import SimpleNamespace

from motcua.foundation.consent import api as consent
from motcua.foundation.identity import api as identity
from motcua.services.vault import api
from motcua.services.vault.models import HeldDocumentRow
from motcua.services.vault.testing import NOW, casework_knows, resolved


def number(owner):
    return identity.person(person_id=owner.subject_id).personal_number


def agree(owner, now=NOW):
    text = consent.purpose(code="national-store", on=now.date()).text
    api.agree_to_national(version=text.version, language="vi", actor=owner, now=now)


def bring(owner, now=NOW):
    agree(owner, now)
    api.bring_papers(actor=owner, now=now)
    api.exchange_national(now=now)
    return state(owner, now)


def state(owner, now=NOW):
    return api.national_state(actor=owner, language="vi", now=now)


def keep(owner):
    event = resolved(owner.subject_id)
    with casework_knows():
        held = api.keep_result(resolved=event, now=NOW)
    api.line_up_national(document_id=held.uuid, now=NOW)
    return event, held


def revoke(event, now=NOW):
    told = SimpleNamespace(dossier_id=event.dossier_id, result_file_id=event.result_file_id, at=now)
    api.revoke(revoked=told, now=now)
    row = HeldDocumentRow.objects.get(dossier_id=event.dossier_id, origin="result")
    api.line_up_national(document_id=row.uuid, now=now)
