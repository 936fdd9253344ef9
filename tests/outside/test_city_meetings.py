"""The demonstration's other system signs a person in through Một Cửa and hears that she left; both as they run, over HTTP."""

import re

import httpx
import pytest
from django.test import Client

from motcua.foundation.identity.testing import make_citizen, make_officer, make_unit, sign_in
from motcua.kernel.actors import Role
from motcua.kit import clock
from motcua.platform.signon import api
from motcua.platform.signon.actions import ending
from motcua.simulator.peers.conf import Settings
from motcua.simulator.peers.factory import build
from motcua.simulator.peers.wire import Wire


@pytest.fixture
def meetings(live_server, settings, tmp_path):
    settings.MOTCUA_BASE_URL, settings.MOTCUA_PEERS_URL = live_server.url, "http://testserver"
    make_unit("11329")
    api.load_demo(now=clock.now())
    app = build(Settings(data=tmp_path, base_url="http://testserver", site_url=live_server.url))
    wire = Wire(app)
    yield wire
    wire.close()
    app.state.store.close()


def entered(wire, person):
    """Press the button there, agree here, come back."""
    asked = wire.post("/lich-hop/vao").headers["location"]
    cookies = {"motcua_session": sign_in(Client(), person).cookies["motcua_session"].value}
    with httpx.Client(cookies=cookies, trust_env=False) as browser:
        page = browser.get(asked)
        form = dict(re.findall(r'name="(csrfmiddlewaretoken|yeu_cau)" value="([^"]+)"', page.text))
        given = browser.post(asked.split("/sso/")[0] + "/sso/dong-y", data=form | {"tra_loi": "dong_y", "chia_se": "positions"})
    return wire.get(given.headers["location"])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("make", "shown"), [(make_citizen, "Đỗ Thị Thử"), (lambda: make_officer(Role.LEADER), "leader")])
def test_a_person_signs_in_to_the_other_system_and_is_out_when_her_session_ends(meetings, monkeypatch, make, shown):
    person = make()
    assert entered(meetings, person).status_code == 303
    assert shown in meetings.get("/lich-hop/").text
    row = ending.GrantRow.objects.get()
    api.end_session(session_id=row.session_id, subject_id=person.subject_id, now=clock.now())
    monkeypatch.setattr(
        ending.reaching, "tell", lambda url, form, demo: (meetings.post(url.removeprefix("http://testserver"), data=form).status_code, "")
    )
    assert api.deliver_logouts(issuer=ending.settings.MOTCUA_BASE_URL, now=clock.now()) == 1
    assert shown not in meetings.get("/lich-hop/").text


@pytest.mark.django_db(transaction=True)
def test_an_answer_to_nobodys_question_is_refused(meetings):
    assert meetings.get("/lich-hop/ve?code=x&state=y&iss=z").status_code == 400
    assert meetings.post("/lich-hop/nghe", data={"logout_token": "x.y.z"}).status_code == 400
