"""The dialect of city platforms: a token for a credential, calls at contexts, errors that clients of OAuth 2 and WSO2 read."""

from __future__ import annotations

import base64
import hashlib
import json
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from motcua.gateway import protocol as gw

from .conftest import CLIENT, OTHER, SERVICE, Rig, config, service
from .wire import Answer, send

FORM = ("Content-Type", "application/x-www-form-urlencoded")
GRANT = b"grant_type=client_credentials"
AT = "/population/1.0"


def credential(access_key: str = "app-1", secret: str = "s3cret", **changes: object) -> gw.Credential:
    return replace(gw.Credential(access_key=access_key, secret_sha256=hashlib.sha256(secret.encode()).hexdigest()), **changes)  # type: ignore[arg-type]


def lgsp(access_key: str = "app-1", secret: str = "s3cret", **more: str) -> tuple[str, str]:
    content = {"AccessKey": access_key, "SecretKey": secret, "AppName": "", "PartnerCode": "", "PartnerCodeCus": "", **more}
    return "lgspaccesstoken", base64.b64encode(json.dumps(content).encode()).decode()


def basic(access_key: str, secret: str) -> tuple[str, str]:
    return "Authorization", "Basic " + base64.b64encode(f"{access_key}:{secret}".encode()).decode()


def bearer(token: str) -> tuple[str, str]:
    return "Authorization", f"Bearer {token}"


def configured(provider: str, *credentials: gw.Credential) -> gw.Config:
    """Subsystems that no network may speak for: only what they show proves who they are."""
    base = config(provider)
    subsystems = (
        gw.Subsystem(code="onestop", networks=("10.9.0.0/16",), credentials=credentials or (credential(),)),
        gw.Subsystem(code="other", networks=("10.9.0.0/16",), credentials=(credential("app-other"),)),
    )
    members = (replace(base.members[0], subsystems=subsystems), base.members[1])
    services = (service(provider, contexts=(AT, "/dan-cu/v2")),)
    return replace(base, members=members, services=services, token_key="k" * 40)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory, provider: str) -> Iterator[Rig]:
    rig = Rig(tmp_path_factory.mktemp("lgsp"), configured(provider))
    rig.start()
    yield rig
    rig.stop()


@pytest.fixture
def at(city: Rig, provider: str) -> Rig:
    wanted = configured(provider)
    if city.config != wanted:
        city.configure(members=wanted.members, services=wanted.services, token_key=wanted.token_key, error_style=wanted.error_style)
    return city


def ask_token(rig: Rig, *headers: tuple[str, str], body: bytes = GRANT, path: str = "/token") -> Answer:
    return send(rig.url, "POST", path, [FORM, *headers], body)


def token(rig: Rig) -> str:
    return str(json.loads(ask_token(rig, lgsp())[2])["access_token"])


def call(rig: Rig, *headers: tuple[str, str], path: str = f"{AT}/persons/1?a=b", method: str = "GET", body: bytes = b"") -> Answer:
    return send(rig.url, method, path, list(headers), body)


def code_of(answer: Answer) -> tuple[int, int]:
    return answer[0], int(json.loads(answer[2])["fault"]["code"])


@pytest.mark.parametrize("path", ["/token", "/oauth2/token"])
@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ([lgsp()], GRANT),
        ([basic("app-1", "s3cret")], GRANT),
        ([lgsp(), basic("app-1", "s3cret")], GRANT),
        ([], GRANT + b"&client_id=app-1&client_secret=s3cret"),
    ],
)
def test_a_token_is_given_for_each_way_to_show_a_credential(at: Rig, headers: list[tuple[str, str]], body: bytes, path: str) -> None:
    status, answered, content = ask_token(at, *headers, body=body, path=path)
    said = json.loads(content)
    assert (status, set(said)) == (200, {"access_token", "token_type", "expires_in", "scope"})
    assert (said["token_type"], 0 < said["expires_in"] <= 3600) == ("Bearer", True)
    assert {"no-store"} == {v for k, v in answered if k == "Cache-Control"}
    assert call(at, bearer(said["access_token"]))[0] == 200


@pytest.mark.parametrize(
    ("headers", "body", "status", "error"),
    [
        ([lgsp(secret="wrong")], GRANT, 401, "invalid_client"),
        ([lgsp("nobody")], GRANT, 401, "invalid_client"),
        ([("lgspaccesstoken", "%%%")], GRANT, 401, "invalid_client"),
        ([("lgspaccesstoken", "")], GRANT, 401, "invalid_client"),
        ([basic("app-1", "wrong")], GRANT, 401, "invalid_client"),
        ([("Authorization", "Basic bm9jb2xvbg==")], GRANT, 401, "invalid_client"),
        ([], GRANT, 401, "invalid_client"),
        ([lgsp(), basic("app-other", "s3cret")], GRANT, 400, "invalid_request"),
        ([lgsp()], b"grant_type=password", 400, "unsupported_grant_type"),
        ([lgsp()], b"", 400, "invalid_request"),
        ([lgsp()], GRANT + b"&grant_type=password", 400, "invalid_request"),
        ([lgsp()], b"\xff\xfe", 400, "invalid_request"),
        ([lgsp()], b"a=" + b"x" * 9000, 400, "invalid_request"),
    ],
)
def test_a_token_request_is_refused_in_the_words_of_oauth(
    at: Rig, headers: list[tuple[str, str]], body: bytes, status: int, error: str
) -> None:
    got, answered, content = ask_token(at, *headers, body=body)
    said = json.loads(content)
    assert (got, said["error"]) == (status, error)
    assert said["error_description"].isascii()
    assert said["error_description_vi"]
    assert (status == 401) is ("WWW-Authenticate" in dict(answered))


def test_tokens_are_posted_for(at: Rig) -> None:
    assert send(at.url, "GET", "/token", [lgsp()])[0] == 405
    assert ask_token(at, lgsp(), body=b'{"grant_type":"client_credentials"}')[0] == 400


@pytest.mark.parametrize("carrier", ["Bearer", "bearer", "X-Authentication-Token", "both", "header alone"])
def test_a_call_reaches_the_provider_as_the_clients_message(at: Rig, carrier: str) -> None:
    given = token(at)
    shown = {
        "Bearer": [bearer(given)],
        "bearer": [("authorization", f"bearer {given}")],
        "X-Authentication-Token": [("X-Authentication-Token", given)],
        "both": [bearer(given), lgsp()],
        "header alone": [lgsp()],
    }[carrier]
    status, answered, content = call(at, *shown, ("X-Road-Issue", "H24-1"), ("X-Road-Client", str(OTHER)), method="POST", body=b"b")
    seen = json.loads(content)
    forwarded = {name.lower(): value for name, value in seen["headers"]}
    assert (status, seen["path"], seen["method"], seen["body"]) == (200, "/api/persons/1?a=b", "POST", "b")
    assert forwarded["x-road-client"] == str(CLIENT)
    assert not {"authorization", "lgspaccesstoken", "x-authentication-token"} & set(forwarded)
    record = at.records()[-1]
    assert (record.client, record.service, record.dialect, record.issue) == (str(CLIENT), str(SERVICE), "lgsp", "H24-1")
    assert record.request_hash == dict(answered)["X-Road-Request-Hash"]
    assert not [secret for secret in (given, lgsp()[1], "s3cret") if secret in record.request_head]
    digest = hashlib.sha512(b"b").digest()
    assert gw.request_hash(record.request_head.encode("latin-1"), digest) == record.request_hash


def test_neither_log_nor_output_holds_a_credential(at: Rig) -> None:
    given = token(at)
    call(at, bearer(given), lgsp())
    call(at, bearer(given + "x"), lgsp(secret="s3cret-wrong"))
    files = [*(p for p in at.data.rglob("*") if p.is_file()), at.data.parent / "stderr"]
    kept = b"".join(path.read_bytes() for path in files)
    assert not [secret for secret in (given, lgsp()[1], "s3cret") if secret.encode() in kept]


@pytest.mark.parametrize("path", ["/dan-cu/v2", "/dan-cu/v2/", "/population/./1.0/x", "/population/2.0/../1.0/x"])
def test_contexts_are_found_in_the_normalised_path(at: Rig, path: str) -> None:
    status, _, content = call(at, lgsp(), path=path)
    assert status == 200
    assert json.loads(content)["path"] in {"/api", "/api/", "/api/x"}


@pytest.mark.parametrize(
    ("headers", "path", "expected"),
    [
        ([], f"{AT}/x", (401, 900902)),
        ([("X-Road-Client", str(CLIENT))], f"{AT}/x", (401, 900902)),
        ([bearer("nonsense")], f"{AT}/x", (401, 900901)),
        ([bearer("")], f"{AT}/x", (401, 900901)),
        ([("X-Authentication-Token", "nonsense")], f"{AT}/x", (401, 900901)),
        ([lgsp(secret="wrong")], f"{AT}/x", (401, 900901)),
        ([lgsp(), bearer("nonsense")], f"{AT}/x", (401, 900901)),
        ([basic("app-1", "s3cret")], f"{AT}/x", (401, 900902)),
        ([lgsp()], "/population/9.9/x", (404, 900906)),
        ([lgsp()], "/elsewhere", (404, 900906)),
        ([lgsp("app-other")], f"{AT}/x", (403, 900908)),
        ([lgsp()], f"{AT}/%2e%2e/%2e%2e/%2e%2e/x", (400, 400)),
        ([lgsp()], f"{AT}/a%2f..%2fb", (400, 400)),
    ],
)
def test_a_call_is_refused_in_the_words_of_wso2(
    at: Rig, headers: list[tuple[str, str]], path: str, expected: tuple[int, int]
) -> None:
    answer = call(at, *headers, path=path)
    assert code_of(answer) == expected
    fault = json.loads(answer[2])["fault"]
    assert " / " in fault["description"]
    assert (expected[0] == 401) is ("WWW-Authenticate" in dict(answer[1]))


def test_two_credentials_that_speak_for_different_clients(at: Rig) -> None:
    assert code_of(call(at, bearer(token(at)), lgsp("app-other"))) == (401, 900901)


def test_a_token_of_the_providers_own_goes_on(at: Rig) -> None:
    seen = json.loads(call(at, lgsp(), ("X-Authentication-Token", "v-office-1"))[2])
    assert ("X-Authentication-Token", "v-office-1") in [tuple(h) for h in seen["headers"]]


def test_a_revoked_credential_ends_its_tokens(at: Rig, provider: str) -> None:
    given = token(at)
    assert call(at, bearer(given))[0] == 200
    at.configure(members=configured(provider, credential("app-2")).members)
    assert code_of(call(at, bearer(given))) == code_of(call(at, lgsp())) == (401, 900901)
    assert call(at, lgsp("app-2"))[0] == 200


def test_an_expired_credential_is_told_apart(at: Rig, provider: str) -> None:
    at.configure(members=configured(provider, credential(not_after=int(time.time()) - 1)).members)
    assert code_of(call(at, lgsp())) == (401, 900903)
    assert ask_token(at, lgsp())[0] == 401


def test_a_token_is_good_at_another_gateway_and_after_a_restart(at: Rig, provider: str, tmp_path: Path) -> None:
    twin = Rig(tmp_path, configured(provider))
    twin.start()
    try:
        assert call(twin, bearer(token(at)))[0] == 200
    finally:
        twin.stop()


def test_a_gateway_without_a_key_says_so(at: Rig) -> None:
    at.configure(token_key="")
    status, _, content = ask_token(at, lgsp())
    assert (status, json.loads(content)["error"]) == (503, "temporarily_unavailable")
    assert call(at, lgsp())[0] == 200


def test_faults_of_the_provider_in_the_words_of_wso2(at: Rig, provider: str) -> None:
    assert code_of(call(at, lgsp(), path=f"{AT}/gone")) == (502, 101505)
    assert code_of(call(at, lgsp(), path=f"{AT}/garbage")) == (502, 101506)
    answer = call(at, lgsp(), path=f"{AT}/missing")
    assert (answer[0], "X-Road-Error" in dict(answer[1])) == (404, False)
    at.configure(services=(service(provider, contexts=(AT,), enabled=False),))
    answer = call(at, lgsp())
    assert code_of(answer) == (503, 900907)
    assert json.loads(answer[2])["fault"]["detail"] == at.records()[-1].request_id


def test_an_error_in_xml_when_asked_for(at: Rig) -> None:
    _, headers, content = call(at, ("Accept", "application/xml"))
    assert dict(headers)["Content-Type"].startswith("application/xml")
    assert ET.fromstring(content).findtext("{http://wso2.org/apimanager/security}code") == "900902"


def test_the_header_travels_in_no_dialect(rig: Rig) -> None:
    _, _, content = send(rig.url, "GET", f"/r1/{SERVICE}/x", [("X-Road-Client", str(CLIENT)), lgsp(), ("Authorization", "Bearer the-providers")])
    seen = {name.lower(): value for name, value in json.loads(content)["headers"]}
    assert "lgspaccesstoken" not in seen
    assert seen["authorization"] == "Bearer the-providers"


BAD = {
    "overlap": (AT, f"{AT}/x"),
    "twice": (AT, AT),
    "no slash": ("population/1.0",),
    "dots": ("/population/../x",),
    "gateway's own": ("/r1/x",),
    "an operator's": ("/_log/x",),
    "the instance": ("/VN-HP/x",),
    "trailing slash": ("/population/",),
}


@pytest.mark.parametrize("name", BAD)
def test_contexts_that_cannot_hold(name: str) -> None:
    base = config("http://127.0.0.1:1")
    with pytest.raises(gw.ConfigError):
        gw.check_config(replace(base, services=(service("http://127.0.0.1:1", contexts=BAD[name]),)))


@pytest.mark.parametrize(
    "credentials",
    [
        (credential(), credential()),
        (credential(secret_sha256="s3cret"),),
        (credential(secret_sha256="A" * 64),),
        (credential(access_key="a:b"),),
        (credential(access_key=""),),
    ],
)
def test_credentials_that_cannot_hold(credentials: tuple[gw.Credential, ...]) -> None:
    with pytest.raises(gw.ConfigError):
        gw.check_config(configured("http://127.0.0.1:1", *credentials))


def test_a_short_key_is_refused() -> None:
    with pytest.raises(gw.ConfigError):
        gw.check_config(replace(config("http://127.0.0.1:1"), token_key="short"))
