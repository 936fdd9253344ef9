"""For tests: people, officers, signed-in clients, and the simulated peers as a running server.

The fixtures are picked up by the root ``conftest.py`` (``pytest_plugins``); models are imported late, when Django is ready.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from base64 import b32decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import httpx
import pytest

from motcua.kernel.actors import SYSTEM, Actor, Role, Scope
from motcua.kernel.identifiers import Sex, normalise_phone, parse_personal_number, personal_number

if TYPE_CHECKING:
    from django.test import Client

    from motcua.foundation.identity.contracts import Organisation, Person

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
CALLBACK = "http://testserver/tai-khoan/oidc/vneid/login/callback/ http://testserver/tai-khoan/oidc/dvcqg/login/callback/"
UNIT = "11329"


def claims_of(n: int = 0, *, level: int = 2, **change: Any) -> dict[str, Any]:
    """Claims of an invented woman number ``n`` as the provider tells them."""
    told = {
        "sub": f"sub-{n}",
        "SoDinhDanh": personal_number(province_code="031", sex=Sex.FEMALE, birth_year=1991, serial=950_000 + n),
        "HoVaTen": f"Đỗ Thị Thử {n}",
        "NgayThangNamSinh": "12/04/1991",
        "SoDienThoai": f"01009{n:05d}",
        "ThuongTru": "Số 1, tổ dân phố số 2",
        "MaDonViThuongTru": "11359",
        "LoaiTaiKhoan": 1,
        "acr": str(level),
        "IAL": level,
    }
    return told | change


def make_citizen(n: int = 0, *, level: int = 2, now: datetime = NOW) -> Actor:
    """A citizen with an account, as an actor."""
    from motcua.foundation.identity import api

    signed_in = api.sign_in_citizen(claims=claims_of(n, level=level), now=now)
    return api.actor_of(account_id=signed_in.account_id, now=now)


def make_officer(role: Role = Role.RECEPTION, *, code: str = "", unit_code: str = UNIT, now: datetime = NOW) -> Actor:
    """An officer with one position since long ago, as an actor; the same code gives the same officer. The unit is made if missing."""
    from motcua.foundation.identity import contracts, models, queries

    code = code or f"{role.value}.{unit_code}"
    row = models.Officer.objects.filter(code=code).first()
    if row is None:
        account = models.Account.objects.create_user(username=code, password="mot-cua-demo-2026", kind=contracts.AccountKind.OFFICER)
        row = models.Officer.objects.create(code=code, full_name=f"Cán bộ {role.value}", account=account, created_at=now)
        since = datetime(2025, 7, 1, tzinfo=UTC)
        unit_id = make_unit(unit_code)
        models.Position.objects.create(
            officer=row, unit_id=unit_id, unit_code=unit_code, role=role.value, title=role.value, valid_from=since
        )
    return queries.officer_actor(code=code, now=now)


def make_delegation(
    giver: Actor, receiver: Actor, *, role: Role = Role.LEADER, scope: Scope | None = None, kind: str = "signs_for", days: int = 30,
    basis: str = "12/QĐ-UBND", now: datetime = NOW,
) -> Actor:  # fmt: skip
    """Let ``receiver`` act in the place of ``giver``'s post of that role from ``now``; returns the receiver as an actor."""
    from motcua.foundation.identity import api, models

    post = next(p for p in giver.own_positions if p.role is role)
    assert receiver.subject_id is not None
    api.delegate(
        position_id=post.position_id, to_officer_id=receiver.subject_id, kind=api.DelegationKind(kind), valid_from=now,
        valid_to=now + timedelta(days=days), scope=scope or Scope(may_sign=kind != "substitute"), basis=api.Basis(basis, now.date()),
        actor=giver, now=now,
    )  # fmt: skip
    code = models.Officer.objects.get(uuid=receiver.subject_id).code
    return api.officer_actor(code=code, now=now)


def release(*, officer_id: UUID, unit_code: str, role: Role, now: datetime, actor: Actor = SYSTEM) -> None:
    """End at ``now`` the officer's post of that role in that unit; one that is not held by then is left as it is."""
    from motcua.foundation.identity import api

    for post in api.appointments(officer_id=officer_id):
        if (post.unit_code, post.role) == (unit_code, role) and post.valid_from < now and (post.valid_to is None or post.valid_to > now):
            api.end_post(position_id=post.position_id, actor=actor, now=now)


def register_person(*, personal_number: str, full_name: str, phone: str, now: datetime) -> Person:
    """A person on record who never signed in: level 0 until she does; told like one who did."""
    from motcua.foundation.identity import events, models, queries
    from motcua.foundation.outbox import api as outbox

    number = parse_personal_number(personal_number)
    row = models.Person.objects.create(
        number_index=queries.number_index(number.number), personal_number=number.number, full_name=full_name, sex=number.sex.value,
        phone=normalise_phone(phone), created_at=now, updated_at=now,
    )  # fmt: skip
    outbox.publish(event=events.PersonRegistered(person_id=row.uuid, level=0, residence_unit_code="", registered_at=now), now=now)
    return queries.to_person(row)


def organisation_by_code(*, code: str) -> Organisation:
    """The organisation with that tax code (10, 13 or 12 digits), as it is found when a provider tells of it again."""
    from motcua.foundation.identity import models
    from motcua.foundation.identity.queries.organisations import by_code, to_organisation

    return to_organisation(models.Organisation.objects.get(**by_code(code)))


def make_refusal(person: Actor, *, told_name: str, now: datetime = NOW) -> None:
    """A sign-in of this person that was refused since the provider told another name; it waits for an administrator."""
    from motcua.foundation.identity import models

    row = models.Person.objects.get(uuid=person.subject_id)
    models.LinkConflict.objects.create(person=row, provider="vneid", differs=["full_name"], told_name=told_name, first_at=now, last_at=now)


def make_unit(code: str = UNIT) -> int:
    """Id of the unit of that code; a minimal one when the reference units are not loaded."""
    from motcua.foundation.units import api, testing

    try:
        return api.get(code=code, on=NOW.date()).id
    except api.UnitUnknown:
        return testing.make_unit(code=code).id


def sign_in(client: Client, actor: Actor) -> Client:
    """Open a session for the actor on a test client: full level for citizens, second factor done for officers."""
    from allauth.account.internal.flows.login import _AUTHENTICATION_METHODS_USER_SESSION_KEY, AUTHENTICATION_METHODS_SESSION_KEY

    from motcua.foundation.identity import actions, contracts, models
    from motcua.foundation.identity.queries.sessions import AMR, AUTH_TIME, LEVEL, SID
    from motcua.kernel.actors import ActorKind
    from motcua.kernel.clock import SystemClock
    from motcua.kit import clock

    account = models.Account.objects.get(**_owner(actor.subject_id))
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    level = 2 if actor.kind is ActorKind.OFFICER else actor.level
    proof = contracts.SignInProof(provider="password+totp" if actor.kind is ActorKind.OFFICER else "vneid", level=level, amr=("pwd", "otp"))
    now = clock.now()
    opened = actions.open_session(
        account_id=account.pk, proof=proof, device="Firefox · Linux", address="203.0.113.9", now=now, machine_now=SystemClock().now()
    )
    session = client.session
    session[LEVEL], session[AMR], session[AUTH_TIME], session[SID] = level, list(proof.amr), now.isoformat(), str(opened)
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": 0}, {"method": "mfa", "type": "totp", "at": 0}]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(account.pk)
    session.save()
    return client


def _owner(subject_id: UUID | None) -> dict[str, Any]:
    from motcua.foundation.identity import models

    is_officer = models.Officer.objects.filter(uuid=subject_id).exists()
    return {"officer__uuid": subject_id} if is_officer else {"person__uuid": subject_id}


def totp(secret: str, *, at: float | None = None, step: int = 0) -> str:
    """The six digits that an authenticator app shows for a base32 secret (RFC 6238), ``step`` periods from ``at`` (default: now)."""
    import hmac
    import struct

    counter = int((time.time() if at is None else at) // 30) + step
    mac = hmac.digest(b32decode(secret), struct.pack(">Q", counter), "sha1")
    start = mac[-1] & 0xF
    return f"{(int.from_bytes(mac[start : start + 4], 'big') & 0x7FFFFFFF) % 10**6:06d}"


@pytest.fixture
def citizen() -> Actor:
    """A level 2 citizen."""
    return make_citizen()


@pytest.fixture
def citizen_client(client: Client, citizen: Actor) -> Client:
    """A client signed in as ``citizen``."""
    return sign_in(client, citizen)


@pytest.fixture
def officer_client() -> Callable[..., Client]:
    """``officer_client(Role.LEADER)``: a new client signed in as an officer of that role in phường Ngô Quyền."""
    from django.test import Client as NewClient

    def of(role: Role = Role.RECEPTION, **more: Any) -> NewClient:
        return sign_in(NewClient(), make_officer(role, **more))

    return of


@dataclass(frozen=True)
class Peers:
    """The simulated peers, running."""

    url: str
    data: str = ""
    gateway_port: int = 0  # where they look for the exchange

    def fault(self, peer: str, kind: str, **more: Any) -> None:
        """Switch a fault on."""
        httpx.post(f"{self.url}/control", json={"peer": peer, "fault": kind, **more}, trust_env=False).raise_for_status()

    def heal(self) -> None:
        """Switch all faults off."""
        httpx.delete(f"{self.url}/control", trust_env=False).raise_for_status()


@pytest.fixture(scope="session")
def _running_peers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peers]:
    """The simulated peers that the tests of one process share."""
    with new_peers(tmp_path_factory.mktemp("peers")) as peers:
        yield peers


@contextmanager
def new_peers(data: Path) -> Iterator[Peers]:
    """Simulated peers on a free port that remember nothing yet; for tests that count what the agencies did."""
    with socket.socket() as probe, socket.socket() as other:
        probe.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        port, gateway_port = probe.getsockname()[1], other.getsockname()[1]
    with running_peers(str(data), port=port, gateway_port=gateway_port) as peers:
        yield peers


@contextmanager
def running_peers(data: str, *, port: int, gateway_port: int) -> Iterator[Peers]:
    """The simulated peers with their state in ``data``, in a process of their own until the end of the block."""
    url = f"http://127.0.0.1:{port}"
    source = Path(__file__).resolve().parents[3]
    env = {
        **os.environ,
        "PYTHONPATH": str(source),
        "MOTCUA_PEERS_DATA": data,
        "MOTCUA_PEERS_URL": url,
        "MOTCUA_GATEWAY_URL": f"http://127.0.0.1:{gateway_port}",
        "MOTCUA_PEERS_INSURANCE_PACE": "0",
        "MOTCUA_PEERS_JUDICIAL_PACE": "0",
        "MOTCUA_PEERS_BATCH_PACE": "0",
        "MOTCUA_PEERS_REDIRECT_URIS": CALLBACK,
        "MOTCUA_PEERS_LOGOUT_URIS": "http://testserver/",
    }
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--port", str(port), "--no-ws", "motcua.simulator.peers.app:app"]
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(f"{url}/healthz")
        yield Peers(url=url, data=data, gateway_port=gateway_port)
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture
def peers(_running_peers: Peers) -> Iterator[Peers]:
    """The running peers without faults."""
    _running_peers.heal()
    yield _running_peers
    _running_peers.heal()


def _wait(url: str) -> None:
    for _ in range(200):
        try:
            if httpx.get(url, timeout=1, trust_env=False).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.1)
    msg = f"no answer at {url}"
    raise RuntimeError(msg)
