"""What proves a system: certificates and keys. Old and new hold side by side; what is revoked stops at once."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID
from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import SYSTEM, Actor
from motcua.kernel.policy import require
from motcua.kernel.tokens import digest, new_secret
from motcua.platform.exchange import events, policies, queries
from motcua.platform.exchange.actions import versions
from motcua.platform.exchange.actions.rows import subsystem_row
from motcua.platform.exchange.contracts import NewCredential, ReasonMissing, SettingWrong, ThingUnknown
from motcua.platform.exchange.models import Certificate, Credential, Subsystem
from motcua.platform.exchange.rules import history
from motcua.platform.exchange.rules import keys as rules

OVERLAP = timedelta(days=14)
_MOST_BYTES = 20_000
_MOST_HELD = 10


@transaction.atomic
def add_certificate(*, client: str, pem: str, overlap: timedelta = OVERLAP, actor: Actor, now: datetime) -> UUID:
    """Let holders of a certificate (PEM) speak for a system, beside those it has; adding it twice is adding it once.

    A system that had none is known by its networks until then: they go on for ``overlap`` and then end. With no overlap they end now, also
    when the certificate was there already.
    Raises Forbidden, ServiceUnknown, SettingWrong (unreadable, ended, revoked, another system's).
    """
    require(policies.can_manage(actor))
    row = subsystem_row(client)
    read = _read(pem)
    sha256 = read.fingerprint(hashes.SHA256()).hex()
    if read.not_valid_after_utc <= now:
        raise _wrong("pem", "Chứng thư đã hết hạn.", "The certificate has ended.")
    known = Certificate.objects.filter(sha256=sha256).first()
    if known is not None:
        if known.subsystem_id != row.pk:
            raise _wrong("pem", "Chứng thư này là của hệ thống khác.", "The certificate is another system's.")
        if known.revoked_at is not None:
            raise _wrong("pem", "Chứng thư này đã bị thu hồi.", "The certificate was revoked.")
        if not known.pem:  # it was added before certificates were kept whole
            Certificate.objects.filter(pk=known.pk).update(pem=_whole(read))
            versions.keep(client, actor=actor, now=now, why=f"certificate of {client}")
        if not overlap and row.networks_until is not None:
            _end_networks(row, at=None, actor=actor, now=now)
        return known.uuid
    if overlap and not row.certificates and not row.held_certificates.exists():
        _end_networks(row, at=now + overlap, actor=actor, now=now)
    made = Certificate.objects.create(
        subsystem=row, sha256=sha256, pem=_whole(read), subject=read.subject.rfc4514_string()[:250],
        not_before=read.not_valid_before_utc, not_after=read.not_valid_after_utc, added_at=now, added_by=actor.ref,
    )  # fmt: skip
    versions.keep(client, actor=actor, now=now, why=f"certificate of {client}")
    audit.record(
        action="exchange.add_certificate", object_ref=f"exchange.client:{client}", actor=actor, now=now, details={"sha256": sha256}
    )
    return made.uuid


@transaction.atomic
def end_networks(*, client: str, reason: str, actor: Actor, now: datetime) -> bool:
    """From now on only holders of its certificates speak for a system; False when its networks do not count already.

    Raises Forbidden, ServiceUnknown, ReasonMissing.
    """
    require(policies.can_manage(actor))
    row = subsystem_row(client)
    if not reason.strip():
        raise ReasonMissing
    if row.networks_until is None or row.networks_until <= now:
        return False
    _end_networks(row, at=None, why=reason.strip()[:250], actor=actor, now=now)
    return True


def networks_again(*, client: str, until: datetime, actor: Actor, now: datetime) -> None:
    """Networks that were ended early count again until their own end, in the transaction that takes the end back. Raises Forbidden."""
    require(policies.can_manage(actor))
    _end_networks(subsystem_row(client), at=until, actor=actor, now=now)


def _end_networks(row: Subsystem, *, at: datetime | None, why: str = "", actor: Actor, now: datetime) -> None:
    """Beside its certificates the system is known by its networks until ``at``, or no longer."""
    before = row.networks_until
    row.networks_until = at
    row.save(update_fields=["networks_until"])
    client = str(queries.client_id(row))
    versions.keep(client, actor=actor, now=now, why=f"networks of {client}")
    details = history.change_details({"networks_until": before}, {"networks_until": at})
    audit.record(action="exchange.end_networks", object_ref=f"exchange.client:{client}", actor=actor, now=now, ground=why, details=details)


@transaction.atomic
def revoke_certificate(*, certificate_id: UUID, reason: str, actor: Actor, now: datetime) -> None:
    """Nobody may use it from now on; revoking twice changes nothing. Raises Forbidden, ThingUnknown, ReasonMissing."""
    require(policies.can_manage(actor))
    if not reason.strip():
        raise ReasonMissing
    row = Certificate.objects.select_related("subsystem__member").select_for_update(of=("self",)).filter(uuid=certificate_id).first()
    if row is None:
        raise ThingUnknown(name=str(certificate_id))
    if row.revoked_at is not None:
        return
    row.revoked_at, row.revoked_by, row.revoked_why = now, actor.ref, reason.strip()[:250]
    row.save(update_fields=["revoked_at", "revoked_by", "revoked_why"])
    system = row.subsystem
    left = system.certificates or system.held_certificates.filter(revoked_at=None, not_after__gt=now).exists()
    if system.networks_until is not None and not left:
        _end_networks(system, at=None, actor=actor, now=now)
    client = str(queries.client_id(row.subsystem))
    versions.keep(client, actor=actor, now=now, why=f"certificate of {client} revoked")
    audit.record(
        action="exchange.revoke_certificate", object_ref=f"exchange.client:{client}", actor=actor, now=now, ground=reason.strip()[:250],
        details={"sha256": row.sha256},
    )  # fmt: skip


@transaction.atomic
def make_credential(
    *, client: str, app_name: str = "", partner_code: str = "", rotates: UUID | None = None, overlap: timedelta = OVERLAP, actor: Actor,
    now: datetime,
) -> NewCredential:  # fmt: skip
    """A new key for a system, its secret told once. ``rotates``: the key that it takes the place of, which ends after ``overlap``.

    Raises Forbidden, ServiceUnknown, ThingUnknown, SettingWrong (too many).
    """
    require(policies.can_manage(actor))
    row = subsystem_row(client)
    alive = Credential.objects.filter(subsystem=row, revoked_at=None)
    if alive.exclude(not_after__lte=now).count() >= _MOST_HELD:
        raise _wrong("client", "Hệ thống đã có mười khoá; thu hồi bớt.", "The system has ten keys; revoke some.")
    if rotates is not None:
        old = alive.select_for_update().filter(uuid=rotates).first()
        if old is None:
            raise ThingUnknown(name=str(rotates))
        end = now + overlap
        old.not_after = min(old.not_after, end) if old.not_after else end
        old.save(update_fields=["not_after"])
        app_name, partner_code = app_name or old.app_name, partner_code or old.partner_code
    access_key, secret = f"mc{secrets.token_hex(12)}", new_secret()
    made = Credential.objects.create(
        subsystem=row, access_key=access_key, secret_sha256=digest(secret), app_name=app_name.strip()[:100],
        partner_code=partner_code.strip()[:60], created_at=now, created_by=actor.ref,
    )  # fmt: skip
    versions.keep(client, actor=actor, now=now, why=f"key of {client}")
    details = {"access_key": access_key, **({"rotates": str(rotates)} if rotates else {})}
    audit.record(action="exchange.make_credential", object_ref=f"exchange.client:{client}", actor=actor, now=now, details=details)
    return NewCredential(made.uuid, client, access_key, secret)


@transaction.atomic
def revoke_credential(*, credential_id: UUID, reason: str, actor: Actor, now: datetime) -> None:
    """The key opens nothing from now on; revoking twice changes nothing. Raises Forbidden, ThingUnknown, ReasonMissing."""
    require(policies.can_manage(actor))
    if not reason.strip():
        raise ReasonMissing
    row = Credential.objects.select_related("subsystem__member").select_for_update(of=("self",)).filter(uuid=credential_id).first()
    if row is None:
        raise ThingUnknown(name=str(credential_id))
    if row.revoked_at is not None:
        return
    row.revoked_at, row.revoked_why = now, reason.strip()[:250]
    row.save(update_fields=["revoked_at", "revoked_why"])
    client = str(queries.client_id(row.subsystem))
    versions.keep(client, actor=actor, now=now, why=f"key of {client} revoked")
    audit.record(
        action="exchange.revoke_credential", object_ref=f"exchange.client:{client}", actor=actor, now=now, ground=reason.strip()[:250],
        details={"access_key": row.access_key},
    )  # fmt: skip


@transaction.atomic
def warn_of_ends(*, now: datetime) -> int:
    """Tell of certificates that end soon, once for each of 30, 7 and 1 days; how many were told. A renewed system is not told."""
    told = 0
    rows = Certificate.objects.select_related("subsystem__member").filter(revoked_at=None)
    for row in rows.filter(not_after__gt=now, not_after__lte=now + rules.SOON).select_for_update(of=("self",)):
        newer = Certificate.objects.filter(subsystem_id=row.subsystem_id, revoked_at=None, not_after__gt=now + rules.SOON).exists()
        due = rules.warning_due(not_after=row.not_after, warned_days=row.warned_days, now=now)
        if newer or due is None:
            continue
        row.warned_days = due
        row.save(update_fields=["warned_days"])
        client = str(queries.client_id(row.subsystem))
        fact = events.CertificateEnding(client=client, sha256=row.sha256, days=due, not_after=row.not_after, at=now)
        outbox.publish(event=fact, now=now, actor=SYSTEM)
        told += 1
    return told


def _read(pem: str) -> x509.Certificate:
    if len(pem) > _MOST_BYTES:
        raise _wrong("pem", "Chứng thư quá dài.", "The certificate is too long.")
    try:
        read = x509.load_pem_x509_certificate(pem.strip().encode())
        uses = read.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except ValueError:
        raise _wrong("pem", "Không đọc được chứng thư dạng PEM.", "This is no certificate in PEM.") from None
    except x509.ExtensionNotFound:
        return read  # for every use
    if not {ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE} & set(uses):
        raise _wrong(
            "pem", "Chứng thư này không dành cho máy gọi đi: thiếu mục đích clientAuth. Hãy xin chứng thư có mục đích đó.",
            "This certificate is not for a system that calls: it lacks the use clientAuth. Ask for one that has it.",
        )  # fmt: skip
    return read


def _whole(read: x509.Certificate) -> str:
    """The certificate as the gateways get it: alone, whatever else stood in the file."""
    return read.public_bytes(Encoding.PEM).decode()


def _wrong(field: str, vi: str, en: str) -> SettingWrong:
    return SettingWrong(fields={field: (vi, en)})


