"""People sign on their own devices: hash out, CMS in, once, by the right person, never over something else."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection

from motcua.foundation.identity.testing import make_citizen
from motcua.platform.signing import api
from motcua.platform.signing.adapters import chosen, pades
from motcua.platform.signing.adapters.demo import installed
from motcua.platform.signing.contracts import Holder, HolderKind, RemoteAnswer
from motcua.platform.signing.models import RemoteSignature, Signature
from motcua.platform.signing.testing import NOW, document

pytestmark = pytest.mark.django_db
NUMBER, NAME = "031191950001", "Đỗ Thị Thử"


class Phone:
    """A service whose answers the test decides."""

    key, legal = "phone", False

    def __init__(self, authority):
        self.authority, self.answer, self.digests, self.keys = authority, RemoteAnswer(api.RemoteState.WAITING), [], []
        self.away, self.unlocked = False, lambda: None

    def request(self, *, key, holder, digest, title, now):
        if self.away:
            raise api.RemoteUnavailable
        self.unlocked()
        self.keys.append(key)
        self.digests.append(digest)
        return "ref-1"

    def collect(self, *, reference, now):
        self.unlocked()
        return self.answer

    def sign(self, *, number=NUMBER, digest=None):
        holder = Holder(HolderKind.PERSON, f"CCCD:{number}", NAME, "Cá nhân")
        key = self.authority.key_for(holder=holder, now=NOW)
        made = pades.cms_of(key=key, digest=digest or self.digests[-1], stamping=self.authority, now=NOW)
        self.answer = RemoteAnswer(api.RemoteState.SIGNED, made)


@pytest.fixture
def phone(authority, monkeypatch):
    monkeypatch.setattr(installed, "_authority", lambda: authority)
    service = Phone(authority)
    monkeypatch.setattr(chosen, "remote", lambda key="": service)
    return service


@pytest.fixture
def citizen(db):
    return make_citizen(1)


def ask(citizen, *, key="k", pdf=None, number=NUMBER):
    given = {"title": "Ký tờ khai", "actor": citizen, "now": NOW, "room": api.Box(page=-1, left=100, bottom=100, right=300, top=160)}
    return api.request_signature(pdf=pdf or document(), number=number, name=NAME, idempotency_key=key, **given)


def collect(citizen, asked, *, number=NUMBER, now=NOW):
    return api.collect_signature(request_id=asked.id, number=number, actor=citizen, now=now)


def test_a_person_signs_and_the_document_lasts(phone, citizen):
    asked = ask(citizen)
    assert collect(citizen, asked).state is api.RemoteState.WAITING
    phone.sign()
    done = collect(citizen, asked)
    assert done.state is api.RemoteState.SIGNED
    (signature,) = done.document.report.signatures
    assert (signature.valid, signature.level, signature.signer) == (True, api.Level.B_LTA, NAME)
    assert collect(citizen, asked).document.sha256 == done.document.sha256
    assert Signature.objects.get().purpose == "person"
    assert NUMBER not in str(RemoteSignature.objects.values().get())


def test_two_clicks_ask_once_and_a_key_stands_for_one_document(phone, citizen):
    pdf = document()
    assert ask(citizen, pdf=pdf).id == ask(citizen, pdf=pdf).id
    assert len(phone.digests) == 1
    with pytest.raises(api.KeyReused):
        ask(citizen, pdf=document("Người khác"))


def test_somebody_else_s_certificate_is_not_accepted(phone, citizen):
    asked = ask(citizen)
    phone.sign(number="031191950002")
    with pytest.raises(api.SignerMismatch):
        collect(citizen, asked)
    assert RemoteSignature.objects.get().state == "waiting"


@pytest.mark.parametrize("answer", [b"", b"no cms", b"0\x80"])
def test_a_broken_answer_is_not_accepted(phone, citizen, answer):
    asked = ask(citizen)
    phone.answer = RemoteAnswer(api.RemoteState.SIGNED, answer)
    with pytest.raises(api.CertificateUntrusted):
        collect(citizen, asked)


def test_a_signature_of_another_document_is_not_accepted(phone, citizen):
    asked = ask(citizen)
    phone.sign(digest=b"\1" * 32)
    with pytest.raises(api.CertificateUntrusted):
        collect(citizen, asked)


def test_refused_and_expired_requests_end(phone, citizen):
    late, refused = ask(citizen), ask(citizen, key="k2")
    assert collect(citizen, late, now=NOW + timedelta(hours=1)).state is api.RemoteState.EXPIRED
    phone.answer = RemoteAnswer(api.RemoteState.REFUSED)
    assert collect(citizen, refused).state is api.RemoteState.REFUSED


def test_nobody_collects_for_another(phone, citizen):
    with pytest.raises(api.RemoteNotFound):
        collect(citizen, ask(citizen), number="031191950009")
    with pytest.raises(api.RemoteNotFound):
        collect(citizen, SimpleNamespace(id="0197a000-0000-7000-8000-000000000000"))


def test_the_demonstration_signs_by_itself(authority, monkeypatch, citizen):
    monkeypatch.setattr(installed, "_authority", lambda: authority)
    done = collect(citizen, ask(citizen))
    assert done.document.report.valid
    assert done.document.report.signatures[0].dev
    # A person's certificate comes from another authority than an officer's.
    assert "Persons" in done.document.report.signatures[0].issuer


def test_an_installation_without_a_service_says_so(citizen, monkeypatch):
    monkeypatch.setattr("motcua.platform.signing.conf.REMOTE", "none")
    with pytest.raises(api.RemoteUnavailable):
        ask(citizen)


@pytest.mark.parametrize("end", [api.RemoteState.REFUSED, api.RemoteState.EXPIRED])
def test_after_a_request_that_came_to_nothing_the_person_is_asked_anew(phone, citizen, end):
    first = ask(citizen)
    phone.answer = RemoteAnswer(end)
    late = timedelta(hours=1) if end is api.RemoteState.EXPIRED else timedelta(0)
    assert collect(citizen, first, now=NOW + late).state is end
    phone.answer = RemoteAnswer(api.RemoteState.WAITING)
    again = ask(citizen)
    assert (again.state, again.id != first.id, len(phone.digests)) == (api.RemoteState.WAITING, True, 2)
    phone.sign()
    assert collect(citizen, again).state is api.RemoteState.SIGNED
    assert ask(citizen).id == again.id


def test_a_service_that_was_away_is_asked_again_under_the_same_key(phone, citizen):
    phone.away = True
    with pytest.raises(api.RemoteUnavailable):
        ask(citizen)
    row = RemoteSignature.objects.get()
    assert collect(citizen, SimpleNamespace(id=row.uuid)).state is api.RemoteState.WAITING
    phone.away = False
    asked = ask(citizen)
    assert (asked.id, phone.keys, phone.digests) == (row.uuid, [str(row.uuid)], [bytes.fromhex(row.digest)])
    phone.sign()
    assert collect(citizen, asked).state is api.RemoteState.SIGNED


def test_what_the_service_never_heard_is_prepared_anew_once_its_time_is_over(phone, citizen):
    phone.away = True
    with pytest.raises(api.RemoteUnavailable):
        ask(citizen)
    RemoteSignature.objects.update(expires_at=NOW, asked_at=NOW - timedelta(hours=1))
    phone.away = False
    assert (ask(citizen).state, RemoteSignature.objects.count()) == (api.RemoteState.WAITING, 2)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_locked_while_the_service_thinks(phone, citizen):
    seen = []
    phone.unlocked = lambda: seen.append(connection.in_atomic_block)
    asked = ask(citizen)
    phone.sign()
    assert collect(citizen, asked).state is api.RemoteState.SIGNED
    assert seen == [False, False]


def test_whoever_collects_second_finds_what_the_first_made(phone, citizen, monkeypatch):
    asked = ask(citizen)
    phone.sign()
    answer = phone.answer

    def slow(*, reference, now):
        phone.collect = lambda **_: answer
        collect(citizen, asked)
        return answer

    phone.collect = slow
    assert collect(citizen, asked).state is api.RemoteState.SIGNED
    assert Signature.objects.count() == 1
