"""Signatures: made, checked by us and by a reader that is not ours, damaged, aged, revoked, forged."""

import io
import shutil
from datetime import timedelta

import pypdf
import pytest

from motcua.platform.signing.adapters import pades
from motcua.platform.signing.adapters.demo import DemoAuthority
from motcua.platform.signing.adapters.pades import bridge
from motcua.platform.signing.contracts import (
    CertificateExpired,
    CertificateRevoked,
    CertificateUntrusted,
    EncryptedPdf,
    Holder,
    HolderKind,
    Level,
    NotAPdf,
    Purpose,
    StampUnavailable,
    Trust,
)
from motcua.platform.signing.testing import NOW, document, pdfsig

YEARS = timedelta(days=365)
CLERK = Holder(HolderKind.OFFICER, "officer:12", "Trần Thị Tâm", "UBND phường Ngô Quyền")


@pytest.fixture
def check(authority, trusted):
    def look(pdf, *, now=NOW + timedelta(seconds=2), fresh=True, trusted=trusted):
        return pades.check(pdf=pdf, trusted=trusted, revocation=authority if fresh else None, now=now)

    return look


@pytest.mark.parametrize("level", list(Level))
def test_every_level_is_valid_and_recognised(make, check, level):
    report = check(make(level))
    only = report.signatures[0]
    assert (report.valid, only.level, only.trust, only.intact) == (True, level, Trust.TRUSTED, True)
    assert (only.signer, only.organisation, only.title) == ("Nguyễn Thị Hường", "UBND phường Ngô Quyền", "Chủ tịch")
    assert only.claimed_at == NOW
    assert only.signed_at == (None if level is Level.B_B else NOW)
    assert only.dev


@pytest.mark.parametrize(("level", "years", "trust"), [(Level.B_T, 10, Trust.EXPIRED), (Level.B_LT, 10, Trust.TRUSTED), (Level.B_LTA, 20, Trust.TRUSTED)])
def test_only_archived_signatures_outlive_their_certificate(make, check, level, years, trust):
    assert check(make(level), now=NOW + years * YEARS).signatures[0].trust is trust


def test_an_archived_signature_needs_nobody_while_its_proofs_are_young(make, check):
    assert check(make(), fresh=False).valid


def test_the_instant_is_that_given_also_in_the_future(make, check):
    later = NOW + 2 * YEARS
    report = check(make(now=later), now=later)
    assert report.valid
    assert report.signatures[0].signed_at == later


def test_two_people_sign_one_after_the_other(make, check):
    both = make(pdf=make(), holder=CLERK, purpose=Purpose.AGENCY)
    report = check(both)
    assert report.valid
    assert [s.signer for s in report.signatures] == ["Nguyễn Thị Hường", "Trần Thị Tâm"]


@pytest.mark.parametrize("place", [0.02, 0.2])
def test_a_changed_byte_is_found(make, check, place):
    pdf = bytearray(make())
    spot = next(i for i in range(int(len(pdf) * place), len(pdf)) if chr(pdf[i]).isalnum())
    pdf[spot] ^= 1
    try:
        report = check(bytes(pdf))
    except NotAPdf:
        return
    assert not report.valid
    assert not report.signatures or not report.signatures[0].intact


def test_a_changed_byte_inside_the_signed_text_breaks_integrity(make, check):
    pdf = make(Level.B_B)
    report = check(pdf.replace(b"/Count 1", b"/Count 2", 1))
    assert (report.valid, report.signatures[0].intact) == (False, False)


def test_something_added_afterwards_is_told(make, check):
    writer = pypdf.PdfWriter(io.BytesIO(make(Level.B_B)), incremental=True)
    writer.add_blank_page()
    out = io.BytesIO()
    writer.write(out)
    only = check(out.getvalue()).signatures[0]
    assert (only.intact, only.altered_later, only.valid) == (True, True, False)


def test_an_unknown_authority_is_not_trusted(make, check, tmp_path):
    stranger = pades.Trusted(DemoAuthority(tmp_path).anchors())
    only = check(make(), trusted=stranger).signatures[0]
    assert (only.intact, only.trust, only.valid) == (True, Trust.UNKNOWN_ISSUER, False)


def test_a_forged_certificate_with_our_names_is_not_trusted(make, check, tmp_path, authority):
    forger = DemoAuthority(tmp_path)
    key = forger.key_for(holder=CLERK, now=NOW)
    with pytest.raises(CertificateUntrusted):
        make(key=key)
    assert check(make(Level.B_T, key=key)).signatures[0].trust is not Trust.TRUSTED
    assert not authority.issued(certificate=key.certificate.der)


def test_an_expired_certificate_does_not_sign(make, authority):
    key = authority.key_for(holder=CLERK, now=NOW)
    with pytest.raises(CertificateExpired):
        make(key=key, now=NOW + 9 * YEARS)


def test_a_revoked_certificate_does_not_sign_yet_old_signatures_stand(tmp_path, check):
    authority = DemoAuthority(tmp_path)
    trusted, key = pades.Trusted(authority.anchors()), authority.key_for(holder=CLERK, now=NOW)
    request = {"appearance": None, "reason": "", "location": "", "name_vi": "Chữ ký"}

    def sign(level, now):
        made = pades.Request(pdf=document(), level=level, **request)
        return pades.sign(request=made, key=key, font=None, stamping=authority, revocation=authority, trusted=trusted, now=now)

    archived, bare = sign(Level.B_LTA, NOW), sign(Level.B_B, NOW)
    later = NOW + timedelta(days=1)
    authority.revoke(serial=key.certificate.serial, now=later)
    with pytest.raises(CertificateRevoked):
        authority.key_for(holder=CLERK, now=later)
    with pytest.raises(CertificateRevoked):
        sign(Level.B_LTA, later)
    after = {"trusted": trusted, "revocation": authority, "now": later + timedelta(days=1)}
    assert pades.check(pdf=archived, **after).valid
    assert pades.check(pdf=bare, **after).signatures[0].trust is Trust.REVOKED


class Refusing:
    def stamp(self, *, request, now):
        from motcua.kernel.evidence import build_refusal

        return build_refusal("bad_alg")


class Silent:
    def stamp(self, *, request, now):
        raise TimeoutError


class Lying:
    def stamp(self, *, request, now):
        return b"<html>"


@pytest.mark.parametrize("service", [Refusing(), Silent(), Lying()])
def test_without_a_time_stamp_nothing_is_signed(make, service):
    with pytest.raises(StampUnavailable):
        make(Level.B_T, stamping=service)


def test_what_is_no_pdf_is_refused(make, check):
    for junk in (b"", b"hello", b"%PDF-1.7\n%%EOF", b"%PDF-1.7\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF"):
        with pytest.raises(NotAPdf):
            make(pdf=junk or b" ")
        with pytest.raises(NotAPdf):
            check(junk)


def test_a_locked_pdf_is_refused(make):
    writer = pypdf.PdfWriter(io.BytesIO(document()))
    writer.encrypt("secret")
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(EncryptedPdf):
        make(pdf=out.getvalue())


def test_an_unsigned_pdf_has_an_empty_report(check):
    report = check(document())
    assert (report.signed, report.valid) == (False, False)


def test_the_stamp_shows_vietnamese_in_an_embedded_font(make):
    reader = pypdf.PdfReader(io.BytesIO(make()))
    field = next(f for f in reader.get_fields().values() if f["/T"].startswith("ChuKy"))
    widget = next(a.get_object() for a in reader.pages[0]["/Annots"] if a.get_object().get("/T", "").startswith("ChuKy"))
    fonts = widget["/AP"]["/N"]["/Resources"]["/Font"]
    descendant = next(iter(fonts.values())).get_object()["/DescendantFonts"][0].get_object()
    assert "/FontFile2" in descendant["/FontDescriptor"].get_object()
    assert "ToUnicode" in str(next(iter(fonts.values())).get_object())
    assert field["/TU"] == "Chữ ký số"


def test_a_percent_sign_in_a_name_is_only_a_character(make):
    holder = Holder(HolderKind.OFFICER, "officer:13", "100%(x)s\x07", "UBND %d")
    assert make(Level.B_B, holder=holder)


@pytest.mark.skipif(not shutil.which("pdfsig"), reason="pdfsig (poppler-utils) is not installed")
def test_a_reader_that_is_not_ours_agrees(make, tmp_path):
    said = pdfsig(make(), tmp_path)
    assert "Signature is Valid." in said
    assert "Nguyễn Thị Hường" in said
    broken = pdfsig(make().replace(b"/Count 1", b"/Count 2", 1), tmp_path)
    assert "Signature is Valid." not in broken


def test_inside_an_event_loop_too(make):
    import asyncio

    async def inside():
        return make(Level.B_B)

    assert asyncio.run(inside()).startswith(b"%PDF")


def test_keys_are_private_and_made_once(tmp_path):
    first = DemoAuthority(tmp_path / "k").key_for(holder=CLERK, now=NOW)
    again = DemoAuthority(tmp_path / "k").key_for(holder=CLERK, now=NOW)
    assert first.certificate == again.certificate
    assert {oct(p.stat().st_mode & 0o777) for p in (tmp_path / "k").rglob("*.pem")} == {"0o600"}
    assert oct((tmp_path / "k").stat().st_mode & 0o777) == "0o700"


def test_nothing_weaker_than_sha256_is_signed(authority):
    with pytest.raises(KeyError):
        authority.key_for(holder=CLERK, now=NOW).sign(data=b"x", digest="sha1")


def test_processes_starting_together_share_one_root(tmp_path):
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(3) as pool:
        roots = set(pool.map(_root, [tmp_path / "s"] * 3))
    assert len(roots) == 1


def _root(folder):
    return DemoAuthority(folder).anchors().roots[0]


def test_the_bridge_runs_plain_calls():
    async def four():
        return 4

    assert bridge.finish(four()) == 4
