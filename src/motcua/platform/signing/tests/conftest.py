"""One development authority for the whole run: making RSA keys is the slow part."""

import pytest

from motcua.platform.documents import api as documents
from motcua.platform.signing import rules
from motcua.platform.signing.adapters import pades
from motcua.platform.signing.adapters.demo import DemoAuthority
from motcua.platform.signing.contracts import Holder, HolderKind, Level, Purpose
from motcua.platform.signing.testing import NOW, document

LEADER = Holder(HolderKind.OFFICER, "officer:11", "Nguyễn Thị Hường", "UBND phường Ngô Quyền", "Chủ tịch")


@pytest.fixture(scope="session")
def authority(tmp_path_factory):
    return DemoAuthority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def trusted(authority):
    return pades.Trusted(authority.anchors())


@pytest.fixture
def make(authority, trusted):
    """Sign a document with everything set by default."""

    def sign(level=Level.B_LTA, *, now=NOW, pdf=None, purpose=Purpose.PERSONAL, visible=True, holder=LEADER, key=None, stamping=None):
        key = key or authority.key_for(holder=holder, now=now)
        look = rules.appearance(purpose=purpose, certificate=key.certificate, at=now) if visible else None
        request = pades.Request(pdf=pdf or document(), level=level, appearance=look, reason="Ký", location="", name_vi="Chữ ký số")
        return pades.sign(
            request=request,
            key=key,
            font=documents.font_file(),
            stamping=stamping or authority,
            revocation=authority,
            trusted=trusted,
            now=now,
        )

    return sign
