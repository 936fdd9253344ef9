"""Corrections of posts, lists of posts taken out and documents opened stand in the log."""

from __future__ import annotations

import pytest

from motcua.foundation.audit import api as audit
from motcua.foundation.identity import api as identity
from motcua.foundation.identity.testing import NOW, UNIT, make_officer
from motcua.foundation.outbox.testing import drain_all
from motcua.kernel.actors import Role

pytestmark = pytest.mark.django_db


def test_a_correction_says_why_and_how_it_stood_and_a_list_who_took_it() -> None:
    admin, officer = make_officer(Role.ADMIN, code="boss"), make_officer(Role.APPRAISER, code="an")
    post = officer.own_positions[0].position_id
    identity.correct_post(position_id=post, title="Chuyên viên", reason="Ghi nhầm", actor=admin, now=NOW)
    identity.export_unit_posts(unit_code=UNIT, at=NOW, actor=admin, now=NOW)
    drain_all()
    (corrected,) = audit.entries(action="identity.post_corrected").entries
    assert (corrected.object_ref, corrected.details["reason"]) == (f"identity.officer:{officer.subject_id}", "Ghi nhầm")
    assert (corrected.details["before"][0], corrected.details["after"][0]) == ("appraiser", "Chuyên viên")
    (taken,) = audit.entries(action="identity.posts_exported").entries
    assert (taken.object_ref, taken.actor_ref, taken.details["count"]) == (f"identity.unit:{UNIT}", admin.ref, 2)
