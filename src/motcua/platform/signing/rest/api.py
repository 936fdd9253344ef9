"""The public check: who signed a document, when, and whether it still counts. An uploaded file is read and forgotten."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import File, Path, Router, Schema, UploadedFile

from motcua.kernel.errors import Invalid, NotFound
from motcua.kit import clock
from motcua.kit.rest import Audience
from motcua.platform.signing import api, conf

router = Router(tags=["signing"])
_MEGABYTE = 1_000_000


class SignatureChecked(Schema):
    """One signature of a file."""

    signer: str
    title: str
    organisation: str
    issuer: str
    level: str
    valid: bool
    intact: bool
    altered_later: bool
    trust: api.Trust
    signed_at: datetime | None
    claimed_at: datetime | None


class StandingOut(Schema):
    """What the issuing room says of the document."""

    state: api.StandingState
    title: str
    symbol: str
    issuer: str
    issued_at: datetime | None
    expires_at: datetime | None
    revoked_at: datetime | None
    replaces: str
    replaced_by: str


class DocumentChecked(Schema):
    """`good`: all signatures hold and nobody says that the document no longer counts. `standing` is null for documents of others."""

    good: bool
    sha256: str
    signatures: list[SignatureChecked]
    standing: StandingOut | None


@router.get("/check/{code}", auth=Audience("public"), response=DocumentChecked)
def by_code(request: HttpRequest, code: Annotated[str, Path(max_length=40)]) -> dict[str, Any]:
    """The document behind the code of its QR: its standing and the signatures of the kept file."""
    found = api.check_code(code=code, now=clock.now())
    if found is None:
        raise NotFound
    return _told(found)


@router.post("/check", auth=Audience("public"), response=DocumentChecked)
def upload(request: HttpRequest, file: UploadedFile = File(...)) -> dict[str, Any]:  # type: ignore[type-arg]  # noqa: B008 - ninja's way
    """The signatures of a PDF. Nothing is kept, so there is no key."""
    if (file.size or 0) > conf.CHECK_MAX_MB * _MEGABYTE:
        most = conf.CHECK_MAX_MB
        raise Invalid(fields={"file": (f"Tệp tối đa {most} MB.", f"The file may have {most} MB at most.")})
    return _told(api.check_upload(pdf=file.read(), now=clock.now()))


def _told(found: api.DocumentCheck) -> dict[str, Any]:
    report = found.report
    return {
        "good": found.good, "sha256": report.sha256 if report else "", "standing": found.standing,
        "signatures": list(report.signatures) if report else [],
    }
