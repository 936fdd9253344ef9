"""A kept result has its electronic credential, which is void when the result is."""

import pytest

from motcua.foundation.identity.testing import make_citizen, sign_in
from motcua.platform.casework.events import ResultRevoked
from motcua.platform.credentials import api as credentials
from motcua.services.vault import api
from motcua.services.vault.testing import NOW, casework_knows, resolved

pytestmark = pytest.mark.django_db


def test_a_result_brings_its_credential_once_and_takes_it_along(client):
    owner = make_citizen()
    event = resolved(owner.subject_id)
    with casework_knows():
        held, again = (api.keep_result(resolved=event, now=NOW) for _ in range(2))
    assert held == again
    (card,) = credentials.credentials_of(actor=owner, source_refs=[f"vault.document:{held.uuid}"])
    assert (card.claims["document_sha256"], "personal_number" in card.disclosable) == (held.sha256, True)
    page = sign_in(client, owner).get(f"/kho-giay-to/{held.uuid}/").content.decode()
    assert f"/chung-nhan/{card.uuid}/" in page
    names = ("dossier_id", "dossier_code", "procedure_code", "field", "unit_code", "person_id", "result_file_id")
    void = ResultRevoked(**{name: getattr(event, name) for name in names}, at=NOW, step="appraisal")
    api.revoke(revoked=void, now=NOW)
    assert credentials.credential(credential_id=card.uuid, actor=owner).state is credentials.State.REVOKED
