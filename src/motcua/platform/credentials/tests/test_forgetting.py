"""Ended credentials are forgotten after the time in data, and what was revoked stays revoked."""

from datetime import timedelta

import pytest

from motcua.foundation.audit import api as audit
from motcua.platform.credentials import api
from motcua.platform.credentials.adapters.carried import kept_for
from motcua.platform.credentials.models import CredentialRow, ShownRow
from motcua.platform.credentials.testing import NOW, make_credential
from motcua.platform.credentials.tests.test_door import OWNER, SHOP, codes, present, verdict

pytestmark = pytest.mark.django_db
YEAR = kept_for(on=NOW.date())
SECOND = timedelta(seconds=1)


def test_an_expired_one_is_forgotten_after_the_time_and_not_before():
    end = NOW + timedelta(days=10)
    made = make_credential(valid_to=end)
    api.show(credential_id=made.uuid, disclose=(), audience=SHOP, now=NOW + SECOND, actor=OWNER)
    assert api.forget_ended(now=end + YEAR - SECOND) == 0
    assert api.forget_ended(now=end + YEAR) == 1
    assert (CredentialRow.objects.count(), ShownRow.objects.count()) == (0, 0)
    assert audit.entries(object_ref="credentials.credential:ended").entries[0].action == "credentials.forgotten"


def test_a_revoked_one_without_an_end_loses_its_name_and_is_never_valid_again():
    made = make_credential()
    shown = present(made, {"holder_name"}, minutes=1440)
    api.revoke(source_ref=made.source_ref, reason="cấp sai cho Hường", now=NOW + SECOND)
    assert [api.forget_ended(now=NOW + SECOND + YEAR) for _ in range(2)] == [1, 0]
    row = CredentialRow.objects.get()
    assert (row.compact, row.holder_key, row.issuer_name, row.state_reason, row.source_ref, row.subject_id.int) == ("", "", "", "", "", 0)
    assert codes(verdict(shown, now=NOW + SECOND + YEAR))[-1] == "revoked"
    assert api.credentials_of(actor=OWNER) == ()
    make_credential()  # the source may be issued anew


def test_what_counts_or_rests_is_kept_however_old():
    make_credential()
    resting = make_credential(idempotency_key="k2", source_ref="vault.document:2")
    api.suspend(source_ref=resting.source_ref, reason="đang xác minh", now=NOW)
    assert api.forget_ended(now=NOW + 10 * YEAR) == 0
