"""From an application's request to tokens: what is right works, and says what it must."""

from datetime import timedelta

import pytest
from django.test import Client

from motcua.foundation.consent import api as consent
from motcua.foundation.consent.testing import restrict_processing
from motcua.foundation.identity.testing import NOW, make_citizen, make_delegation, make_officer, sign_in, totp
from motcua.kernel.actors import Actor, ActorKind, Role
from motcua.kit.fields import encrypt
from motcua.platform.signon import api, conf
from motcua.platform.signon import testing as t
from motcua.platform.signon.adapters import jose
from motcua.platform.signon.contracts import Audience
from motcua.platform.signon.models import GrantRow

ISSUER = "http://127.0.0.1:8000"


def read(token):
    return jose.read(token, jwks=api.jwks(now=NOW), algorithms=["RS256", "ES256"])


def userinfo(browser, token):
    return browser.get("/sso/userinfo", HTTP_AUTHORIZATION=f"Bearer {token}")


def test_a_sign_in_gives_a_statement_of_who_how_and_when(lan, app):
    told = t.tokens_for(lan, app)
    claims = read(told["id_token"])
    assert claims["aud"] == app.client_id
    assert (claims["iss"], claims["nonce"], claims["acr"]) == (ISSUER, "n-1", "urn:motcua:loa:2")
    assert claims["amr"]
    assert claims["sid"]
    assert "name" not in claims
    assert told["token_type"] == "Bearer"


def test_both_algorithms_sign(lan, app):
    other = t.make_app(name_vi="B", sector="b", signing_alg="ES256")
    assert jose.glance(t.tokens_for(lan, app)["id_token"])["header"]["alg"] == "RS256"
    told = t.tokens_for(lan, other)["id_token"]
    assert jose.glance(told)["header"]["alg"] == "ES256"
    assert read(told)


def test_subjects_are_pairwise_and_stable(lan, app):
    same_sector, other = t.make_app(name_vi="B"), t.make_app(name_vi="C", sector="khac")
    subs = [read(t.tokens_for(lan, one)["id_token"])["sub"] for one in (app, same_sector, other, app)]
    assert subs[0] == subs[1] == subs[3] != subs[2]


def test_the_session_has_another_name_in_each_application(lan, app):
    other = t.make_app(name_vi="C", sector="khac")
    assert read(t.tokens_for(lan, app)["id_token"])["sid"] != read(t.tokens_for(lan, other)["id_token"])["sid"]


def test_claims_are_what_was_agreed_to_and_nothing_else(lan, app):
    told = userinfo(lan, t.tokens_for(lan, app, scope="openid profile phone")["access_token"]).json()
    assert told["name"].startswith("Đỗ Thị Thử")
    assert "phone_number" not in told
    assert "personal_number" not in told


def test_a_ticked_scope_is_told(lan, app):
    told = userinfo(lan, t.tokens_for(lan, app, scope="openid profile phone", ticked=("phone",))["access_token"]).json()
    assert told["phone_number"]


def test_the_consent_page_names_each_value_and_ticks_nothing(lan, app):
    page = lan.get(t.asking(app, scope="openid profile phone")).content.decode()
    for part in ("Lịch họp thành phố", "Đỗ Thị Thử", "12/04/1991", "Để ghi tên bạn", "0100900000"):
        assert part in page
    assert "checked" not in page


def test_consent_is_remembered_until_the_text_changes(lan, app, later):
    t.tokens_for(lan, app)
    assert lan.get(t.asking(app)).status_code == 302
    found = api.application(application_id=app.uuid, actor=t.SYSTEM)
    draft = {name: getattr(found, name) for name in t.Draft.__dataclass_fields__} | {"consent_vi": "Việc khác."}
    api.change(application_id=app.uuid, draft=t.Draft(**draft), actor=t.SYSTEM, now=NOW)
    assert lan.get(t.asking(app)).status_code == 200


def test_more_than_was_asked_before_asks_again(lan, app):
    t.tokens_for(lan, app)
    assert lan.get(t.asking(app, scope="openid profile phone")).status_code == 200


def test_prompt_consent_asks_again(lan, app):
    t.tokens_for(lan, app)
    assert lan.get(t.asking(app, prompt="consent")).status_code == 200


def test_a_refusal_goes_back_with_its_name(lan, app):
    told = t.answered(t.consent(lan, lan.get(t.asking(app)), answer="khong"))
    assert told == {"error": "access_denied", "state": "st-1", "iss": ISSUER}


@pytest.mark.parametrize(("signed_in", "error"), [(False, "login_required"), (True, "consent_required")])
def test_prompt_none_shows_nothing(client, app, signed_in, error):
    if signed_in:
        sign_in(client, make_citizen())
    assert t.answered(client.get(t.asking(app, prompt="none")))["error"] == error


def test_a_visitor_is_sent_to_sign_in_and_comes_back(client, app):
    sent = client.get(t.asking(app))
    assert sent["Location"].startswith("/dang-nhap/?next=")
    page = sign_in(client, make_citizen()).get(t.parse_qs(t.urlsplit(sent["Location"]).query)["next"][0])
    assert 'http-equiv="refresh"' in page.content.decode()


def test_prompt_login_and_max_age_ask_for_a_new_sign_in(lan, app, later):
    assert "/oidc/vneid/login/" in lan.get(t.asking(app, prompt="login"))["Location"]
    assert lan.get(t.asking(app, max_age="600")).status_code == 200
    later(timedelta(minutes=11))
    assert "/oidc/vneid/login/" in lan.get(t.asking(app, max_age="600"))["Location"]


def test_a_new_sign_in_satisfies_prompt_login_but_the_old_one_does_not(lan, app, later):
    onward = t.parse_qs(t.urlsplit(lan.get(t.asking(app, prompt="login"))["Location"]).query)["next"][0]
    again = onward.replace("/sso/tiep-tuc", "/sso/authorize")
    session = lan.session
    session["identity.auth_time"] = (NOW - timedelta(seconds=1)).isoformat()
    session.save()
    assert lan.get(again).status_code == 302
    session["identity.auth_time"] = NOW.isoformat()
    session.save()
    assert lan.get(again).status_code == 200


@pytest.mark.parametrize("way", ["xac-nhan-lai", "xac-nhan-lai-ma"])
def test_an_officer_who_authenticates_again_goes_on(officer, app, later, way):
    from allauth.mfa.models import Authenticator

    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    Authenticator.objects.create(user_id=officer.session["_auth_user_id"], type="totp", data={"secret": encrypt(secret)})
    later(timedelta(minutes=1))
    sent = officer.get(t.asking(app, prompt="login", max_age="30"))["Location"].replace("/xac-nhan-lai/", f"/{way}/")
    later(timedelta(minutes=2))
    onward = t.parse_qs(t.urlsplit(sent).query)["next"][0]
    proved = officer.post(sent, {"password": "mot-cua-demo-2026", "code": totp(secret), "next": onward})
    assert (proved.status_code, proved["Location"]) == (302, onward)
    assert officer.get(onward.replace("/sso/tiep-tuc", "/sso/authorize")).status_code == 200


def test_a_new_sign_in_is_at_the_provider_of_the_session(lan, app):
    session = lan.session
    session["identity.provider"] = "dvcqg"
    session.save()
    assert "/oidc/dvcqg/login/" in lan.get(t.asking(app, prompt="login"))["Location"]


def test_the_note_of_one_request_does_not_serve_another(lan, app):
    onward = t.parse_qs(t.urlsplit(lan.get(t.asking(app, prompt="login"))["Location"]).query)["next"][0]
    note = t.parse_qs(t.urlsplit(onward).query)["tu"][0]
    assert lan.get(t.asking(app, prompt="login", state="khac", tu=note)).status_code == 302


def test_a_better_level_is_asked_for(client, app):
    sign_in(client, make_citizen(level=1))
    sent = client.get(t.asking(app, acr_values="urn:motcua:loa:2"))
    assert "muc=2" in sent["Location"]
    onward = t.parse_qs(t.urlsplit(sent["Location"]).query)["next"][0].replace("/sso/tiep-tuc", "/sso/authorize")
    assert t.answered(client.get(onward))["error"] == "unmet_authentication_requirements"


def test_officers_tell_their_posts_and_for_whom_they_act(officer, app):
    giver, receiver = make_officer(Role.LEADER, code="giver"), make_officer(Role.APPRAISER, code="receiver")
    make_delegation(giver, receiver)
    browser = sign_in(Client(), receiver)
    told = userinfo(browser, t.tokens_for(browser, app, scope="openid positions", ticked=("positions",))["access_token"]).json()
    assert told["officer_code"] == "receiver"
    assert {one["role"] for one in told["positions"]} == {"leader", "appraiser"}
    assert [one["basis"] for one in told["positions"] if "acting_for" in one] == ["12/QĐ-UBND"]


def test_an_application_for_officers_is_not_for_citizens(lan):
    app = t.make_app(audience=Audience.OFFICERS)
    assert t.answered(lan.get(t.asking(app)))["error"] == "access_denied"


def test_a_refresh_token_gives_the_next(lan, app):
    first = t.tokens_for(lan, app, scope="openid profile offline_access")
    form = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    second = lan.post(t.TOKEN_URL, form, **app.basic).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert read(second["id_token"])["sub"] == read(first["id_token"])["sub"]
    assert userinfo(lan, second["access_token"]).status_code == 200


def test_without_offline_access_there_is_no_refresh_token(lan, app):
    assert "refresh_token" not in t.tokens_for(lan, app)


def test_tokens_end(lan, app, later):
    told = t.tokens_for(lan, app)
    later(timedelta(seconds=conf.ACCESS_SECONDS))
    assert userinfo(lan, told["access_token"]).status_code == 401


def test_discovery_is_true(client, app):
    told = client.get("/.well-known/openid-configuration").json()
    assert told["issuer"] == ISSUER
    for name, value in told.items():
        if name.endswith("_endpoint") or name == "jwks_uri":
            assert client.get(value.removeprefix(ISSUER)).status_code in (200, 400, 401, 405, 302), name
    assert {key["alg"] for key in client.get("/sso/jwks.json").json()["keys"]} == {"RS256", "ES256"}


def test_a_pushed_request_needs_only_its_name(lan, app):
    query = {name: values[0] for name, values in t.parse_qs(t.urlsplit(t.asking(app)).query).items()}
    pushed = lan.post("/sso/par", query, **app.basic)
    assert pushed.status_code == 201
    name = pushed.json()["request_uri"]
    address = "/sso/authorize?" + t.urlencode({"client_id": app.client_id, "request_uri": name})
    told = t.answered(t.consent(lan, lan.get(address)))
    assert t.swap(lan, app, told["code"]).status_code == 200
    assert lan.get(address).status_code == 400  # good once


def test_the_consent_page_lets_its_form_lead_to_this_application_alone(lan, app):
    policy = lan.get(t.asking(app))["Content-Security-Policy"]
    assert "form-action 'self' https://lich-hop.example" in policy
    assert "lich-hop" not in lan.get("/")["Content-Security-Policy"]


def test_the_language_that_is_asked_for(lan, app):
    assert "City meetings" in lan.get(t.asking(app, ui_locales="en vi")).content.decode()


def test_state_comes_back_untouched(lan, app):
    odd = "a b&c=d%20é+/?#'\"<"
    assert t.answered(t.consent(lan, lan.get(t.asking(app, state=odd))))["state"] == odd


def test_whoever_restricts_the_use_of_her_data_is_signed_in_and_nothing_is_told_of_her(lan, app):
    token = t.tokens_for(lan, app, scope="openid profile")["access_token"]
    assert "name" in userinfo(lan, token).json()
    restrict_processing(GrantRow.objects.get().subject_id, now=NOW)
    assert set(userinfo(lan, token).json()) == {"sub"}


def test_withdrawing_the_agreement_ends_every_sign_in_elsewhere(lan, app):
    token = t.tokens_for(lan, app, scope="openid profile")["access_token"]
    person = GrantRow.objects.get().subject_id
    mine = {"person_id": person, "purpose": "sign-on", "now": NOW}
    assert consent.resting(**mine) == {"signon": 1}
    herself = Actor(kind=ActorKind.CITIZEN, subject_id=person, level=2)
    consent.withdraw(subject_id=person, purpose="sign-on", way=consent.Way.WEB, actor=herself, now=NOW)
    assert consent.resting(**mine) == {}
    assert userinfo(lan, token).status_code == 401
