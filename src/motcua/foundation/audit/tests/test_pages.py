"""The page of the log."""

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import RequestFactory

from motcua.foundation.audit import api
from motcua.foundation.audit.testing import NOW, OFFICER, act, as_owner
from motcua.foundation.audit.web import views
from motcua.kernel.actors import Actor, ActorKind, PositionHeld, Role
from motcua.kernel.errors import NamedError

pytestmark = pytest.mark.django_db
ADMIN = Actor(
    kind=ActorKind.OFFICER,
    subject_id=OFFICER.subject_id,
    positions=(PositionHeld(position_id=1, unit_code="11329", unit_id=1, role=Role.ADMIN),),
)


def ask(view, actor=ADMIN, method="get", **query):
    request = getattr(RequestFactory(), method)("/lam-viec/nhat-ky/", query)
    request.actor = actor
    request.language = "vi"
    request._messages = CookieStorage(request)
    return request, view(request)


def test_the_log_is_shown_and_the_reading_recorded():
    act(3)
    api.record(action="a.b", object_ref="<script>", actor=OFFICER, now=NOW)
    _, answer = ask(views.log, doi_tuong="test.thing:3")
    page = answer.content.decode()
    assert "test.thing:3" in page
    assert "<script>alert" not in page
    assert api.entries().entries[0].action == "audit.read"


def test_a_strange_cursor_is_no_fault():
    assert ask(views.log, truoc="abc' OR 1=1")[1].status_code == 200


def test_only_administrators_and_leaders_read_it():
    with pytest.raises(NamedError) as refusal:
        ask(views.log, actor=OFFICER)
    assert refusal.value.status == 403


@pytest.mark.parametrize(("harm", "words"), [(False, "nguyên vẹn: 1"), (True, "KHÔNG nguyên vẹn")])
def test_a_check_says_what_it_found(harm, words):
    act()
    if harm:
        as_owner("DELETE FROM audit_waiting")
    api.seal(now=NOW)
    request, answer = ask(views.verify, method="post")
    assert answer.status_code == 302
    assert words in "".join(str(m) for m in get_messages(request))
