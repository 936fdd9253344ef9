"""The page that declares how a provider is spoken to: examples that hold, wrong declarations named in place, nothing kept by a trial."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from motcua.foundation.identity.testing import make_officer, sign_in
from motcua.kernel.actors import SYSTEM, Role
from motcua.platform.exchange import api
from motcua.platform.exchange.adapters import examples, gateway
from motcua.platform.exchange.contracts import GatewayUnreachable

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
PERSONS = api.POPULATION_SERVICE
PAGE = f"/lam-viec/truc-lien-thong/dich-vu/chuyen-doi/?ma={PERSONS}"
URL = "http://127.0.0.1:8102/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(db: None) -> Client:
    api.load_reference(now=NOW)
    return sign_in(Client(), make_officer(Role.ADMIN, code="adapter.admin"))


def held() -> object:
    return api.service(id=PERSONS, actor=SYSTEM).adapter


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined, no-any-return]


@pytest.mark.parametrize("kind", ["mapping", "soap"])
def test_an_example_holds_as_it_is_and_is_kept(admin: Client, kind: str) -> None:
    shown = text(admin.get(f"{PAGE}&mau={kind}"))
    assert "Khai báo (JSON)" in shown
    given = {"kind": kind, "base_url": URL, "settings": examples.example(kind)}
    tried = text(admin.post(PAGE, {**given, "thu": "1"}))
    assert "Khai báo đúng" in tried
    assert held() is None
    assert admin.post(PAGE, given).status_code == 302
    assert held() == {"kind": kind, "settings": json.loads(examples.example(kind))}
    assert api.service(id=PERSONS, actor=SYSTEM).base_url == URL
    assert admin.post(PAGE, {"kind": "rest", "base_url": URL, "settings": "left over"}).status_code == 302
    assert held() is None


def test_the_example_of_files_needs_only_its_folders(admin: Client) -> None:
    given = {"kind": "files", "base_url": "", "settings": examples.example("files")}
    assert "/srv/lien-thong/don-vi" in text(admin.post(PAGE, {**given, "thu": "1"}))
    assert "để trống" in text(admin.post(PAGE, {**given, "base_url": URL}))


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        (examples.example("soap").replace('"x:SoDinhDanh"', '"y:SoDinhDanh"'), "Khai báo sai ở operations[0].request: "),
        ('{"security": {"username": "a", "password": "b"}}', "Bỏ mật khẩu khỏi khai báo"),
        ("{", "Không phải JSON: xem dòng 1, cột 2."), ("[1]", "Viết một đối tượng JSON"), ("[" * 20_000, "Viết một đối tượng JSON"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_beside_the_field_and_in_a_trial(admin: Client, settings: str, says: str) -> None:
    given = {"kind": "soap", "base_url": URL, "settings": settings}
    for more in ({}, {"thu": "1"}):
        assert says in text(admin.post(PAGE, {**given, **more}))
    assert held() is None


def test_the_gateway_is_asked_and_told_when_it_is_away(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    admin.post(PAGE, {"kind": "soap", "base_url": URL, "settings": examples.example("soap")})
    said = {"service": PERSONS, "kind": "soap", "problems": [{"vi": "Không ai nghe", "en": "Nobody listens"}]}
    monkeypatch.setattr(gateway, "adapters", lambda: [said])
    check = f"{reverse('exchange_adapter_check')}?ma={PERSONS}"
    assert "Không ai nghe" in text(admin.post(check, follow=True))

    def away() -> None:
        raise GatewayUnreachable

    monkeypatch.setattr(gateway, "adapters", away)
    assert "của lần trước" in text(admin.post(check, follow=True))
    operator = sign_in(Client(), make_officer(Role.OPERATOR, code="adapter.operator"))
    assert operator.get(PAGE).status_code == 403


def test_lgsp_paths_are_written_and_refused_in_words(admin: Client) -> None:
    page = f"/lam-viec/truc-lien-thong/dich-vu/sua/?ma={PERSONS}&muc=lgsp"
    assert "Viết đường dẫn LGSP như" in text(admin.post(page, {"contexts": "dan cu"}))
    assert admin.post(page, {"contexts": "/dan-cu-2/1.0"}).status_code == 302
    assert api.service(id=PERSONS, actor=SYSTEM).contexts == ("/dan-cu-2/1.0",)
