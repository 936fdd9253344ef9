"""Both national platforms over the real gateway: the same tests for both, and what only the NDOP node asks."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as drawn
from hypothesis import strategies as st

from motcua.foundation.consent.testing import load_purposes
from motcua.foundation.identity.testing import make_officer, sign_in
from motcua.gateway.protocol import quality
from motcua.gateway.protocol.mapping import Untranslatable
from motcua.gateway.protocol.quality import Group
from motcua.kernel import typed_yaml
from motcua.kernel.actors import SYSTEM, Role
from motcua.platform.exchange import api, conf
from motcua.platform.exchange.actions.national import dataset
from motcua.platform.exchange.adapters import datasets
from motcua.platform.exchange.contracts import ServiceRefused
from motcua.platform.exchange.contracts.national import Batch, BelowStandard, DatasetUnknown, PlatformRefused, RecordFault, SharedRecord
from motcua.platform.exchange.rules.datasets import batch
from motcua.platform.exchange.testing import gateway_running

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
AT = "2026-11-20T03:00:00+00:00"
GOOD = {"ma": "0299999988", "ten": "Sao  Biển", "trang_thai": "dang_hoat_dong", "cap_nhat_luc": AT, "mat": "x"}
DATASETS = Path(datasets.__file__).parents[1] / "data" / "datasets"
FREE = quality.read_dictionary({"fields": [{"name": "name"}]})


@pytest.fixture(params=["ndxp", "ndop"])
def platform(request, db, settings, peers, monkeypatch):
    load_purposes()
    settings.MOTCUA_PEERS_URL, settings.MOTCUA_DEMO = peers.url, True
    monkeypatch.setattr(conf, "NATIONAL_PLATFORM", request.param)
    with gateway_running(settings, port=peers.gateway_port, now=NOW):
        connector = api.national_platform(purpose="register-check", ground="NĐ 278/2025/NĐ-CP", actor=SYSTEM, now=NOW)
        for step in connector.steps():
            if not step.done:
                with pytest.raises(PlatformRefused, match="bước kết nối"):
                    connector.pull(dataset="enterprises", watermark=0)
                connector.close_step(step=step.step, evidence="biên bản số 1")
        connector.peers = peers
        yield connector


def free(*records: SharedRecord) -> Batch:
    """Records of a data set that has no dictionary."""
    return Batch(dataset="doubles", records=records, report=quality.assess(FREE, [r.fields for r in records], today=NOW.date()))


def ready(*rows: dict[str, str]) -> Batch:
    return batch(dataset(code="enterprises"), rows, today=NOW.date())


def test_the_three_kinds_of_request(platform):
    assert platform.assumed
    assert all(s.done and s.evidence for s in platform.steps())
    mark = platform.pull(dataset="enterprises", watermark=0, limit=500).watermark
    sent = ready(GOOD, GOOD | {"ma": "0299999999", "ten": "Lạ", "trang_thai": "x"})
    assert sent.records[0] == SharedRecord("0299999988", AT, {"tax_code": "0299999988", "name": "Sao Biển", "state": "01", "updated_at": AT})
    assert sent.report.groups == {Group.OUTLIER: 1}
    told = platform.push(batch=sent)
    assert (told.accepted, told.rejected) == (1, (("0299999999", (RecordFault(Group.OUTLIER, "state"),)),))
    platform.push(batch=ready(GOOD))
    pulled = platform.pull(dataset="enterprises", watermark=mark)
    assert [r.key for r in pulled.records] == ["0299999988"]
    assert platform.pull(dataset="enterprises", watermark=pulled.watermark).records == ()
    assert platform.query(dataset="enterprises", key="0299999988", fields=["name"]) == {"name": "Sao Biển"}
    assert platform.query(dataset="enterprises", key="khong-co", fields=["name"]) is None
    job = platform.submit(ref=f"goi-{platform.key}", batch=sent)
    assert (job.state, job.of) == ("done", 2)
    assert platform.result(ref=job.ref).rejected == told.rejected
    assert platform.progress(ref=job.ref) == job


def test_nothing_leaves_while_an_identifier_is_wrong(platform):
    mark = platform.pull(dataset="enterprises", watermark=0, limit=500).watermark
    for act in (lambda b: platform.push(batch=b), lambda b: platform.submit(ref=f"sai-{platform.key}", batch=b)):
        for wrong in ({"ma": "02"}, {"ma": ""}):
            with pytest.raises(BelowStandard, match="tax_code"):
                act(ready(GOOD, GOOD | wrong))
        with pytest.raises(BelowStandard, match="50%"):
            act(ready(GOOD, GOOD))  # twice the same key
    assert platform.pull(dataset="enterprises", watermark=mark).records == ()
    with pytest.raises(PlatformRefused):
        platform.progress(ref=f"sai-{platform.key}")


def test_rows_are_judged_sent_and_the_report_stands_in_the_audit_log(platform, capsys, tmp_path):
    rows = [GOOD | {"ma": f"02999000{n:02d}"} for n in range(3)] + [GOOD | {"ma": "0299900099", "ten": "", "cap_nhat_luc": "2024-01-01"}]
    shared = api.share_rows(code="enterprises", rows=rows, actor=SYSTEM, now=NOW)
    assert shared.report.groups == {Group.MISSING: 1, Group.STALE: 1}
    assert shared.taken.accepted == 3
    assert set(shared.taken.rejected[0][1]) == {RecordFault(Group.MISSING, "name"), RecordFault(Group.STALE, "updated_at")}
    (noted,) = api.shared(actor=SYSTEM)
    assert (noted.rows, dict(noted.groups), noted.outcome, noted.taken, noted.refused) == (4, shared.report.groups, "taken", 3, 1)
    file = tmp_path / "rows.csv"
    file.write_text("ma,ten,cap_nhat_luc\n" + "\n".join(f"{r['ma']},{r['ten']},{r['cap_nhat_luc']}" for r in rows))
    call_command("exchange", "share", dataset="enterprises", file=str(file), ref=f"tep-{platform.key}")
    told = capsys.readouterr().out
    with pytest.raises(BelowStandard):
        api.share_rows(code="enterprises", rows=[GOOD | {"ma": "1"}], actor=SYSTEM, now=NOW)
    platform.peers.fault("data_node", "refuse", times=1)
    with pytest.raises(PlatformRefused):
        api.share_rows(code="enterprises", rows=[GOOD | {"ma": "0299900077"}], actor=SYSTEM, now=NOW)
    assert [one.outcome for one in api.shared(actor=SYSTEM)] == ["failed", "held", "taken", "taken"]
    page = sign_in(Client(), make_officer(Role.OPERATOR, code="quality.op")).get(f"{reverse('exchange_system')}?ma={platform.key.upper()}").content.decode()
    for words in ("Thiếu dữ liệu: 1 · Quá hạn cập nhật: 1", "nhận 3, từ chối 1", "Nền tảng nhận một phần", "Doanh nghiệp trên địa bàn", "định danh đúng 0%, phải đúng 100%", "Không gửi được"):
        assert words in page
    assert ("Kiểm tra chất lượng nội bộ" in page) is bool(platform.steps())
    assert "name: Thiếu dữ liệu · Missing: 1 (dòng · rows 4)" in told
    assert f"{platform.key.upper()}: nhận · took 3, từ chối · refused 1" in told


def test_faults_are_named_and_nothing_is_there_twice(platform):
    record = SharedRecord("K-1", AT, {"name": "một"})
    mark = platform.pull(dataset="doubles", watermark=0, limit=500).watermark
    platform.peers.fault("data_node", "lost_answer", times=1)
    with pytest.raises((PlatformRefused, ServiceRefused)):
        platform.push(batch=free(record))
    assert platform.push(batch=free(record)).accepted == 1
    assert len(platform.pull(dataset="doubles", watermark=mark).records) == 1
    platform.peers.fault("data_node", "refuse", times=1)
    with pytest.raises(PlatformRefused, match="không nhận"):
        platform.push(batch=free(record))
    platform.peers.fault("data_node", "job_fails", times=1)
    failed = platform.submit(ref=f"hong-{platform.key}", batch=free(record))
    assert failed.state == "failed"
    with pytest.raises(PlatformRefused):
        platform.result(ref=failed.ref)


@drawn(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.dictionaries(st.sampled_from(["ma", "ten", "cap_nhat_luc", "x"]), st.sampled_from([AT, "x", "", "0299999988", "2026-11-20"]))))
def test_every_row_is_a_record_and_stands_in_the_report(rows):
    found = batch(dataset(code="enterprises"), rows, today=NOW.date())
    assert found.report.rows == len(found.records) == len(rows)
    assert found.report.accepted == (all(r.get("ma") == "0299999988" for r in rows) and len(rows) < 2)
    assert all(set(r.fields) <= {"tax_code", "name", "updated_at"} for r in found.records)


def test_a_cell_that_is_no_value_is_named_with_its_row():
    with pytest.raises(Untranslatable, match=r"rows\[1\]\.ten"):
        ready(GOOD, GOOD | {"ten": ["a"]})


def test_an_unknown_data_set_is_told():
    with pytest.raises(DatasetUnknown):
        api.assess_rows(code="khong-co", rows=[], actor=SYSTEM, now=NOW)


@pytest.mark.parametrize("text", ["", "x", "{}"])
def test_a_file_that_cannot_be_read_is_told(db, tmp_path, text):
    path = tmp_path / "rows.json"
    if text:
        path.write_text(text if text != "{}" else "[1]")
    with pytest.raises(CommandError, match=r"rows\.json"):
        call_command("exchange", "quality", dataset="enterprises", file=str(path))


def test_declared_data_sets_hold_and_a_wrong_one_is_refused():
    (known,) = datasets.datasets()
    assert known.source
    assert known.law
    assert known.vi != known.en
    document = typed_yaml.read((DATASETS / "enterprises.yaml").read_text())
    for change in ({"changed_at": "khong-co"}, {"trust": "x"}, {"dictionary": {"fields": []}}, {"mapping": {"rules": []}}):
        with pytest.raises(ValueError, match=r"."):
            datasets.read({**document, **change})
    del document["law"]
    with pytest.raises(ValueError, match="law"):
        datasets.read(document)
