"""A paper that an officer found in a store of the state is filed into the dossier: once, with its source, by those who have the dossier."""

import hashlib

import pytest

from motcua.foundation.audit import api as audit
from motcua.foundation.files import api as files
from motcua.kernel.errors import Forbidden
from motcua.platform.casework import api, contracts
from motcua.platform.casework import testing as t
from motcua.platform.casework.models import Dossier, Paper
from motcua.platform.casework.tests.test_lifecycle import received
from motcua.platform.signing.testing import document

pytestmark = pytest.mark.django_db
KEY = "giay-chung-sinh"
FOUND = contracts.FoundPaper(
    way="vault.national", source_vi="Kho kết quả quốc gia", source_en="the national store", issuer="Sở Tư pháp", result_code="KQ.1",
    file_name="Giấy chứng sinh 12.pdf", ground="NĐ 45/2020/NĐ-CP",
)  # fmt: skip


def take(town, ref, **more):
    given = {"requirement": KEY, "found": FOUND, "content": document(), "actor": town.reception, "now": t.NOW} | more
    return Paper.objects.get(pk=api.file_found(code=ref.code, **given))


def test_it_is_kept_once_with_source_issuer_code_digest_and_time(town):
    ref, content = received(town), document()
    paper = take(town, ref, content=content)
    assert take(town, ref, content=content).pk == paper.pk
    sha256 = hashlib.sha256(content).hexdigest()
    assert (paper.state, files.get(file_id=paper.file_id).sha256) == (Paper.REUSED_RESULT, sha256)
    told = {name: paper.source[name] for name in ("way", "issuer", "code", "sha256", "at")}
    assert told == {"way": "vault.national", "issuer": "Sở Tư pháp", "code": "KQ.1", "sha256": sha256, "at": t.NOW.isoformat()}
    assert [e.details["sha256"] for e in audit.entries(action="casework.paper_found").entries] == [sha256]


def test_it_takes_the_place_of_the_paper_that_nobody_handed_in(town):
    ref = received(town)
    Paper.objects.filter(dossier__code=ref.code).delete()
    row = Dossier.objects.get(code=ref.code)
    empty = Paper.objects.create(dossier=row, requirement=KEY, name="Giấy chứng sinh", state=0, event_seq=row.last_seq, added_at=t.NOW)
    assert take(town, ref).pk == empty.pk


def test_its_owner_sees_where_it_is_from(town):
    ref = received(town)
    take(town, ref)
    (seen,) = [p for p in api.dossier(code=ref.code, actor=town.citizen).papers if p.read_at]
    assert (seen.source_vi, seen.read_at, seen.file_name) == ("Kho kết quả quốc gia", t.NOW, "Giấy chứng sinh 12.pdf")


def test_only_officers_of_the_unit_that_has_it_file_and_only_what_is_asked_for(town):
    ref = received(town)
    for actor in (town.citizen, town.stranger):
        with pytest.raises(contracts.DossierUnknown):
            take(town, ref, actor=actor)
    with pytest.raises(contracts.PaperUnknown):
        take(town, ref, requirement="none")
    with pytest.raises(files.FileTypeRefused):
        take(town, ref, content=b"MZ\x90\x00 no paper")


def test_nothing_is_filed_into_a_settled_dossier(town):
    ref = received(town)
    api.withdraw(code=ref.code, reason="Không cần nữa", actor=town.citizen, now=t.NOW)
    with pytest.raises(Forbidden):
        take(town, ref)
