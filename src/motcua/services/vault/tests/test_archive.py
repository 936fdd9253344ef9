"""The archive of a store: out and in again gives the same papers; whatever was touched on the way is refused whole."""

import hashlib
import io
import json
import warnings
import zipfile
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.foundation.identity.testing import make_citizen, sign_in
from motcua.kernel.actors import Actor, ActorKind
from motcua.platform.credentials import api as credentials
from motcua.platform.signing import api as signing
from motcua.services.vault import api
from motcua.services.vault.models import HeldDocumentRow, ImportedRow
from motcua.services.vault.rules import archive as rules
from motcua.services.vault.testing import NOW, casework_knows, resolved

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


@pytest.fixture
def owner():
    return make_citizen()


@pytest.fixture
def archive(owner):
    with casework_knows():
        api.keep_result(resolved=resolved(owner.subject_id), now=NOW)
    credentials.issue(
        subject_id=owner.subject_id, kind="x", claims={"document_title": "Giấy khai sinh"}, disclosable=(), issuer_unit="11329",
        issuer_name="UBND", valid_from=NOW, source_ref="vault.document:1", idempotency_key="1", now=NOW,
    )  # fmt: skip
    return export(owner)


def export(owner):
    made = api.export_archive(actor=owner, now=NOW)
    data = b"".join(made.parts)
    assert len(data) == made.size
    return data


def take(data, owner, now=LATER):
    return api.import_archive(file=io.BytesIO(data), actor=owner, now=now)


def rewritten(data, change, *, sealed=True):
    """The archive with its files changed by ``change`` and, when ``sealed``, a manifest that fits and a genuine seal."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        files = {i.filename: packed.read(i) for i in packed.infolist()}
    manifest = json.loads(files[rules.MANIFEST])
    change(files, manifest)
    if sealed:
        for told in manifest["files"]:
            if told["path"] in files:
                told |= {"sha256": hashlib.sha256(files[told["path"]]).hexdigest(), "size": len(files[told["path"]])}
        files[rules.MANIFEST] = rules.dump(manifest)
        files[rules.SEAL] = signing.seal_bytes(content=files[rules.MANIFEST], unit_code="elsewhere", unit_name="TP. Huế", now=NOW)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return out.getvalue()


def emptied(owner):
    ImportedRow.objects.all().delete()
    HeldDocumentRow.objects.filter(person_id=owner.subject_id).delete()


def test_it_holds_everything_and_a_page_to_read(archive):
    with zipfile.ZipFile(io.BytesIO(archive)) as packed:
        manifest = json.loads(packed.read(rules.MANIFEST))
        assert packed.read(rules.OVERVIEW).startswith(b"%PDF")
        assert {f["path"] for f in manifest["files"]} | {rules.MANIFEST, rules.SEAL} == set(packed.namelist())
    assert [p["title"] for p in manifest["papers"]] == ["Giấy khai sinh"]
    assert {c["kind"] for c in manifest["credentials"]} == {"administrative-result", "x"}  # the result's own, and another


def test_out_and_in_again_is_the_same(archive, owner):
    assert [p.fate for p in take(archive, owner).papers] == [api.Fate.SAME]
    assert HeldDocumentRow.objects.filter(person_id=owner.subject_id).count() == 1


def test_in_an_empty_store_the_papers_come_back_once(archive, owner):
    (before,) = api.documents(actor=owner, now=NOW)
    emptied(owner)
    report = take(archive, owner)
    assert (report.count("new"), report.trusted, report.dev) == (1, True, True)
    assert take(archive, owner).count("same") == 1
    (after,) = api.documents(actor=owner, now=NOW)
    assert (after.title, after.sha256, after.issued_at, after.kind) == (before.title, before.sha256, before.issued_at, before.kind)
    assert (after.official, after.valid) == (False, True)
    assert api.provenance(document_id=after.uuid).sealed_by == report.sealed_by


def test_what_was_removed_comes_back_from_the_archive(archive, owner):
    emptied(owner)
    (taken,) = take(archive, owner).papers
    api.remove_paper(document_id=taken.document_id, actor=owner, now=NOW)
    (again,) = take(archive, owner).papers
    assert (again.fate, again.document_id != taken.document_id) == (api.Fate.NEW, True)
    assert [p.uuid for p in api.documents(actor=owner, now=NOW)] == [again.document_id]


NONSENSE = {
    "version": (10**9, "1", True, 1e999, 0), "title": ("a\0b", 5), "tags": (5, [1]), "kind": ([],), "issuer": ({},), "note": ("\0",),
}  # fmt: skip


@pytest.mark.parametrize(("name", "told"), [(name, told) for name, many in NONSENSE.items() for told in many], ids=repr)
def test_nonsense_in_a_sealed_manifest_is_refused(archive, owner, name, told):
    with pytest.raises(api.ArchiveRefused):
        take(rewritten(archive, lambda files, manifest: manifest["papers"][0].update({name: told})), owner)


def test_half_a_sign_that_no_page_can_show_is_refused():
    manifest = rules.dump({"format": rules.FORMAT, "version": 1, "files": [], "papers": [{"title": "half"}]})
    with pytest.raises(api.ArchiveRefused):
        rules.believe(rules.unpack(io.BytesIO(packed((rules.MANIFEST, manifest.replace(b"half", rb"\ud800")), (rules.SEAL, b"")))))


@pytest.mark.parametrize("holder", [[], "x", None])
def test_a_manifest_of_nobody_is_refused(archive, owner, holder):
    with pytest.raises(api.ArchiveRefused):
        take(rewritten(archive, lambda files, manifest: manifest.update({"holder": holder})), owner)


def test_a_damaged_stream_is_refused(owner):
    data = bytearray(packed(("manifest.json", b'{"a": "' + b"abc" * 200 + b'"}'), ("manifest.p7s", b"x")))
    at = data.index(b"manifest.json") + len("manifest.json")
    data[at : at + 4] = b"\xff" * 4
    with pytest.raises(api.ArchiveRefused):
        take(bytes(data), owner)


def test_the_page_of_a_paper_says_from_which_archive_it_came(archive, owner, client):
    emptied(owner)
    (taken,) = take(archive, owner).papers
    sign_in(client, owner)
    assert "Nhập từ gói do" in client.get(f"/kho-giay-to/{taken.document_id}/").content.decode()


def test_what_others_stood_for_is_the_holders_statement_here(archive, owner):
    def claim(files, manifest):
        manifest["papers"][0]["facts"] = {"number": {"value": "1", "trust": "issued", "checked_by": "ai đó"}}

    emptied(owner)
    take(rewritten(archive, claim), owner)
    (held,) = api.documents(actor=owner, now=NOW)
    assert (held.facts["number"].value, held.facts["number"].trust, held.facts["number"].checked_by) == ("1", "stated", "")


def test_a_later_version_stands_beside_the_earlier(archive, owner):
    def later(files, manifest):
        told = manifest["papers"][0]
        files[told["file"]] = signing.seal_pdf(
            pdf=files[told["file"]], unit_code="1", unit_name="UBND", reason="x", idempotency_key="later", now=NOW
        ).pdf
        told["version"] = 2

    emptied(owner)
    take(archive, owner)
    assert take(rewritten(archive, later), owner).count("newer") == 1
    assert sorted(HeldDocumentRow.objects.filter(person_id=owner.subject_id).values_list("version", flat=True)) == [1, 2]
    assert take(archive, owner).count("same") == 1


def test_another_persons_archive_is_refused(archive):
    other = make_citizen(1)
    with pytest.raises(api.ArchiveRefused, match="another person"):
        take(archive, other)


def test_who_acts_for_an_organisation_takes_nothing_out_or_in(archive, owner):
    acting = Actor(kind=ActorKind.CITIZEN, subject_id=owner.subject_id, organisation_id=owner.subject_id)
    with pytest.raises(api.ArchiveElsewhere):
        api.export_archive(actor=acting, now=NOW)
    with pytest.raises(api.ArchiveElsewhere):
        take(archive, acting)


def paper_of(files):
    return next(name for name in files if name.startswith("giay-to/"))


TOUCHED = {
    "a document changed": lambda files, manifest: files.update({paper_of(files): b"%PDF-1.7 other"}),
    "a document gone": lambda files, manifest: files.pop(paper_of(files)),
    "a file more": lambda files, manifest: files.update({"giay-to/more.pdf": b"x"}),
    "the manifest changed": lambda files, manifest: files.update({rules.MANIFEST: files[rules.MANIFEST].replace(b"Gi", b"gi", 1)}),
    "the seal gone": lambda files, manifest: files.pop(rules.SEAL),
    "the seal empty": lambda files, manifest: files.update({rules.SEAL: b""}),
    "a path that climbs": lambda files, manifest: files.update({"giay-to/../../x": b"x"}),
    "an absolute path": lambda files, manifest: files.update({"/etc/passwd": b"x"}),
    "a name in other letters": lambda files, manifest: files.update({paper_of(files).upper(): b"x"}),
}


def test_whatever_was_touched_is_refused_and_nothing_is_kept(archive, owner):
    emptied(owner)
    for touch in TOUCHED.values():
        with pytest.raises(api.ArchiveRefused):
            take(rewritten(archive, touch, sealed=False), owner)
    assert not HeldDocumentRow.objects.filter(person_id=owner.subject_id).exists()


def packed(*files, compress=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compress) as made, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, content in files:
            made.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"", b"PK\x03\x04", b"%PDF-1.7",
        packed(("manifest.json", b"{}"), ("manifest.p7s", b""), ("giay-to/bomb.pdf", bytes(50_000_000))),
        packed(("manifest.json", b"{}"), ("manifest.json", b"{}"), ("manifest.p7s", b"")),
        packed(("manifest.json", b"{}"), ("manifest.p7s", b""), ("giay-to/", b"")),
        packed(*((f"giay-to/{n}.pdf", b"") for n in range(rules.MOST_FILES + 1))),
        packed(("manifest.json", b"["  * 100_000), ("manifest.p7s", b"")),
    ],
    ids=["empty", "cut", "pdf", "bomb", "twice", "folder", "many", "deep"],
)  # fmt: skip
def test_bombs_and_nonsense_are_refused(owner, data):
    with pytest.raises(api.ArchiveRefused):
        take(data, owner)


def test_a_link_in_an_archive_is_refused(owner):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        info = zipfile.ZipInfo("giay-to/link.pdf")
        info.external_attr = 0o120777 << 16
        made.writestr(info, "/etc/passwd")
    with pytest.raises(api.ArchiveRefused, match="unsafe"):
        rules.unpack(io.BytesIO(out.getvalue()))


def test_one_paper_that_cannot_be_kept_leaves_the_others(archive, owner):
    def broken(files, manifest):
        told = manifest["papers"][0]
        manifest["papers"].append({**told, "uuid": "01900000-0000-7000-8000-000000000001", "series": "", "file": "giay-to/bad.pdf"})
        files["giay-to/bad.pdf"] = b"MZ this is a program"
        manifest["files"].append({"path": "giay-to/bad.pdf"})

    emptied(owner)
    report = take(rewritten(archive, broken), owner)
    assert (report.count("new"), report.count("refused")) == (1, 1)
    assert next(p for p in report.papers if p.fate == "refused").reason_vi


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.from_regex(r"giay-to/[a-z0-9]{1,20}\.pdf", fullmatch=True), st.binary(max_size=3000), max_size=5))
def test_what_is_written_is_read_again_and_as_long_as_was_said(files):
    entries = [rules.Entry(path=path, size=len(data), parts=lambda data=data: iter((data,))) for path, data in files.items()]
    manifest = rules.dump({
        "format": rules.FORMAT, "version": 1,
        "files": [{"path": p, "sha256": hashlib.sha256(d).hexdigest(), "size": len(d)} for p, d in files.items()],
    })  # fmt: skip
    fixed = [rules.Entry(path=n, size=len(d), parts=lambda d=d: iter((d,))) for n, d in ((rules.MANIFEST, manifest), (rules.SEAL, b"s"))]
    data = b"".join(rules.written([*fixed, *entries], at=NOW))
    assert len(data) == rules.size_of([*fixed, *entries])
    found = rules.unpack(io.BytesIO(data))
    assert {f["path"] for f in rules.believe(found)["files"]} == set(files)


def test_pages(client, owner):
    sign_in(client, owner)
    with casework_knows():
        api.keep_result(resolved=resolved(owner.subject_id), now=NOW)
    assert "1 giấy tờ" in client.get("/kho-giay-to/xuat/").content.decode()
    answer = client.post("/kho-giay-to/xuat/")
    data = b"".join(answer.streaming_content)
    assert int(answer.headers["Content-Length"]) == len(data)
    given = io.BytesIO(data)
    given.name = "kho.zip"
    assert "đã có sẵn" in client.post("/kho-giay-to/nhap/", {"goi": given}).content.decode()
    assert client.post("/kho-giay-to/nhap/").status_code == 422
