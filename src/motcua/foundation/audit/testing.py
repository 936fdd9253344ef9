"""For tests: acts to record, a signer that can be checked."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from motcua.foundation.audit import api, rules
from motcua.kernel.actors import Actor, ActorKind
from motcua.kernel.evidence import GENESIS, chain_step, digest, merkle_root
from motcua.kernel.ids import uuid7

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
OFFICER = Actor(kind=ActorKind.OFFICER, subject_id=UUID(int=7), name="Phạm Văn Thử")


class DigestSigner:
    """Signs by a digest with a secret: enough to see a changed root."""

    key = "digest"

    def sign(self, *, content: bytes, now: datetime) -> api.RootSignature:
        """The digest of secret and content."""
        stamp = now.isoformat().encode()
        return api.RootSignature(signature=_digest(content + stamp), certificate=b"c", time_stamp=stamp)

    def verify(self, *, content: bytes, signature: api.RootSignature) -> bool:
        """The same digest again."""
        return signature.certificate == b"c" and signature.signature == _digest(content + signature.time_stamp)

    def stamped_at(self, *, signature: api.RootSignature) -> datetime | None:
        """The instant of signing."""
        return datetime.fromisoformat(signature.time_stamp.decode())


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(b"secret" + content).digest()


def act(number: int = 1, *, now: datetime = NOW, action: str = "test.done") -> UUID:
    """One recorded act."""
    return api.record(action=action, object_ref=f"test.thing:{number}", actor=OFFICER, now=now, details={"lần": number})


TABLES = ("audit_entry", "audit_waiting", "audit_link", "audit_hour", "audit_span", "audit_seal", "audit_root")


def as_owner(sql: str, *params: Any) -> None:
    """What the owner of the database could do: guards off, one statement, guards on."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(sql, params or None)
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def first_book(count: int = 5, *, now: datetime = NOW) -> None:
    """Entries sealed in one chain and closed in a signed day, as an installation made them before there were streams."""
    seals, previous = [], GENESIS
    for seq in range(1, count + 1):
        facts = {
            "uuid": uuid7(),
            "at": now,
            "actor_ref": "system",
            "on_behalf_of": "",
            "action": "old.done",
            "object_ref": f"old:{seq}",
            "ground": "",
        }
        record = rules.record_of(**facts, details={"n": seq}, form=1)
        columns = (*facts.values(), json.dumps({"n": seq}), digest(record).hex())
        as_owner(_OLD_ENTRY, *columns)
        current = chain_step(previous=previous, record=record)
        as_owner(_OLD_SEAL, seq, previous.hex(), current.hex(), now)
        previous = current
        seals.append(current)
    root = merkle_root(seals).hex()
    content = rules.root_content(day=now.date(), first_seq=1, last_seq=count, root=root, previous_root=GENESIS.hex())
    made = DigestSigner().sign(content=content, now=now)
    as_owner(_OLD_DAY, now.date(), count, root, GENESIS.hex(), made.signature, made.certificate, made.time_stamp, now)


_OLD_ENTRY = """
INSERT INTO audit_entry (uuid, at, actor_ref, on_behalf_of, action, object_ref, ground, details, digest, person, dossier, unit, form)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, '', '', '', 1)
"""
_OLD_SEAL = """
INSERT INTO audit_seal (seq, entry_id, previous_hash, hash, sealed_at) SELECT %s, max(id), %s, %s, %s FROM audit_entry
"""
_OLD_DAY = """
INSERT INTO audit_root (day, first_seq, last_seq, root, previous_root, signed_by, signature, certificate, time_stamp, closed_at)
VALUES (%s, 1, %s, %s, %s, 'digest', %s, %s, %s, %s)
"""


def entries_kept() -> int:
    """How many acts are recorded."""
    from motcua.foundation.audit.models import Entry

    return Entry.objects.count()
