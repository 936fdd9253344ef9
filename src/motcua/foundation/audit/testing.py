"""For tests: acts to record, a signer that can be checked."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from uuid import UUID

from motcua.foundation.audit import api
from motcua.kernel.actors import Actor, ActorKind

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
OFFICER = Actor(kind=ActorKind.OFFICER, subject_id=UUID(int=7), name="Phạm Văn Thử")


class DigestSigner:
    """Signs by a digest with a secret: enough to see a changed root."""

    key = "digest"

    def sign(self, *, content: bytes, now: datetime) -> api.RootSignature:
        """The digest of secret and content."""
        return api.RootSignature(signature=hashlib.sha256(b"secret" + content).digest(), certificate=b"c", time_stamp=b"t")

    def verify(self, *, content: bytes, signature: api.RootSignature) -> bool:
        """The same digest again."""
        return signature.signature == hashlib.sha256(b"secret" + content).digest()


def act(number: int = 1, *, now: datetime = NOW) -> UUID:
    """One recorded act."""
    return api.record(action="test.done", object_ref=f"test.thing:{number}", actor=OFFICER, now=now, details={"lần": number})


def entries_kept() -> int:
    """How many acts are recorded."""
    from motcua.foundation.audit.models import Entry

    return Entry.objects.count()
