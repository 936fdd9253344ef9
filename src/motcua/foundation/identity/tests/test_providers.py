"""Two providers, one person: merging, refusing, unlinking, signing out at the provider and by it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.test import Client

from motcua.foundation.identity import api, models, queries, rules
from motcua.foundation.identity.contracts import LastSignIn, PeopleDisagree, SignInClosed
from motcua.foundation.identity.queries.sessions import AUTH_TIME, SID
from motcua.foundation.identity.testing import NOW, Peers, claims_of, make_officer
from motcua.foundation.identity.testing import sign_in as enter
from motcua.foundation.identity.tests.at_provider import DUC, LUC, YEN, level_of, sign_in, start_of, use, walk
from motcua.foundation.identity.web.session import LOGOUT
from motcua.foundation.outbox.testing import recorded
from motcua.kernel.actors import Actor, ActorKind, Role
from motcua.kit import clock

pytestmark = pytest.mark.django_db
CLOSED = "identity.session.closed.v1"


@pytest.fixture
def both(peers: Peers, settings: Any) -> Peers:
    use(peers, settings)
    return peers


def portal(n: int = 0, **change: Any) -> dict[str, Any]:
    """The same woman as the national portal tells her: other names for levels, other writing of dates and names."""
    told = claims_of(n)
    return (
        told | {"sub": f"dvc-{n}", "HoVaTen": told["HoVaTen"].upper(), "NgayThangNamSinh": "19910412", "acr": "loa2", "loAs": "2"} | change
    )


def as_portal(**change: Any) -> Any:
    return api.sign_in_citizen(claims=portal(**change), provider="dvcqg", now=NOW)


def test_the_national_portal_signs_the_same_person_in(client: Client, both: Peers) -> None:
    sign_in(client, YEN)
    other = Client()
    sign_in(other, YEN, provider="dvcqg")
    assert models.Person.objects.count() == models.Account.objects.count() == 1
    page = other.get("/tai-khoan/").content.decode()
    assert "Đỗ Thị Hải Yến" in page
    assert "Cổng Dịch vụ công quốc gia" in page
    assert [event.payload["method"] for event in recorded("identity.session.opened.v1")] == ["vneid", "dvcqg"]


def test_the_level_is_that_of_this_providers_answer(client: Client, both: Peers) -> None:
    sign_in(client, LUC, provider="dvcqg")
    assert level_of(client) == 1


def test_each_provider_is_asked_in_its_own_words(client: Client, both: Peers) -> None:
    asked = [parse_qs(urlsplit(client.post(start_of(p), {"muc": "2"})["Location"]).query) for p in ("vneid", "dvcqg")]
    assert [params["acr_values"] for params in asked] == [["2"], ["loa2"]]
    assert [params["max_age"] for params in asked] == [["0"], ["0"]]
    assert set(asked[1]["scope"][0].split()) == {"openid", "profile"}


def test_an_enterprise_is_read_from_the_portals_claims(client: Client, both: Peers) -> None:
    sign_in(client, DUC, provider="dvcqg")
    assert models.Organisation.objects.count() == 1


@pytest.mark.parametrize("fault", ["wrong_signature", "wrong_nonce", "wrong_audience", "expired_code"])
def test_spoiled_answers_of_the_portal_sign_nobody_in(client: Client, both: Peers, fault: str) -> None:
    both.fault("dvcqg", fault, times=1)
    assert sign_in(client, provider="dvcqg").status_code in {400, 502}
    assert not models.Person.objects.exists()


def test_there_is_no_third_provider(client: Client) -> None:
    assert client.get(start_of("facebook")).status_code == 404
    assert client.post(start_of("facebook")).status_code == 404


def test_same_name_in_capitals_is_no_news() -> None:
    api.sign_in_citizen(claims=claims_of(), now=NOW)
    assert as_portal().person.full_name == "Đỗ Thị Thử 0"


@pytest.mark.parametrize(("change", "what"), [({"HoVaTen": "Phạm Thị Khác"}, "full_name"), ({"NgayThangNamSinh": "19910413"}, "born_on")])
def test_a_contradiction_is_refused_and_left_for_an_operator(change: dict[str, str], what: str) -> None:
    api.sign_in_citizen(claims=claims_of(), now=NOW)
    for _ in range(2):
        with pytest.raises(PeopleDisagree):
            as_portal(**change)
    (waiting,) = api.mismatches(actor=make_officer(Role.ADMIN))
    assert (waiting.differs, waiting.times, waiting.provider) == ((what,), 2, "dvcqg")
    assert len(recorded("identity.sign_in.refused.v1")) == 1
    assert [link.provider for link in api.links_of(person_id=waiting.person_id)] == ["vneid"]


def test_an_administrator_lets_a_checked_contradiction_pass_or_not() -> None:
    admin = make_officer(Role.ADMIN)
    api.sign_in_citizen(claims=claims_of(), now=NOW)
    for accept in (False, True):
        with pytest.raises(PeopleDisagree):
            as_portal(HoVaTen="Đỗ Thị Mới")
        (waiting,) = api.mismatches(actor=admin)
        assert api.settle_mismatch(mismatch_id=waiting.uuid, accept=accept, actor=admin, now=NOW)
    assert as_portal(HoVaTen="Đỗ Thị Mới").person.full_name == "Đỗ Thị Mới"


def test_a_subject_of_somebody_else_is_refused() -> None:
    api.sign_in_citizen(claims=claims_of(1), now=NOW)
    with pytest.raises(PeopleDisagree):
        api.sign_in_citizen(claims=claims_of(2, sub="sub-1"), now=NOW)
    assert models.Person.objects.count() == 1


def test_no_operator_accepts_a_subject_of_somebody_else(client: Client) -> None:
    admin = make_officer(Role.ADMIN)
    test_a_subject_of_somebody_else_is_refused()
    (waiting,) = api.mismatches(actor=admin)
    enter(client, admin)
    page = client.get("/quan-tri/dang-nhap-khong-khop/").content.decode()
    assert "giữ chặn" in page
    assert "Đúng người, chấp nhận" not in page
    assert not api.settle_mismatch(mismatch_id=waiting.uuid, accept=True, actor=admin, now=NOW)
    assert api.settle_mismatch(mismatch_id=waiting.uuid, accept=False, actor=admin, now=NOW)


def test_a_closed_way_stays_closed_under_a_new_subject() -> None:
    person = api.sign_in_citizen(claims=claims_of(), now=NOW).person.uuid
    as_portal()
    me = Actor(kind=ActorKind.CITIZEN, subject_id=person)
    api.set_link(person_id=person, provider="dvcqg", is_open=False, actor=me, now=NOW)
    with pytest.raises(SignInClosed):
        as_portal(sub="dvc-new")


def test_nothing_is_joined_by_mail_or_telephone() -> None:
    first = api.sign_in_citizen(claims=claims_of(1, ThuDienTu="a@b.example"), now=NOW)
    phone = claims_of(1)["SoDienThoai"]
    second = api.sign_in_citizen(claims=portal(2, ThuDienTu="a@b.example", SoDienThoai=phone), provider="dvcqg", now=NOW)
    assert first.account_id != second.account_id


def test_unlinking_ends_its_sessions_and_refuses_it_until_opened_again(client: Client, both: Peers) -> None:
    sign_in(client, YEN)
    other = Client()
    sign_in(other, YEN, provider="dvcqg")
    client.post("/tai-khoan/cach-dang-nhap/dvcqg/", {"mo": "0"})
    assert (level_of(client), level_of(other)) == (2, None)
    refused = sign_in(other, YEN, provider="dvcqg")
    assert refused.context["error"].code == SignInClosed.code
    client.post("/tai-khoan/cach-dang-nhap/dvcqg/", {"mo": "1"})
    sign_in(other, YEN, provider="dvcqg")
    assert level_of(other) == 2


def test_the_only_way_to_sign_in_stays() -> None:
    person = api.sign_in_citizen(claims=claims_of(), now=NOW).person
    with pytest.raises(LastSignIn):
        api.set_link(
            person_id=person.uuid, provider="vneid", is_open=False, actor=Actor(kind=ActorKind.CITIZEN, subject_id=person.uuid), now=NOW
        )


def test_signing_out_goes_on_to_the_provider(client: Client, both: Peers) -> None:
    sign_in(client, YEN)
    left = urlsplit(client.post("/tai-khoan/dang-xuat/")["Location"])
    asked = parse_qs(left.query)
    assert left.path == "/vneid/logout"
    assert asked["post_logout_redirect_uri"] == ["http://testserver/"]
    assert asked["id_token_hint"][0].count(".") == 2
    back = httpx.get(left.geturl(), trust_env=False)
    assert back.headers["location"] == "http://testserver/"


def test_signing_out_goes_on_when_the_key_is_gone(client: Client, both: Peers) -> None:
    sign_in(client, YEN)
    session = client.session
    form, _, body = session[LOGOUT]["hint"].split(".")
    session[LOGOUT] = {**session[LOGOUT], "hint": f"{form}.00000000.{body}"}
    session.save()
    assert client.post("/tai-khoan/dang-xuat/")["Location"] == "/"
    assert level_of(client) is None


def test_the_id_token_is_not_readable_in_the_session(client: Client, both: Peers) -> None:
    sign_in(client, YEN)
    assert "eyJ" not in str(dict(client.session))


def test_provider_rules_say_what_is_wrong_with_a_file() -> None:
    good = {"key": "x", "name_vi": "X", "name_en": "X", "level_claims": ["acr"], "levels": {"a": 1}}
    claims = {"personal_number": ["SoDinhDanh"], "full_name": ["HoVaTen"]}
    assert rules.provider_rules({**good, "claims": claims}).told({"HoVaTen": "A"}, "full_name") == "A"
    for wrong in ({"claims": {"full_name": ["a"]}}, {"claims": {**claims, "colour": ["a"]}}, {"claims": claims, "levels": {"a": 3}}):
        with pytest.raises(ValueError, match="provider 'x'"):
            rules.provider_rules({**good, **wrong})


def test_a_level_that_the_provider_does_not_know_is_none() -> None:
    from motcua.foundation.identity.contracts import ClaimsInvalid

    with pytest.raises(ClaimsInvalid):
        rules.level_of({"acr": "loa2"}, provider=queries.provider("vneid"))


def test_step_up_keeps_the_session_and_changes_its_key(client: Client, both: Peers) -> None:
    sign_in(client, YEN, muc="1")
    key, sid = client.session.session_key, client.session[SID]
    session = client.session
    session["typed"] = "kept"
    session.save()
    assert level_of(client) == 1
    assert sign_in(client, YEN, muc="2", next="/ho-so/")["Location"] == "/ho-so/"
    assert (level_of(client), client.session[SID], client.session["typed"]) == (2, sid, "kept")
    assert client.session.session_key != key
    assert not recorded(CLOSED)


def test_less_than_asked_is_refused_with_words_and_keeps_the_old_session(client: Client, both: Peers) -> None:
    sign_in(client, LUC)
    refused = sign_in(client, LUC, muc="2")
    assert (refused.status_code, refused.context["error"].code) == (403, "identity.level_not_reached")
    assert "công an" in refused.content.decode()
    assert level_of(client) == 1


def ask_sensitive(client: Client, level: int = 2) -> Any:
    request = client.get("/healthz").wsgi_request
    return api.require_level(request=request, level=level, next_url="/ho-so/", sensitive=True)


def test_a_stale_level_asks_again_for_sensitive_acts_at_the_same_provider(client: Client, both: Peers) -> None:
    sign_in(client, YEN, provider="dvcqg")
    assert ask_sensitive(client) is None
    session = client.session
    session[AUTH_TIME] = (clock.now() - timedelta(minutes=16)).isoformat()
    session.save()
    assert ask_sensitive(client).url == "/tai-khoan/oidc/dvcqg/login/?next=%2Fho-so%2F&muc=2&moi=1"
    assert "xác nhận lại" in client.get(ask_sensitive(client).url).content.decode()
    sign_in(client, YEN, provider="dvcqg", muc="2")
    assert ask_sensitive(client) is None


def test_an_old_authentication_is_no_step_up(client: Client, both: Peers) -> None:
    """The provider answers from an open session although it was asked to authenticate again."""
    started = client.post(start_of("vneid"), {"muc": "2"})["Location"]
    session = client.session
    states = session["socialaccount_states"]
    for state in states.values():
        state[0]["asked_at"] += 3600
    session["socialaccount_states"] = states
    session.save()
    refused = client.get(walk(started, YEN))
    assert refused.status_code == 502
    assert level_of(client) is None


def test_another_person_in_the_same_browser_gets_nothing_of_the_first(client: Client, both: Peers) -> None:
    sign_in(client, YEN)
    first = client.session[SID]
    session = client.session
    session["typed"] = "hers"
    session.save()
    sign_in(client, LUC)
    assert client.session[SID] != first
    assert "typed" not in client.session
    assert [event.payload["cause"] for event in recorded(CLOSED)] == ["replaced"]
