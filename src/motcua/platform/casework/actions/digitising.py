"""Paper made into data: at intake, and old results in bulk (Luật Giao dịch điện tử 20/2023/QH15 Điều 12, NĐ 137/2024/NĐ-CP)."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import IO, TypeVar

from django.db import transaction
from django.db.models import Q

from motcua.foundation.audit import api as audit
from motcua.foundation.files import api as files
from motcua.foundation.identity import api as identity
from motcua.foundation.outbox import api as outbox
from motcua.foundation.units import api as units
from motcua.kernel import archives
from motcua.kernel.actors import Actor, ActorKind
from motcua.kernel.clock import local_date
from motcua.kernel.errors import Forbidden, NamedError
from motcua.platform.casework import policies
from motcua.platform.casework.actions.opening import name_index, number_index
from motcua.platform.casework.adapters import scans
from motcua.platform.casework.contracts import DossierUnknown, PaperUnknown
from motcua.platform.casework.contracts.issuing import DigitiseFault, DigitiseReport, OldResultRow, ScanLocked
from motcua.platform.casework.events.papers import OldResultDigitised
from motcua.platform.casework.models import Dossier, OldResult, Paper
from motcua.platform.casework.queries import loading
from motcua.platform.casework.queries.dossiers import row_of
from motcua.platform.signing import api as signing

_LARGEST, _MOST_UNPACKED = 25_000_000, 20_000_000_000
_LOCKED = 0x1  # bit 0 of an entry's flags: the content asks for a password
_PERSONAL = 12
Reader = Callable[[str], bytes]
_Found = TypeVar("_Found")


def digitise(*, code: str, requirement: str, content: bytes, name: str, actor: Actor, now: datetime) -> int:
    """Keep the scan of a paper that was handed over the counter, signed by the agency at the top right of page 1; the paper's id.

    A paper of this requirement without a file gets it, else one is added; its state is 1 (digitised). A scan that carries a valid
    signature already is kept as it is (an electronic original is not signed again). The same scan again changes nothing. Pictures lose
    what the camera noted. Errors: ``DossierUnknown``, ``Forbidden`` (officers of the dossier only), ``PaperUnknown``, ``FileDamaged``,
    and those of files.
    """
    row = row_of(code=code, actor=actor)
    if actor.kind is ActorKind.CITIZEN or not policies.sees_personal(actor=actor, row=row):
        raise DossierUnknown(dossier_code=code)
    known = {p.requirement: p.name for p in row.papers.all()} | {p.key: p.name for p in loading.definition_of(row).papers}
    if requirement not in known:
        raise PaperUnknown(requirement=requirement)
    scan_name = f"so-hoa-{hashlib.sha256(content).hexdigest()[:32]}.pdf"
    with transaction.atomic():
        Dossier.objects.select_for_update().get(pk=row.pk)
        here = list(row.papers.filter(requirement=requirement).order_by("id"))
        same = next((paper for paper in here if paper.file_name == scan_name), None)
        if same is not None:
            return same.pk
        pdf = scans.as_pdf(content, name=name, title=known[requirement], now=now)
        sealed = _seal(pdf, unit_code=row.unit_code, key=f"digitise:{row.uuid}:{requirement}:{scan_name}", actor=actor, now=now)
        kept = files.put(
            content=sealed.pdf if sealed else pdf, name=scan_name, purpose="casework.scan", actor=actor, now=now,
            allowed=frozenset({files.PDF}), owner_ref=f"casework:{row.uuid}",
        )
        empty = next((paper for paper in here if paper.file_id is None and paper.source is None), None)
        paper = empty or Paper(dossier=row, requirement=requirement, name=known[requirement], event_seq=row.last_seq, added_at=now)
        paper.file_id, paper.file_name, paper.size, paper.state = kept.uuid, scan_name, kept.size, Paper.DIGITISED
        paper.save()
        audit.record(
            action="casework.paper_digitised", object_ref=f"casework:{row.uuid}", actor=actor, now=now,
            details={"requirement": requirement, "sha256": kept.sha256},
        )
        return int(paper.pk)


def digitise_old_results(
    *, index: bytes, scans_from: Path | IO[bytes], unit_code: str, actor: Actor, now: datetime, dry_run: bool = False
) -> DigitiseReport:
    """Digitise still-valid results of old procedures: an XLSX index and the scans in a folder or a ZIP file.

    Every row is its own transaction: signed by the agency as a digitised copy, findable by number and name, told as an event. A scan that
    was done before is skipped by its hash, so a broken run is simply run again. ``dry_run`` only checks. Errors of the whole run:
    ``Forbidden``, ``IndexUnreadable``; those of rows stand in the report.
    """
    require_unit(actor=actor, unit_code=unit_code)
    made, known, faults = 0, 0, []
    with opened(scans_from) as read:
        for line, row in scans.read_index(index):
            if isinstance(row, tuple):
                faults.append(DigitiseFault(line, "", *row))
                continue
            try:
                fresh = digitise_one(row, read(row.file), unit_code=unit_code, actor=actor, now=now, dry_run=dry_run)
            except NamedError as error:
                faults.append(DigitiseFault(line, row.file, error.sentence("vi"), error.sentence("en")))
                continue
            made, known = made + fresh, known + (not fresh)
    return DigitiseReport(made=made, known=known, faults=tuple(faults))


def require_unit(*, actor: Actor, unit_code: str) -> None:
    """``Forbidden`` unless the officer handles everything of the unit: old results are of all procedures."""
    if policies.matters(actor=actor, unit_code=unit_code) != Q():
        raise Forbidden(reason_vi="đơn vị này không thuộc phạm vi của bạn.", reason_en="this unit is not among yours.")


def digitise_one(row: OldResultRow, content: bytes, *, unit_code: str, actor: Actor, now: datetime, dry_run: bool) -> bool:
    """Digitise one old result in a transaction of its own; False when it is there already. ``dry_run`` writes nothing. ``FileDamaged``."""
    source = hashlib.sha256(content).hexdigest()
    index = number_index(row.number)
    same = {"unit_code": unit_code, "symbol": row.symbol[:60], "issued_on": row.issued_on, "number_index": index}
    if OldResult.objects.filter(source_sha256=source).exists() or OldResult.objects.filter(**same).exists():
        return False
    pdf = scans.as_pdf(content, name=row.file, title=row.title, now=now)
    if dry_run:
        return True
    with transaction.atomic():
        signed = _seal(pdf, unit_code=unit_code, key=f"old-result:{unit_code}:{source}", actor=actor, now=now)
        kept = files.put(
            content=signed.pdf if signed else pdf, name=f"{row.title[:100]} {row.symbol}.pdf", purpose="casework.old_result", actor=actor,
            now=now, allowed=frozenset({files.PDF}), owner_ref=f"unit:{unit_code}",
        )
        made = OldResult.objects.create(
            **same, source_sha256=source, result_code=row.result_code[:20], title=row.title[:300], issuer=row.issuer[:200],
            expires_on=row.expires_on, procedure_code=row.procedure_code[:20], holder_name=row.name, name_index=name_index(row.name),
            file_id=kept.uuid, sha256=kept.sha256, signature_id=signed.id if signed else None, digitised_at=now,
        )
        _tell(made, number=row.number, actor=actor, now=now)
    return True


def _tell(made: OldResult, *, number: str, actor: Actor, now: datetime) -> None:
    # The number may be a tax code, which no person has.
    person = identity.person_by_number(number=number) if len(number) == _PERSONAL and number.isdigit() else None
    outbox.publish(
        event=OldResultDigitised(
            old_result_id=made.uuid, result_code=made.result_code, procedure_code=made.procedure_code, unit_code=made.unit_code,
            person_id=person.uuid if person else None, file_id=made.file_id, issued_on=made.issued_on, expires_on=made.expires_on, at=now,
        ),
        now=now, actor=actor,
    )
    audit.record(
        action="casework.old_result_digitised", object_ref=f"casework.old_result:{made.uuid}", actor=actor, now=now,
        details={"symbol": made.symbol, "sha256": made.sha256},
    )


def _seal(pdf: bytes, *, unit_code: str, key: str, actor: Actor, now: datetime) -> signing.SignedDocument | None:
    """The agency's signature on a digitised paper; None when the paper carries valid signatures already."""
    if signing.validate_pdf(pdf=pdf, now=now).valid:
        return None
    unit = units.get(code=unit_code, on=local_date(now))
    return signing.seal_pdf(
        pdf=pdf, unit_code=unit_code, unit_name=unit.full_name, reason="Số hóa giấy tờ", idempotency_key=key, now=now,
        purpose=signing.Purpose.COPY, copy=signing.CopyKind.DIGITISED, actor=actor,
    )


@contextmanager
def opened(source: Path | IO[bytes]) -> Iterator[Reader]:
    """Read scans by name from a folder or a ZIP file; names are looked up among those that are there, never joined to a path."""
    if isinstance(source, Path):
        listed = {path.name: path for path in source.iterdir() if path.is_file()}
        yield lambda name: _bounded(name, listed.get(name), size=lambda path: path.stat().st_size, read=Path.read_bytes)
        return
    if not archives.sober(source, most_unpacked=_MOST_UNPACKED):
        raise files.FileDamaged(name="zip")
    try:
        with zipfile.ZipFile(source) as archive:
            entries = {Path(entry.filename).name: entry for entry in archive.infolist() if not entry.is_dir()}
            yield lambda name: _bounded(name, entries.get(name), size=lambda entry: entry.file_size, read=partial(_unpacked, archive))
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise files.FileDamaged(name="zip") from error


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    if entry.flag_bits & _LOCKED:
        raise ScanLocked(name=entry.filename)
    try:
        return archive.read(entry)
    except (RuntimeError, zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:  # RuntimeError: a compression that is not known here
        raise files.FileDamaged(name=entry.filename) from error


def _bounded(name: str, found: _Found | None, *, size: Callable[[_Found], int], read: Callable[[_Found], bytes]) -> bytes:
    """The content, unless there is none or its stated size is beyond the limit (a ZIP file may promise terabytes)."""
    if found is None:
        raise files.FileMissing
    if size(found) > _LARGEST:
        raise files.FileTooLarge(name=name, limit_mb=f"{_LARGEST / 1_000_000:g}")
    return read(found)
