"""What a signature shows, which level it gets, what a verdict means."""

from datetime import UTC, datetime

import pytest

from motcua.platform.signing import rules
from motcua.platform.signing.contracts import Certificate, CertificateExpired, CopyKind, Level, Purpose, Trust

AT = datetime(2026, 11, 22, 2, 5, 0, tzinfo=UTC)


def certificate(dev=False, title="Chủ tịch"):
    return Certificate(
        subject="Nguyễn Thị Hường",
        organisation="UBND phường Ngô Quyền",
        title=title,
        issuer="CA",
        serial="1",
        not_before_at=datetime(2026, 1, 1, tzinfo=UTC),
        not_after_at=datetime(2027, 1, 1, tzinfo=UTC),
        der=b"",
        dev=dev,
    )


def test_times_are_shown_in_vietnam_with_their_zone():
    assert rules.time_text(AT) == "22-11-2026 09:05:00 +07:00"


@pytest.mark.parametrize(
    ("purpose", "lines"),
    [
        (Purpose.PERSONAL, ("Người ký: Nguyễn Thị Hường", "Chủ tịch", "Thời gian ký: 22-11-2026 09:05:00 +07:00")),
        (Purpose.AGENCY, ("Cơ quan: UBND phường Ngô Quyền", "Thời gian ký: 22-11-2026 09:05:00 +07:00")),
        (Purpose.COPY, ("SỐ HÓA", "UBND phường Ngô Quyền", "22-11-2026 09:05:00 +07:00")),
    ],
)
def test_lines_follow_the_decree(purpose, lines):
    assert rules.appearance_lines(purpose=purpose, certificate=certificate(), at=AT, copy=CopyKind.DIGITISED) == lines


def test_a_development_certificate_says_so_on_the_page():
    assert "không có giá trị pháp lý" in rules.appearance_lines(purpose=Purpose.PERSONAL, certificate=certificate(dev=True), at=AT)[-1]


def test_colours_and_places_follow_the_decree():
    looks = {p: rules.appearance(purpose=p, certificate=certificate(), at=AT, image=b"png") for p in Purpose}
    personal, agency, copy = looks[Purpose.PERSONAL], looks[Purpose.AGENCY], looks[Purpose.COPY]
    assert (personal.colour, agency.colour, copy.colour) == (rules.BLUE, rules.RED, rules.BLACK)
    assert agency.box.left < personal.box.left < agency.box.right
    assert (copy.box.page, copy.font_size, copy.image) == (0, 10, None)
    assert copy.box.top > 700
    assert copy.box.left > rules.A4_WIDTH / 2


@pytest.mark.parametrize(
    ("purpose", "years", "level"),
    [
        (Purpose.PERSONAL, None, Level.B_LTA),
        (Purpose.PERSONAL, 20, Level.B_LTA),
        (Purpose.PERSONAL, 1, Level.B_T),
        (Purpose.AGENCY, 1, Level.B_LTA),
    ],
)
def test_the_level_follows_retention(purpose, years, level):
    assert rules.level_for(purpose=purpose, keep_years=years) == level


@pytest.mark.parametrize("now", [datetime(2025, 12, 31, 23, 59, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)])
def test_a_certificate_is_used_within_its_period_only(now):
    rules.require_usable(certificate=certificate(), now=datetime(2026, 1, 1, tzinfo=UTC))
    with pytest.raises(CertificateExpired, match="Nguyễn Thị Hường"):
        rules.require_usable(certificate=certificate(), now=now)


@pytest.mark.parametrize(
    ("indication", "chain", "trust"),
    [
        ("OK", True, Trust.TRUSTED),
        ("REVOKED_NO_POE", True, Trust.REVOKED),
        ("OUT_OF_BOUNDS_NO_POE", True, Trust.EXPIRED),
        ("NOT_YET_VALID", True, Trust.NOT_YET_VALID),
        ("NO_CERTIFICATE_CHAIN_FOUND", False, Trust.UNKNOWN_ISSUER),
        ("TRY_LATER", True, Trust.UNPROVEN),
    ],
)
def test_verdicts_have_one_meaning(indication, chain, trust):
    assert rules.trust_of(indication=indication, chain_found=chain) is trust


def test_a_fingerprint_tells_every_part_apart():
    base = {"pdf": b"a", "holder_ref": "officer:1", "purpose": Purpose.PERSONAL, "level": Level.B_T}
    other = [{"pdf": b"b"}, {"holder_ref": "officer:2"}, {"purpose": Purpose.COPY}, {"level": Level.B_B}]
    assert len({rules.fingerprint(**{**base, **change}) for change in [{}, *other]}) == 5
