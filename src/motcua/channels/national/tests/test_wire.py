"""The real adapter over the wire against the simulated portal: session, services, papers, faults."""

from collections.abc import Iterator

import httpx
import pytest

from motcua.channels.national import api, conf
from motcua.channels.national.adapters import instead
from motcua.channels.national.adapters.http import HttpPortal
from motcua.channels.national.contracts import PaperRefused, PortalRefused, PortalUnavailable
from motcua.channels.national.models import Intake
from motcua.channels.national.testing import NOW, casework_opens
from motcua.foundation.units.testing import make_unit
from motcua.simulator.peers.conf import Settings
from motcua.simulator.peers.factory import build
from motcua.simulator.peers.wire import Wire
from motcua.simulator.people import person


class Bridge(httpx.BaseTransport):
    """Plain calls into the peers' application in this process."""

    def __init__(self, wire):
        self.wire, self.calls = wire, []

    def handle_request(self, request):
        self.calls.append(request.url.path)
        answer = self.wire.run(self.wire._client.request(request.method, str(request.url), content=request.read(), headers=request.headers))
        headers = {k: v for k, v in answer.headers.items() if k != "content-length"}
        return httpx.Response(answer.status_code, content=answer.content, headers=headers)


@pytest.fixture
def peers(tmp_path) -> Iterator[Wire]:
    app = build(Settings(data=tmp_path / "peers", base_url="http://testserver"))
    wire = Wire(app)
    yield wire
    wire.close()
    app.state.store.close()


@pytest.fixture
def portal(peers, monkeypatch):
    monkeypatch.setattr(conf, "URL", "http://testserver/national")
    return HttpPortal(transport=Bridge(peers))


def submit(peers):
    data = {"who": person(0).cccd, "procedure": "1.001193", "unit": "11329", "child_name": "Đỗ Bảo An"}
    return peers.post("/national/nop", data=data).headers["location"].rsplit("/", 1)[-1]


def fault(peers, kind, **more):
    assert peers.post("/control", json={"peer": "national", "fault": kind, **more}).status_code == 200


@pytest.mark.django_db
def test_a_dossier_submitted_on_the_portal_arrives(peers, portal):
    make_unit()
    code = submit(peers)
    for kind in ("duplicate", "out_of_order"):
        fault(peers, kind)
    with casework_opens() as made, instead(portal):
        for _ in range(2):
            api.pull(now=NOW)
            api.take_in(now=NOW)
    (given,) = made.given
    assert (given["portal_code"], given["unit_code"], given["owner"].name) == (code, "11329", person(0).full_name)
    assert given["answers"]["child_name"] == "Đỗ Bảo An"
    assert len(given["papers"]) == 1


@pytest.mark.django_db
def test_a_malformed_row_is_parked_beside_the_good_ones(peers, portal):
    make_unit()
    submit(peers)
    submit(peers)
    fault(peers, "malformed", times=1)
    with casework_opens() as made, instead(portal):
        api.pull(now=NOW)
        api.take_in(now=NOW)
    assert (len(made.given), Intake.objects.get(state="parked").reason_code) == (1, "national.message_malformed")


def test_a_forgotten_session_is_renewed_once(peers, portal):
    portal.pull(after="", limit=10)
    fault(peers, "no_session", times=1)
    portal.pull(after="", limit=10)
    assert portal._transport.calls.count("/national/mapi/login") == 2


def test_a_portal_that_forgets_every_session_is_unavailable(peers, portal):
    fault(peers, "no_session")
    with pytest.raises((PortalUnavailable, PortalRefused)):
        portal.pull(after="", limit=10)


def test_a_failing_call_is_repeated_once_then_left_to_the_queue(peers, portal):
    fault(peers, "http_500", times=1, endpoint="service")
    assert portal.pull(after="", limit=10).envelopes == ()
    fault(peers, "http_500")
    with pytest.raises(PortalUnavailable):
        portal.pull(after="", limit=10)


def test_a_refusal_is_told_with_its_code(peers, portal):
    fault(peers, "refuse", times=1)
    with pytest.raises(PortalRefused, match="5"):
        portal.tell_dossier(message_id="1", body={"MaHoSo": "x"})


@pytest.mark.parametrize(
    "url", ["http://evil.test/a", "//evil.test/a", "http://testserver/population/v1/persons/1", "files/../../vneid/", "file:///etc/passwd"]
)
def test_only_the_portals_own_files_are_fetched(portal, url):
    with pytest.raises(PaperRefused):
        portal.paper(url=url, name="a.pdf", most=1000)


def test_papers_have_a_limit_and_a_digest(peers, portal):
    submit(peers)
    row = portal.pull(after="", limit=1).envelopes[0]
    url = row["NoiDung"]["TaiLieuNop"][0]["DuongDanTaiTepTin"]
    assert len(portal.paper(url=url, name="a", most=10_000).sha256) == 64
    with pytest.raises(PaperRefused):
        portal.paper(url=url, name="a", most=10)
    with pytest.raises(PortalUnavailable):
        portal.paper(url="files/none", name="a", most=10)


def test_check_config_names_what_is_wrong(portal, monkeypatch, settings):
    assert portal.check_config() == []
    monkeypatch.setattr(conf, "PASSWORD", "guess")
    assert "refuses" in portal.check_config()[0]
    settings.MOTCUA_DEMO = False
    assert any("https" in problem for problem in portal.check_config())
