"""Archive time stamps are renewed before the certificate of the last one ends (ETSI EN 319 102-1 §5.6: a chain without a gap)."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from motcua.foundation.audit import api as audit
from motcua.foundation.files import api as files
from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import SYSTEM
from motcua.kernel.errors import NamedError
from motcua.platform.signing import conf
from motcua.platform.signing.adapters import chosen, pades
from motcua.platform.signing.contracts import CertificateUntrusted
from motcua.platform.signing.events import DocumentRenewed
from motcua.platform.signing.models import Renewal, Signature
from motcua.platform.signing.queries import newest_file

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RenewalReport:
    """What a run did; ``failed`` are signatures that could not be renewed and why, to be tried again at the next run."""

    renewed: int
    failed: tuple[tuple[UUID, str], ...]


def renew_due(*, now: datetime, within: timedelta | None = None, limit: int = 200) -> RenewalReport:
    """Add an archive time stamp to every document whose last one ends within ``within`` (default: 90 days); each in its own transaction.

    A document that no longer validates is left as it is and reported: a stamp over something broken would prove nothing.
    """
    until = now + (within if within is not None else timedelta(days=conf.RENEW_DAYS))
    renewed, failed = 0, []
    for signature_id in list(_due(until).values_list("uuid", flat=True)[:limit]):
        try:
            renewed += _renew(signature_id, until=until, now=now)
        except NamedError as error:
            _log.warning("signature %s was not renewed: %s", signature_id, error.sentence("en"))
            failed.append((signature_id, error.code))
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:  # one file that fails in an unknown way must not let the proof of all others run out
            _log.exception("signature %s was not renewed", signature_id)
            failed.append((signature_id, f"error:{type(error).__name__}"))
    return RenewalReport(renewed=renewed, failed=tuple(failed))


def _due(until: datetime) -> QuerySet[Signature]:
    """Signed documents at B-LTA whose proof ends before ``until``, the nearest end first; a later signature on the file stands for it."""
    latest = Renewal.objects.filter(signature=OuterRef("pk")).order_by("-renewed_at").values("archived_until_at")[:1]
    later = Signature.objects.filter(source_sha256=OuterRef("sha256"))
    rows = Signature.objects.filter(level="B-LTA").exclude(Exists(later))
    rows = rows.annotate(ends_at=Coalesce(Subquery(latest), F("archived_until_at")))
    return rows.filter(Q(ends_at=None) | Q(ends_at__lt=until)).order_by(F("ends_at").asc(nulls_first=True), "pk")


def _renew(signature_id: UUID, *, until: datetime, now: datetime) -> int:
    with transaction.atomic():
        row = Signature.objects.select_for_update().get(uuid=signature_id)
        if not _due(until).filter(pk=row.pk).exists():
            return 0
        authority = chosen.authority()
        trusted = pades.Trusted(authority.anchors())
        pdf = files.read(file_id=newest_file(row))
        report = pades.check(pdf=pdf, trusted=trusted, revocation=authority, now=now)
        if not report.valid:
            raise CertificateUntrusted(holder=row.holder_ref)
        ends = report.archived_until_stamp
        if row.archived_until_at is None and ends is not None and ends >= until and not row.renewals.exists():
            # Signed before ends were kept in the row: only write down what the file says.
            return _keep(row, pdf=pdf, source=hashlib.sha256(pdf).hexdigest(), ends=ends, now=now, told=False)
        made = pades.archive(pdf=pdf, stamping=authority, revocation=authority, now=now)
        after = pades.check(pdf=made, trusted=trusted, revocation=authority, now=now)
        if not after.valid or after.archived_until_stamp is None or after.archived_until_stamp <= now:
            raise CertificateUntrusted(holder=row.holder_ref)
        return _keep(row, pdf=made, source=hashlib.sha256(pdf).hexdigest(), ends=after.archived_until_stamp, now=now, told=True)


def _keep(row: Signature, *, pdf: bytes, source: str, ends: datetime, now: datetime, told: bool) -> int:
    kept = files.put(
        content=pdf, name="van-ban-da-ky.pdf", purpose="signing.signed", actor=SYSTEM, now=now, allowed=frozenset({files.PDF}),
        owner_ref=f"signing.signature:{row.uuid}",
    )
    Renewal.objects.create(
        signature=row, source_sha256=source, sha256=kept.sha256, file_id=kept.uuid, archived_until_at=ends, renewed_at=now
    )
    if not told:
        return 0
    outbox.publish(
        event=DocumentRenewed(
            signature_id=row.uuid, previous_sha256=source, sha256=kept.sha256, file_id=kept.uuid, archived_until_at=ends, renewed_at=now
        ),
        now=now, actor=SYSTEM,
    )
    audit.record(
        action="signing.renewed", object_ref=f"signing.signature:{row.uuid}", actor=SYSTEM, now=now,
        details={"sha256": kept.sha256, "until": ends.isoformat()},
    )
    return 1
