"""A unit's store goes along when the unit is merged."""

from __future__ import annotations

from datetime import date, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest

from motcua.foundation.identity import api as identity
from motcua.foundation.identity.testing import make_officer
from motcua.foundation.units import testing as units
from motcua.kernel.actors import SYSTEM, Role
from motcua.kernel.ids import uuid7
from motcua.services.vault import policies
from motcua.services.vault.models import HeldDocumentRow, PaperRequestRow, ShareRow
from motcua.services.vault.testing import NOW

pytestmark = pytest.mark.django_db
OLD, NEW, ON = "11296", "11602", date(2026, 11, 20)
BEFORE = NOW - timedelta(days=5)


@pytest.fixture(autouse=True)
def _units() -> None:
    for code in (OLD, NEW):
        units.make_unit(code=code)


def paper(n: int, *, unit: str = OLD, **more: Any) -> HeldDocumentRow:
    facts = {
        "holder": f"unit:{unit}", "kind": "decision", "title": f"Giấy {n}", "issuer": "UBND", "issued_at": BEFORE, "kept_at": BEFORE,
        "file_id": UUID(int=n), "sha256": sha256(str(n).encode()).hexdigest(), "size": 1, "signature_report": {}, "origin": "upload",
    }  # fmt: skip
    return HeldDocumentRow.objects.create(**(facts | more))


def share(document: HeldDocumentRow, *, unit_code: str = OLD, **more: Any) -> ShareRow:
    facts = {
        "document": document, "holder": document.holder, "made_by": "officer:x", "idempotency_key": str(uuid7()), "unit_code": unit_code,
        "purpose": "Đối chiếu", "fields": [], "with_file": True, "may_download": False, "token_digest": sha256(uuid7().bytes).hexdigest(),
        "created_at": BEFORE, "expires_at": NOW + timedelta(days=9),
    }  # fmt: skip
    return ShareRow.objects.create(**(facts | more))


def merge(**change: Any) -> identity.Followed:
    report = identity.move_positions(**({"old_unit": OLD, "new_unit": NEW, "on": ON, "actor": SYSTEM, "now": NOW} | change))
    return next(f for f in report.followed if f.key == "vault.unit_stores")


def test_papers_shares_and_requests_go_over_and_the_officers_open_them() -> None:
    kept = paper(1)
    share(kept, unit_code="")
    given = share(paper(2, unit="11329"))
    PaperRequestRow.objects.create(
        unit_code=OLD, asked_by="officer:x", idempotency_key="k", holder="person:x", dossier_code="H", kind="x", purpose="p", asked_at=BEFORE,
        ends_at=NOW + timedelta(days=9),
    )  # fmt: skip
    officer = make_officer(Role.RECEPTION, code="an", unit_code=OLD)
    assert (merge(dry_run=True).count, HeldDocumentRow.objects.filter(holder=f"unit:{NEW}").count()) == (3, 0)
    assert merge().count == 3
    kept.refresh_from_db()
    given.refresh_from_db()
    assert (kept.holder, kept.shares.get().holder, given.unit_code) == (f"unit:{NEW}", f"unit:{NEW}", NEW)
    assert PaperRequestRow.objects.get().unit_code == NEW
    assert officer.subject_id is not None
    moved = identity.officer_actor(code="an", now=NOW)
    assert policies.can_open(actor=moved, holder=kept.holder)
    assert merge().count == 0


def test_a_paper_that_the_new_store_has_stays_and_is_told() -> None:
    paper(1)
    paper(1, unit=NEW)
    told = merge()
    assert (told.count, [one.count for one in told.left]) == (0, [1])
    assert HeldDocumentRow.objects.filter(holder=f"unit:{OLD}").count() == 1


def test_what_ended_stays_with_its_history() -> None:
    over = share(paper(1, unit="11329"), expires_at=BEFORE + timedelta(days=1))
    taken = share(paper(2, unit="11329"), revoked_at=BEFORE)
    merge()
    assert {ShareRow.objects.get(pk=one.pk).unit_code for one in (over, taken)} == {OLD}


def test_what_came_to_another_unit_that_has_the_code_since_is_its_own() -> None:
    for name, period in (("Cũ", {"valid_to": ON}), ("Mới", {"valid_from": ON})):
        units.make_unit(code="11350", name=name, **period)
    old, since = paper(1, unit="11350"), paper(2, unit="11350", kept_at=NOW)
    assert merge(old_unit="11350").count == 1
    assert [HeldDocumentRow.objects.get(pk=one.pk).holder for one in (old, since)] == [f"unit:{NEW}", "unit:11350"]
