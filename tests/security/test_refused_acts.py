"""A file comes with an act; when the act is refused for another reason than the file, nothing of the file stays."""

from __future__ import annotations

from contextlib import nullcontext
from unittest.mock import patch

import pytest

from motcua.foundation.files.models import StoredFileRow
from motcua.platform.casework import testing as t
from tests.security.test_uploads import DESK, GOOD_PDF, KEEPS, PLACES, Place, send

pytestmark = pytest.mark.django_db
# Place → the same file with something in the act that is refused.
REFUSED = {
    "platform/casework/web/officer/acting.py": Place("appraiser", f"{DESK}/{{received}}/forward/", "forward-tai-lieu"),
    "platform/casework/web/officer/acting.py:propose": Place("appraiser", f"{DESK}/{{dossier}}/propose_result/", "propose_result-tai-lieu", more=(("propose_result-decision", "granted"),)),
    "platform/casework/web/officer/counter.py": Place("reception", f"{DESK}/nop-tai-quay/{t.BIRTH}/nguoi-nop/", "paper", more=(("name", ""), ("unit", t.UNIT), ("filing", "3"), ("intake", t.UNIT))),
    "platform/casework/web/officer/papers.py": Place("strange_leader", f"{DESK}/{{asked}}/y-kien/{{opinion}}/", "paper", more=(("stance", "disagree"), ("text", ""))),
    "platform/casework/web/citizen/choosing.py": Place("citizen", "/nop/{draft}/lua-chon/nop-ho/", "paper", more=(("kind", "authorised"), ("name", ""))),
    "platform/casework/web/citizen/choosing.py:proof": Place("citizen", "/nop/{draft}/lua-chon/mien-giam/", "proof", more=(("reason", ""),)),
    "foundation/consent/web/counter.py": Place("reception", "/lam-viec/dong-y/reminders/", "ban-quet", more=(("ban", "999"), ("tieng", "vi"), ("dong-y", "co"), ("cach", "signed"))),
}  # fmt: skip
# Places that keep files and have no act of their own beside the file, or are one transaction of their room with it.
_ALONE, _ONE = "the file is the whole act", "file and act are one action of the room"
_FORM = "kept for the officer who mends the rest of the form, and hers alone"
ELSEWHERE = {
    "POST /api/v1/casework/files": _ALONE,
    "POST /api/v1/casework/old-results/runs": _ONE,
    "POST /api/govstack/registration/documents": _ALONE,
    "platform/casework/web/officer/digitising.py": _ONE,
    "platform/eforms/web/keeping.py": _ALONE,
    "POST /api/v1/vault/papers": _ONE,
    "POST /api/v1/vault/papers/{document_id}/versions": _ONE,
    "services/vault/web/adding.py": _ONE,
    "services/privacy/web/breach_steps.py": _ONE,
    "services/privacy/web/impact_steps.py": _ONE,
    "foundation/identity/web/papers.py": _FORM,
    "foundation/identity/web/papers.py:posts": _FORM,
}
# What undoes the file; without it every place below keeps one.
GUARD = "motcua.foundation.files.api.kept_if_done"


def refused(town, name):
    """The status of a refused act and how many files it left."""
    before = StoredFileRow.objects.count()
    answer = send(town, REFUSED[name], GOOD_PDF)
    return answer.status_code, StoredFileRow.objects.count() - before


def test_every_place_that_keeps_a_file_is_refused_once():
    keeping = {name for name, place in PLACES.items() if place.what == KEEPS}
    assert keeping == {name.partition(".py:")[0] + ".py" if ".py:" in name else name for name in REFUSED} | set(ELSEWHERE)


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_a_refused_act_keeps_no_file(town, name):
    status, kept = refused(town, name)
    assert status in {403, 409, 422} or name.endswith(":proof")  # without a reason nothing is asked, so nothing is kept
    assert kept == 0


@pytest.mark.parametrize("name", sorted(name for name in REFUSED if "choosing" not in name))  # there the form is judged before the file is kept
def test_without_the_guard_the_file_would_stay(town, name):
    with patch(GUARD, nullcontext):
        assert refused(town, name)[1] == 1
