"""The control plane: settings round trip, versions with differences, rollback, keys side by side, groups, maintenance, gateways."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.db import DatabaseError, transaction

from motcua.foundation.outbox.testing import recorded
from motcua.gateway import protocol
from motcua.kernel.actors import ANONYMOUS, SYSTEM, Actor, ActorKind
from motcua.kernel.errors import Forbidden
from motcua.kernel.tokens import digest
from motcua.platform.exchange import api, conf, models
from motcua.platform.exchange.actions.configuring import build_config
from motcua.platform.exchange.adapters import gateway
from motcua.platform.exchange.contracts import (
    ChangedMeanwhile,
    ReasonMissing,
    RegistrationRefused,
    ServiceInfo,
    SettingWrong,
    StillUsed,
    ThingUnknown,
)
from motcua.platform.exchange.rules.keys import NOBODY, warning_due

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
WHO: dict[str, Any] = {"actor": SYSTEM, "now": NOW}
ONE_STOP = "VN-HP/GOV/H24/one-stop"
PERSONS = api.POPULATION_SERVICE
SOAP = {
    "kind": "soap",
    "settings": {
        "namespaces": {"a": "urn:a"},
        "operations": [{"method": "GET", "path": "/{number}", "element": "a:Ask", "action": "urn:a:Ask", "answer_element": "a:Told"}],
    },
}
pytestmark = pytest.mark.django_db
EVERYTHING: dict[str, Any] = {
    "keep_body": "encrypted", "pace": {"per_second": 5.0, "burst": 10, "per_day": 1000}, "at_once": 8,
    "breaker": {"failures": 5, "open_s": 20.0}, "canary": {"base_url": "http://10.0.0.9/v2", "percent": 10, "clients": [ONE_STOP]},
    "sandbox_url": "http://10.0.0.9/sandbox", "adapter": SOAP, "timeout_s": 3.5,
}  # fmt: skip


@pytest.fixture(autouse=True)
def _reference(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    (tmp_path / "body.pem").write_bytes(public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo))
    monkeypatch.setattr(conf, "BODY_KEY_FILE", str(tmp_path / "body.pem"))
    api.load_reference(now=NOW)


def config(now: datetime = NOW) -> protocol.Config:
    return build_config(token="", now=now)


def in_file(identifier: str = PERSONS) -> protocol.Service:
    return next(s for s in config().services if s.id == identifier)


def told(identifier: str = PERSONS) -> ServiceInfo:
    return next(s for s in api.services() if s.id == identifier)


def pem(days: int = 365, *, begin: datetime = NOW - timedelta(days=1), use: x509.ObjectIdentifier | None = None) -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "one-stop.example.vn")])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(begin).not_valid_after(NOW + timedelta(days=days))
    )  # fmt: skip
    if use is not None:
        made = made.add_extension(x509.ExtendedKeyUsage([use]), critical=False)
    return made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()


def certificates(now: datetime = NOW) -> tuple[str, ...]:
    return next(s.certificates for m in config(now).members if m.member_code == "H24" for s in m.subsystems)


def credentials(now: datetime = NOW) -> tuple[protocol.Credential, ...]:
    return next(s.credentials for m in config(now).members if m.member_code == "H24" for s in m.subsystems)


def test_every_setting_reaches_the_file_and_comes_back() -> None:
    api.change_service(service=PERSONS, settings=EVERYTHING, **WHO)
    right = {"fields": ("full_name",), "valid_from": NOW, "valid_until": NOW + timedelta(days=9), "pace": {"per_second": 1.0}}
    api.register_right(service=PERSONS, client=ONE_STOP, purpose="Đối chiếu", path="/x", **right, **WHO)
    written = protocol.load_config(api.write_gateway_config(now=NOW).read_bytes())
    assert written == build_config(token=gateway.log_token(), now=NOW)
    service = next(s for s in written.services if s.id == PERSONS)
    assert (service.pace, service.at_once, service.keep_body) == (
        protocol.Pace(per_second=5, burst=10, per_day=1000), 8, protocol.KeepBody.ENCRYPTED,
    )  # fmt: skip
    assert (service.canary.percent, service.adapter.kind, service.breaker.failures) == (10, "soap", 5)  # type: ignore[union-attr]
    (own,) = (r for r in service.rights if r.path == "/x")
    assert own.fields == ("full_name",)
    assert own.valid_until - own.valid_from == 9 * 86_400


@pytest.mark.parametrize(
    ("name", "value"),
    [("timeout_s", 0), ("timeout_s", "x"), ("keep_body", "all"), ("pace", {"per_second": "fast"}), ("canary", {"percent": 5}), ("base_url", ""),
     ("at_once", -1), ("kind", "SOAP"), ("nothing", 1), ("fields", [{"path": "a"}]), ("endpoints", [{"path": 3}])],
)  # fmt: skip
def test_a_setting_that_cannot_be_read_is_named(name: str, value: Any) -> None:
    with pytest.raises(SettingWrong) as refused:
        api.change_service(service=PERSONS, settings={name: value}, **WHO)
    assert set(refused.value.fields) == {name}


def test_what_the_gateway_would_refuse_leaves_neither_row_nor_version() -> None:
    before = api.versions(actor=SYSTEM)
    with pytest.raises(RegistrationRefused):
        api.change_service(service=PERSONS, settings={"base_url": "http://169.254.169.254/"}, **WHO)
    assert api.versions(actor=SYSTEM) == before
    assert "169.254" not in in_file().base_url


def test_every_change_is_a_numbered_version_that_says_what_differs_and_no_secret() -> None:
    first = api.versions(actor=SYSTEM)[0].number
    api.change_service(service=PERSONS, settings={"timeout_s": 9}, **WHO)
    api.change_service(service=PERSONS, settings={"timeout_s": 9}, **WHO)
    api.change_service(service=PERSONS, settings={"provider_headers": {"X-Provider-Secret": "brand-new"}}, **WHO)
    newest, before, *_ = api.versions(actor=SYSTEM)
    assert (before.number, newest.number) == (first + 1, first + 2)
    first_change = before.changes[0]
    assert (first_change.kind, first_change.field, first_change.after) == ("service", "timeout_s", "9.0")
    assert "brand-new" not in str(models.ConfigVersion.objects.values("changes", "why").last())
    with transaction.atomic(), pytest.raises(DatabaseError):
        models.ConfigVersion.objects.update(why="x")


def test_an_earlier_version_comes_back_as_a_new_one() -> None:
    start = api.versions(actor=SYSTEM)[0].number
    then = config()
    api.change_service(service=PERSONS, settings=EVERYTHING, **WHO)
    api.revoke_right(service=PERSONS, client=ONE_STOP, method="GET", path="/*", **WHO)
    planned = api.preview_restore(number=start, **WHO)
    assert {d.verb for d in planned if d.kind == "right"} == {"added"}
    number = api.restore_version(number=start, reason="Nhầm", **WHO)
    assert config() == then
    assert (api.version(number=number, actor=SYSTEM).restores, api.version(number=number, actor=SYSTEM).why) == (start, "Nhầm")
    assert api.restore_version(number=start, reason="Lần nữa", **WHO) is None


def test_going_back_revives_no_key_and_forgets_no_later_service() -> None:
    made = api.make_credential(client=ONE_STOP, **WHO)
    number = api.versions(actor=SYSTEM)[0].number
    api.revoke_credential(credential_id=made.id, reason="Lộ", **WHO)
    api.register_service(subsystem="VN-HP/GOV/C06-sim/population", code="later", base_url="http://10.0.0.1/", name_vi="Sau", **WHO)
    api.restore_version(number=number, reason="Thử", **WHO)
    assert credentials() == ()
    assert [in_file().enabled, in_file("VN-HP/GOV/C06-sim/population/later").enabled] == [True, False]


def test_going_back_needs_a_reason_and_a_version() -> None:
    with pytest.raises(ReasonMissing):
        api.restore_version(number=1, reason=" ", **WHO)
    with pytest.raises(ThingUnknown):
        api.restore_version(number=999, reason="x", **WHO)


def test_old_and_new_certificate_hold_together_until_one_is_revoked() -> None:
    old = api.add_certificate(client=ONE_STOP, pem=pem(20), **WHO)
    new = api.add_certificate(client=ONE_STOP, pem=pem(365), **WHO)
    both = certificates()
    assert len(both) == 2
    api.revoke_certificate(certificate_id=old, reason="Đã thay", **WHO)
    assert certificates() == both[1:]
    api.revoke_certificate(certificate_id=new, reason="Lộ khoá", **WHO)
    assert certificates() == (NOBODY,), "without a certificate left the networks must not open the door again"


def test_the_gateway_gets_the_whole_certificate_and_no_longer_when_it_is_revoked() -> None:
    def trusted() -> tuple[str, ...]:
        return next(s.trusted for m in config().members if m.member_code == "H24" for s in m.subsystems)

    held = pem()
    known = api.add_certificate(client=ONE_STOP, pem=f"bag attributes\n{held}{pem(20)}", **WHO)
    assert trusted() == (held,)
    models.Certificate.objects.update(pem="")  # of a time when only the digest was kept
    assert trusted() == ()
    assert api.add_certificate(client=ONE_STOP, pem=held, **WHO) == known
    assert trusted() == (held,)
    api.revoke_certificate(certificate_id=known, reason="Lộ khoá", **WHO)
    assert trusted() == ()


@pytest.mark.parametrize(("use", "taken"), [(ExtendedKeyUsageOID.CLIENT_AUTH, True), (ExtendedKeyUsageOID.SERVER_AUTH, False)])
def test_a_certificate_that_is_not_for_callers_is_refused_when_it_is_added(use: x509.ObjectIdentifier, taken: bool) -> None:
    with nullcontext() if taken else pytest.raises(SettingWrong) as wrong:
        api.add_certificate(client=ONE_STOP, pem=pem(use=use), **WHO)
    if not taken:
        assert "clientAuth" in wrong.value.fields["pem"][0]


def test_a_first_certificate_lets_the_networks_go_on_for_a_while_and_a_later_one_changes_nothing() -> None:
    def until() -> int:
        return next(s for m in config().members for s in m.subsystems if s.code == "one-stop").networks_until

    first = api.add_certificate(client=ONE_STOP, pem=(held := pem(365)), **WHO)
    assert until() == int((NOW + timedelta(days=14)).timestamp())
    assert api.client(id=ONE_STOP, actor=SYSTEM).networks_until == NOW + timedelta(days=14)
    api.add_certificate(client=ONE_STOP, pem=pem(20), actor=SYSTEM, now=NOW + timedelta(days=3))
    assert until() == int((NOW + timedelta(days=14)).timestamp())
    assert api.add_certificate(client=ONE_STOP, pem=held, overlap=timedelta(0), **WHO) == first
    assert until() == 0


def test_networks_end_at_once_when_asked_and_never_outlive_the_last_certificate() -> None:
    population = "VN-HP/GOV/C06-sim/population"
    api.add_certificate(client=population, pem=pem(20), overlap=timedelta(0), **WHO)
    assert api.client(id=population, actor=SYSTEM).networks_until is None
    lost = api.add_certificate(client=ONE_STOP, pem=pem(365), **WHO)
    api.revoke_certificate(certificate_id=lost, reason="Lộ khoá", **WHO)
    own = next(s for m in config().members for s in m.subsystems if s.code == "one-stop")
    assert (own.certificates, own.networks_until) == ((NOBODY,), 0)
    api.add_certificate(client=ONE_STOP, pem=pem(300), **WHO)
    later = next(s for m in config().members for s in m.subsystems if s.code == "one-stop")
    assert (len(later.certificates), later.networks_until) == (1, 0), "what a lost key closed does not open again with the next one"


def test_a_certificate_that_ended_is_no_longer_told() -> None:
    api.add_certificate(client=ONE_STOP, pem=pem(5), **WHO)
    assert certificates(NOW + timedelta(days=6)) == (NOBODY,)


@pytest.mark.parametrize("text", ["", "x", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "x" * 30_000])
def test_what_is_no_certificate(text: str) -> None:
    with pytest.raises(SettingWrong):
        api.add_certificate(client=ONE_STOP, pem=text, **WHO)


def test_a_certificate_ended_anothers_or_revoked_is_refused() -> None:
    held = pem()
    known = api.add_certificate(client=ONE_STOP, pem=held, **WHO)
    assert api.add_certificate(client=ONE_STOP, pem=held, **WHO) == known
    for wrong in ({"client": "VN-HP/GOV/C06-sim/population", "pem": held}, {"client": ONE_STOP, "pem": pem(-1, begin=NOW - timedelta(9))}):
        with pytest.raises(SettingWrong):
            api.add_certificate(**wrong, **WHO)
    api.revoke_certificate(certificate_id=known, reason="x", **WHO)
    with pytest.raises(SettingWrong):
        api.add_certificate(client=ONE_STOP, pem=held, **WHO)


def test_an_end_is_told_at_30_7_and_1_days_and_not_when_the_next_is_there() -> None:
    end = NOW + timedelta(days=40)
    due_at, warned = [], None
    for hours in range(0, 41 * 24, 6):
        due = warning_due(not_after=end, warned_days=warned, now=NOW + timedelta(hours=hours))
        if due is not None:
            warned = due
            due_at.append((due, hours // 24))
    assert due_at == [(30, 10), (7, 33), (1, 39)]
    api.add_certificate(client=ONE_STOP, pem=pem(20), **WHO)
    assert api.warn_of_ends(now=NOW) == 1
    assert api.warn_of_ends(now=NOW) == 0
    assert [e.name for e in recorded()].count("exchange.certificate.ending.v1") == 1
    api.add_certificate(client=ONE_STOP, pem=pem(365), **WHO)
    assert api.warn_of_ends(now=NOW + timedelta(days=14)) == 0


def test_a_key_is_told_once_kept_as_digest_and_rotated_with_overlap() -> None:
    first = api.make_credential(client=ONE_STOP, app_name="Cổng", **WHO)
    second = api.make_credential(client=ONE_STOP, rotates=first.id, **WHO)
    assert [c.access_key for c in credentials()] == [first.access_key, second.access_key]
    assert credentials()[1].secret_sha256 == digest(second.secret)
    assert [c.app_name for c in credentials(NOW + timedelta(days=15))] == ["Cổng"]
    assert first.secret not in str(list(models.Credential.objects.values()))
    assert {c.state for c in api.credentials(actor=SYSTEM, now=NOW)} == {"valid", "ending"}
    api.revoke_credential(credential_id=second.id, reason="Lộ", **WHO)
    with pytest.raises(ThingUnknown):
        api.make_credential(client=ONE_STOP, rotates=second.id, **WHO)


def test_a_group_is_the_subject_of_a_right_and_stays_while_it_is() -> None:
    api.set_group(name="phuong-xa", name_vi="Phường, xã", clients=[ONE_STOP], **WHO)
    api.register_right(service=PERSONS, client="group:phuong-xa", purpose="Tra cứu", **WHO)
    assert config().groups == (protocol.Group(name="phuong-xa", clients=(ONE_STOP,)),)
    assert in_file().rights[-1].subject == "group:phuong-xa"
    assert [r.client for r in told().rights] == [ONE_STOP, ONE_STOP]
    with pytest.raises(StillUsed):
        api.remove_group(name="phuong-xa", **WHO)
    assert api.revoke_right(service=PERSONS, client="group:phuong-xa", **WHO)
    api.remove_group(name="phuong-xa", **WHO)
    assert config().groups == ()


def test_an_edit_of_what_changed_meanwhile_is_refused() -> None:
    tag = api.service(id=PERSONS, actor=SYSTEM).tag
    api.change_service(service=PERSONS, settings={"timeout_s": 7}, expected=tag, **WHO)
    with pytest.raises(ChangedMeanwhile):
        api.change_service(service=PERSONS, settings={"timeout_s": 8}, expected=tag, **WHO)


def test_the_exchange_rests_and_works_again() -> None:
    api.begin_maintenance(notice_vi="Bảo trì", notice_en="Maintenance", until=NOW + timedelta(hours=2), **WHO)
    assert config().maintenance == protocol.Maintenance(notice="Bảo trì · Maintenance", until=int((NOW + timedelta(hours=2)).timestamp()))
    assert api.end_maintenance(**WHO)
    assert not api.end_maintenance(**WHO)
    assert config().maintenance is None


def test_what_is_declared_as_personal_is_told() -> None:
    fields = [{"path": "full_name", "vi": "Họ và tên", "en": "Full name", "personal": True}, {"path": "ok", "vi": "Còn hạn", "personal": False}]
    api.change_service(service=PERSONS, settings={"fields": fields}, **WHO)
    assert told().personal == (("Họ và tên", "Full name"),)
    api.change_service(service=PERSONS, settings={"fields": []}, **WHO)
    assert told().personal == ()


def test_the_change_log_names_the_version_once() -> None:
    assert api.note_change(service=PERSONS, version="1.1", text_vi="Thêm nơi cư trú", **WHO)
    assert not api.note_change(service=PERSONS, version="1.1", text_vi="Khác", **WHO)
    found = api.service(id=PERSONS)
    assert (found.version, [c.text_vi for c in found.changes]) == ("1.1", ["Thêm nơi cư trú"])


def test_a_gateway_fetches_what_the_file_would_say_and_nothing_twice() -> None:
    api.set_gateway(code="gw2", name_vi="Cổng hai", **WHO)
    token = api.make_gateway_token(code="gw2", **WHO)
    actor = api.gateway_actor(token=token)
    assert actor is not None
    sent = api.fetch_config(actor=actor, holds="", now=NOW)
    assert sent is not None
    assert protocol.load_config(sent.content).server_id.endswith("/gw2")
    assert api.fetch_config(actor=actor, holds=sent.version, now=NOW) is None
    api.make_gateway_token(code="gw2", **WHO)
    assert api.gateway_actor(token=token) is None
    with pytest.raises(Forbidden):
        api.fetch_config(actor=SYSTEM, holds="", now=NOW)


@pytest.mark.parametrize(
    "act",
    [
        lambda who: api.change_service(service=PERSONS, settings={"timeout_s": 1}, **who),
        lambda who: api.make_credential(client=ONE_STOP, **who),
        lambda who: api.add_certificate(client=ONE_STOP, pem="", **who),
        lambda who: api.set_group(name="ab", name_vi="x", clients=[], **who),
        lambda who: api.begin_maintenance(notice_vi="x", notice_en="x", **who),
        lambda who: api.restore_version(number=1, reason="x", **who),
        lambda who: api.set_peer(server_id="x", address="x", **who),
        lambda who: api.make_gateway_token(code="gw1", **who),
    ],
)
def test_only_who_manages_changes_anything(act: Any) -> None:
    reader = Actor(kind=ActorKind.MACHINE, scopes=frozenset({"exchange:read"}))
    for actor in (ANONYMOUS, reader):
        with pytest.raises(Forbidden):
            act({"actor": actor, "now": NOW})
