"""Pure decisions of signing: which level, what a signature shows and where, whether a certificate may be used, what a verdict means."""

from __future__ import annotations

import hashlib
from datetime import datetime

from motcua.kernel.clock import local
from motcua.platform.signing.contracts import (
    Appearance,
    Box,
    Certificate,
    CertificateExpired,
    CopyKind,
    Level,
    Purpose,
    SpecimenKind,
    Trust,
)

# NĐ 30/2020/NĐ-CP, Phụ lục I, mục II: the personal signature is blue, the agency's is red, the text of a copy is black.
BLUE = (0.0, 0.2, 0.6)
RED = (0.8, 0.0, 0.0)
BLACK = (0.0, 0.0, 0.0)

A4_WIDTH, A4_HEIGHT = 595, 842
# The seal of an agency measures 36 mm (TT 07/2010/TT-BCA and its successors): 102 points.
SEAL_SIDE = 102
LEAST_CLEAR, COLOUR_GAP = 0.3, 30
_COPY_WORDS = {
    CopyKind.FULL: "SAO Y",
    CopyKind.RECORD: "SAO LỤC",
    CopyKind.EXTRACT: "TRÍCH SAO",
    CopyKind.DIGITISED: "SỐ HÓA",
}
DEV_MARK = "DEV"


def level_for(*, purpose: Purpose, keep_years: int | None) -> Level:
    """The level a signature needs.

    ``keep_years`` is the retention of the document (``None``: permanent). A certificate of the public service lives a few years
    (NĐ 68/2024/NĐ-CP), and B-LT alone is indeterminate in strict validation once it has expired, so what is kept
    longer is archived at B-LTA; what is kept a year or less needs only a trusted time.
    """
    if keep_years is not None and keep_years <= 1 and purpose is not Purpose.AGENCY:
        return Level.B_T
    return Level.B_LTA


def time_text(at: datetime) -> str:
    """Day-month-year hour:minute:second and the zone in ISO 8601 form: ``22-11-2026 09:05:00 +07:00`` (NĐ 30/2020, Phụ lục I)."""
    return local(at).strftime("%d-%m-%Y %H:%M:%S +07:00")


def appearance_lines(
    *, purpose: Purpose, certificate: Certificate, at: datetime, copy: CopyKind | None = None, pictured: bool = False
) -> tuple[str, ...]:
    """The lines a signature shows; a picture stands alone. A DEV certificate says on the page itself that it has no legal value."""
    warning = ("DEV – không có giá trị pháp lý",) if certificate.dev else ()
    if pictured:
        return warning if purpose is Purpose.PERSONAL else ()
    if purpose is Purpose.COPY:
        return (_COPY_WORDS[copy or CopyKind.FULL], certificate.organisation, time_text(at), *warning)
    if purpose is Purpose.AGENCY:
        return (f"Cơ quan: {certificate.organisation}", f"Thời gian ký: {time_text(at)}", *warning)
    title = (certificate.title,) if certificate.title else ()
    return (f"Người ký: {certificate.subject}", *title, f"Thời gian ký: {time_text(at)}", *warning)


def default_box(purpose: Purpose, *, page: tuple[int, int] = (A4_WIDTH, A4_HEIGHT)) -> Box:
    """Where a signature goes when the template named no place; ``page`` is the width and height of the first page in points.

    Copies and digitised papers: top right of page 1. Personal: lower right of the last page, between title and name. Agency: to the
    left of the personal one and over about a third of it (NĐ 30/2020, Phụ lục I).
    """
    if purpose is Purpose.COPY:
        # In the upper margin, so that it never covers the name of the state below it.
        width, height = page
        return Box(page=0, left=max(width - 245, 4), bottom=height - 61, right=max(width - 25, 60), top=height - 7)
    if purpose is Purpose.AGENCY:
        return Box(page=-1, left=215, bottom=92, right=395, top=142)
    return Box(page=-1, left=335, bottom=100, right=565, top=150)


def personal_box(room: Box, *, ratio: float | None = None) -> Box:
    """Where the personal signature goes in the room between title and name: its picture in the middle, as large as fits.

    ``ratio`` is the picture's width by its height; None fills the room with lines of text.
    """
    if ratio is None:
        return room
    width, height = room.right - room.left, room.top - room.bottom
    wide = min(width, round(height * ratio))
    high = min(height, round(wide / ratio))
    left, bottom = room.left + (width - wide) // 2, room.bottom + (height - high) // 2
    return Box(page=room.page, left=left, bottom=bottom, right=left + wide, top=bottom + high)


def agency_box(personal: Box, *, ratio: float | None = None) -> Box:
    """Where the agency's signature goes: the seal in its real size over the left third of the personal signature (NĐ 30/2020, Phụ lục I).

    Without a picture its lines stand to the left and cover nothing, since text over text cannot be read.
    """
    middle = (personal.bottom + personal.top) // 2
    if ratio is None:
        return Box(page=personal.page, left=personal.left - 182, bottom=middle - 20, right=personal.left - 4, top=middle + 20)
    right = personal.left + (personal.right - personal.left) // 3
    high = round(SEAL_SIDE / ratio)
    return Box(page=personal.page, left=right - SEAL_SIDE, bottom=middle - high // 2, right=right, top=middle - high // 2 + high)


def appearance(
    *,
    purpose: Purpose,
    certificate: Certificate,
    at: datetime,
    box: Box | None = None,
    copy: CopyKind | None = None,
    image: bytes | None = None,
) -> Appearance:
    """What the signature shows; a copy carries no picture and is upright black 10 points (NĐ 30/2020, Phụ lục I, mục III)."""
    shown = None if purpose is Purpose.COPY else image
    colour = {Purpose.PERSONAL: BLUE, Purpose.AGENCY: RED, Purpose.COPY: BLACK, Purpose.PERSON: BLUE}[purpose]
    return Appearance(
        lines=appearance_lines(purpose=purpose, certificate=certificate, at=at, copy=copy, pictured=shown is not None),
        colour=colour,
        box=box or default_box(purpose),
        font_size=10 if purpose is Purpose.COPY else (5 if shown is not None else 9),
        framed=purpose is Purpose.AGENCY and shown is None,
        image=shown,
    )


def require_usable(*, certificate: Certificate, now: datetime) -> None:
    """Refuse a certificate outside its period at ``now`` (half-open: it has expired at ``not_after_at``)."""
    if not certificate.not_before_at <= now < certificate.not_after_at:
        raise CertificateExpired(holder=certificate.subject, until=local(certificate.not_after_at).strftime("%d/%m/%Y"))


def trust_of(*, indication: str, chain_found: bool) -> Trust:
    """The trust that an ETSI EN 319 102-1 indication stands for; a passed signature without a chain cannot be."""
    if indication == "OK":
        return Trust.TRUSTED
    if indication.startswith("REVOKED"):
        return Trust.REVOKED
    if indication in {"EXPIRED", "OUT_OF_BOUNDS_NO_POE", "OUT_OF_BOUNDS_NOT_REVOKED"}:
        return Trust.EXPIRED
    if indication == "NOT_YET_VALID":
        return Trust.NOT_YET_VALID
    if not chain_found or indication in {"NO_CERTIFICATE_CHAIN_FOUND", "NO_SIGNING_CERTIFICATE_FOUND"}:
        return Trust.UNKNOWN_ISSUER
    return Trust.UNPROVEN


def level_of(*, time_stamped: bool, proofs_embedded: bool, archive_stamped: bool) -> Level:
    """The level that a signature's parts add up to; each level needs the one below it."""
    if not time_stamped:
        return Level.B_B
    if not proofs_embedded:
        return Level.B_T
    return Level.B_LTA if archive_stamped else Level.B_LT


def ink_fault(*, kind: SpecimenKind, clear_share: float, red: float, green: float, blue: float) -> tuple[str, str] | None:
    """Why a picture is no specimen, in both languages; None when it is one.

    ``clear_share`` is the share of transparent points, the colours are means (0…255) of those with ink.
    """
    if clear_share < LEAST_CLEAR:
        return "nền phải trong suốt (PNG).", "its ground must be transparent (PNG)."
    if kind is SpecimenKind.HAND and not (blue > red + COLOUR_GAP and blue > green):
        return "chữ ký cá nhân phải có màu xanh.", "a hand signature must be blue."
    if kind is SpecimenKind.SEAL and not (red > blue + COLOUR_GAP and red > green + COLOUR_GAP):
        return "hình dấu phải có màu đỏ.", "a seal must be red."
    return None


def fingerprint(*, pdf: bytes, holder_ref: str, purpose: Purpose, level: Level) -> str:
    """What one idempotency key stands for: the bytes to sign, by whom, for what, at which level (sha256 hex)."""
    head = "\n".join((hashlib.sha256(pdf).hexdigest(), holder_ref, purpose, level))
    return hashlib.sha256(head.encode()).hexdigest()
