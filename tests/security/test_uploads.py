"""Every place that takes a file, found by itself, against every file that was made to harm."""

from __future__ import annotations

import ast
import contextlib
import os
import re
import resource
import sys
import tempfile
from dataclasses import dataclass

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from motcua.foundation.files import api as files
from motcua.foundation.files.models import StoredFileRow
from motcua.foundation.files.testing import PDF_BYTES, picture
from motcua.platform.casework import testing as t
from motcua.platform.casework.tests.test_digitising import index, row
from tests.architecture import house
from tests.security import evil

pytestmark = pytest.mark.django_db
DOCUMENTS = ("/api/v1/openapi.json", "/api/govstack/registration/openapi.json", "/api/govstack/information-mediator/openapi.json")
GOOD_PDF, GOOD_PNG = ("don.pdf", PDF_BYTES), ("anh.png", picture())
KEEPS, READS = "keeps the file", "reads it"
# A scan is drawn anew as a page of a PDF: only its points are kept, whatever else the picture held.
ANEW = "keeps its points"
INDEX = index(row(1, file="a.png"))
MOST_MEMORY = 400_000  # kB
CASE, DESK, HOUSE = "/api/v1/casework", "/lam-viec/ho-so", "/quan-tri/thu-tuc"


@dataclass(frozen=True)
class Place:
    """Where a file goes: who sends it, the address (holes are filled from what the world knows), the field, what else is typed."""

    who: str
    url: str
    field: str
    what: str = KEEPS
    good: tuple[str, bytes] = GOOD_PDF
    more: tuple[tuple[str, str], ...] = ()
    beside: str = ""  # a second file that goes along


BREACH = "/lam-viec/du-lieu-ca-nhan/vi-pham/{breach}/them-chung-cu/"
IMPACT = "/lam-viec/du-lieu-ca-nhan/danh-gia-tac-dong/{impact}/tai-lieu/"
OLD = (("unit_code", t.UNIT),)
# Discovered place → how to reach it. A new place that takes a file must be added here.
PLACES = {
    "POST /api/v1/casework/files": Place("citizen", f"{CASE}/files", "file"),
    "POST /api/v1/casework/dossiers/{code}/digitise": Place("reception", f"{CASE}/dossiers/{{received}}/digitise", "file", ANEW, GOOD_PNG, (("requirement", "{requirement}"),)),
    "POST /api/v1/casework/old-results": Place("reception", f"{CASE}/old-results?dry_run=true", "scans", READS, ("a.zip", evil.packed({"a.png": picture()})), OLD, "index"),
    "POST /api/v1/casework/old-results/runs": Place("reception", f"{CASE}/old-results/runs", "scans", KEEPS, ("a.zip", evil.packed({"a.png": picture()})), OLD, "index"),
    "POST /api/v1/casework/definitions/import-workbook": Place("admin", f"{CASE}/definitions/import-workbook?dry_run=true", "file", READS),
    "POST /api/v1/casework/definitions/from-bpmn": Place("admin", f"{CASE}/definitions/from-bpmn", "file", READS),
    "POST /api/v1/casework/definitions/from-dmn": Place("admin", f"{CASE}/definitions/from-dmn", "file", READS),
    "POST /api/v1/payments/statements": Place("admin", "/api/v1/payments/statements", "file", READS, more=(("form", "xlsx"),)),
    "POST /api/v1/signing/check": Place("visitor", "/api/v1/signing/check", "file", READS),
    "POST /api/govstack/registration/documents": Place("citizen", "/api/govstack/registration/documents", "file"),
    "platform/casework/web/citizen/choosing.py": Place("citizen", "/nop/{draft}/lua-chon/mien-giam/", "proof", more=(("reason", "Hộ nghèo"),)),
    "platform/casework/web/officer/counter.py": Place("reception", f"{DESK}/nop-tai-quay/{t.BIRTH}/nguoi-nop/", "paper", more=(
        ("name", "Vũ Thị Hai"), ("number", "031191950003"), ("phone", "0100900012"), ("address", "Số 1"), ("unit", t.UNIT), ("filing", "3"), ("intake", t.UNIT))),
    "platform/casework/web/officer/papers.py": Place("strange_leader", f"{DESK}/{{asked}}/y-kien/{{opinion}}/", "paper", more=(("stance", "agree"), ("text", "Đồng ý"))),
    "platform/casework/web/officer/scanning.py": Place("reception", f"{DESK}/{{received}}/so-hoa/", "scan", ANEW, GOOD_PNG, (("requirement", "{requirement}"),)),
    "platform/casework/web/officer/digitising.py": Place("reception", f"{DESK}/so-hoa-ket-qua/", "scans", KEEPS, ("a.zip", evil.packed({"a.png": picture()})), (("unit", t.UNIT),), "index"),
    "platform/casework/web/officer/acting.py": Place("appraiser", f"{DESK}/{{received}}/forward/", "forward-tai-lieu", more=(("forward-note", "Khớp dữ liệu"),)),
    "platform/casework/web/procedures/exchange.py": Place("admin", f"{HOUSE}/{t.GENERIC}/tai-len/", "tep", READS),
    "platform/casework/web/procedures/exchange.py:load": Place("admin", f"{HOUSE}/nhap/", "tep", READS),
    "platform/credentials/web/checking.py": Place("visitor", "/kiem-tra-chung-nhan/", "tep", READS),
    "platform/eforms/web/keeping.py": Place("citizen", "/nop/{draft}/giay-to/", "paper_birth"),
    "platform/payments/web/discrepancies.py": Place("admin", "/lam-viec/doi-soat/sao-ke/", "file", READS, more=(("format", "camt053"), ("profile", "generic"))),
    "platform/signing/web/checking.py": Place("visitor", "/kiem-tra-chu-ky/", "tep", READS),
    "platform/signing/web/specimens.py": Place("leader", "/lam-viec/mau-chu-ky/", "picture", READS, GOOD_PNG, (("whose", "own"),)),
    "POST /api/v1/vault/papers": Place("citizen", "/api/v1/vault/papers", "file", good=GOOD_PNG, more=(("kind", "other"), ("fields", '{{"name": "Giấy"}}'), ("confirmed", "true"))),
    "POST /api/v1/vault/papers/{document_id}/versions": Place("citizen", "/api/v1/vault/papers/{paper}/versions", "file", good=GOOD_PNG, more=(("fields", '{{"number": "1", "class": "B"}}'),)),
    "POST /api/v1/vault/archive/import": Place("citizen", "/api/v1/vault/archive/import", "file", READS),
    "services/vault/web/archives.py": Place("citizen", "/kho-giay-to/nhap/", "goi", READS),
    "services/vault/web/adding.py": Place("citizen", "/kho-giay-to/them/other/", "file", good=GOOD_PNG, more=(("f_name", "Giấy tờ"), ("confirmed", "true"))),
    "services/privacy/web/breach_steps.py": Place("dpo", BREACH, "evidence", good=GOOD_PNG),
    "services/privacy/web/impact_steps.py": Place("dpo", IMPACT, "evidence", good=GOOD_PNG),
    "foundation/consent/web/counter.py": Place("reception", "/lam-viec/dong-y/reminders/", "ban-quet", more=(("ban", "1"), ("tieng", "vi"), ("dong-y", "co"), ("cach", "signed"))),
    "foundation/identity/web/papers.py": Place("leader", "/lam-viec/uy-quyen/giao/", "van_ban", more=(("so", "1"),)),
    "foundation/identity/web/papers.py:posts": Place("admin", "/quan-tri/can-bo/dpo.1/chuc-vu/", "van_ban", more=(("viec", "bo_nhiem"),)),
    "foundation/registers/web/publishing.py": Place("admin", "/quan-tri/lich/nhap/", "tep", READS),
}  # fmt: skip
# Modules that look for files and are not attacked one by one, with the reason; this list may only get shorter.
ELSEWHERE = {
    "foundation/identity/actions/confirming.py": "asks only whether a page brought files; takes none",
}
# Programs of the operator that read a file, and what they read it with: the readers are the ones attacked above.
COMMANDS = {
    "casework_catalogue": "import_definitions (definitions/import-workbook)", "audit": "lines of JSON of our own export",
    "exchange": "rows of a declared data set, read and judged cell by cell (platform/exchange/tests/test_national.py)",
}  # fmt: skip


def rest_places(client):
    """Operations that take a file, by the documents of the API."""
    for document in DOCUMENTS:
        for path, item in client.get(document).json()["paths"].items():
            for method, operation in item.items():
                kinds = (operation.get("requestBody") or {}).get("content", {}) if isinstance(operation, dict) else {}
                if "multipart/form-data" in kinds:
                    yield f"{method.upper()} {path}"


def web_places():
    """Modules of pages that look for files in a request."""
    for path in house.room_files(".py"):
        if any(isinstance(node, ast.Attribute) and node.attr == "FILES" for node in ast.walk(ast.parse(path.read_text()))):
            yield str(path.relative_to(house.SRC))


def commands():
    """Programs that take the path of a file to read."""
    for path in house.SRC.rglob("management/commands/*.py"):
        text = path.read_text()
        if "type=Path" in text or "Path(options" in text:
            yield path.stem


def test_every_place_that_takes_a_file_is_attacked(client):
    found = {*rest_places(client), *web_places()} - set(ELSEWHERE)
    assert set(ELSEWHERE) <= set(web_places())
    assert found == {place.partition(".py:")[0] + ".py" if ".py:" in place else place for place in PLACES}
    assert set(commands()) == set(COMMANDS)


@contextlib.contextmanager
def opened_for_writing():
    """Paths that this process opens to write meanwhile."""
    paths, on = [], [True]

    def hear(event, args):
        if on[0] and event == "open" and isinstance(args[0], str | bytes | os.PathLike) and isinstance(args[1], str) and set(args[1]) & set("wax+"):
            paths.append(os.path.realpath(os.fsdecode(args[0])))

    sys.addaudithook(hear)
    yield paths
    on[0] = False


def send(town, place, file, *, language="vi"):
    """The answer to a file at a place."""
    known = {name: str(value) for name, value in town.known.items()}
    typed = {name: value.format(**known) for name, value in place.more}
    typed[place.field] = SimpleUploadedFile("x", file[1])
    typed[place.field]._name = file[0]  # as it was sent: the test client's own class would clean it
    if place.beside:
        typed[place.beside] = SimpleUploadedFile("ke.xlsx", INDEX)
    headers = {"Idempotency-Key": f"attack-{abs(hash(file[1]))}", "Accept-Language": language}
    return town.clients[place.who].post(place.url.format(**known), typed, headers=headers)


@pytest.mark.parametrize("name", sorted(PLACES))
def test_a_good_file_gets_there(town, name):
    """The refusals below are of the file, not of whoever sends it."""
    place, before = PLACES[name], StoredFileRow.objects.count()
    answer = send(town, place, place.good)
    assert answer.status_code not in {401, 404, 405}
    assert (StoredFileRow.objects.count() > before) is (place.what != READS)


def sentence(answer):
    """What a refusal says, without what differs from answer to answer."""
    return answer.content.decode(errors="replace")


@pytest.mark.parametrize("name", sorted(PLACES))
def test_files_made_to_harm_are_refused_everywhere(town, name):
    place, wrong = PLACES[name], []
    before, memory = set(StoredFileRow.objects.values_list("pk", flat=True)), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with opened_for_writing() as written:
        for kind, file in evil.REFUSED.items():
            answer = send(town, place, file)
            kept = [files.read(file_id=row.uuid) for row in StoredFileRow.objects.exclude(pk__in=before)]
            StoredFileRow.objects.exclude(pk__in=before).delete()
            if answer.status_code >= 500 or evil.LEAK in sentence(answer) or not refused(place, answer, kept):
                wrong.append((kind, answer.status_code, len(kept)))
    assert not wrong
    inside = (str(town.data), os.path.realpath(tempfile.gettempdir()), "/dev/null")
    assert not [path for path in written if not path.startswith(inside)]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < MOST_MEMORY


def refused(place, answer, kept):
    """Whether nothing of the file is kept, and a form says what is wrong with it."""
    if place.what == ANEW and kept:
        return all(content.startswith(b"%PDF-") and not re.search(rb"<script|<\?php|PK\x03\x04", content) for content in kept)
    told = answer.status_code != 200 or "mc-error" in sentence(answer) or place.what == READS or place.beside  # rows of a list are refused one by one
    return not kept and told


@pytest.mark.parametrize("name", sorted(name for name, place in PLACES.items() if place.what != READS and not place.beside))
def test_names_that_lead_elsewhere_stay_words(town, name):
    """A file of any name is kept in the store alone, and its name comes back as one harmless line."""
    place, before = PLACES[name], set(StoredFileRow.objects.values_list("pk", flat=True))
    with opened_for_writing() as written:
        answers = [send(town, place, (given, place.good[1] + b"%%%d\n" % n if place.good == GOOD_PDF else place.good[1])) for n, given in enumerate(evil.NAMES)]
    assert not [answer.status_code for answer in answers if answer.status_code >= 500 or "Set-Cookie: a=b" in str(answer.headers)]
    names = [row.name for row in StoredFileRow.objects.exclude(pk__in=before)]
    assert not [shown for shown in names if len(shown) > 150 or not shown.isprintable() or set(shown) & set("/\\\x00\r\n") or shown.startswith(".")]
    assert not [path for path in written if not path.startswith((str(town.data), os.path.realpath(tempfile.gettempdir()), "/dev/null"))]


@pytest.mark.parametrize("name", sorted(PLACES))
def test_the_refusal_is_said_in_both_languages(town, name):
    place, file = PLACES[name], evil.REFUSED["svg-with-script"]
    vi, en = (sentence(send(town, place, file, language=language)) for language in ("vi", "en"))
    assert re.search(r"[ạảãầấậẩẫằắặẳẵệểễếềịỉĩọỏõộổỗốồợởỡớờụủũựửữứừỵỷỹ]", vi)
    assert vi != en or ('"vi"' in vi and '"en"' in vi)
