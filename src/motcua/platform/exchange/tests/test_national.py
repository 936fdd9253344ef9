"""Both national platforms over the real gateway: the same tests for both, and what only the NDOP node asks."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.foundation.consent.testing import load_purposes
from motcua.kernel.actors import SYSTEM
from motcua.platform.exchange import api, conf
from motcua.platform.exchange.contracts import ServiceRefused
from motcua.platform.exchange.contracts.national import PlatformRefused, QualityError, SharedRecord
from motcua.platform.exchange.rules import dictionary
from motcua.platform.exchange.testing import gateway_running

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
AT = "2026-11-20T03:00:00+00:00"
FIELDS = (dictionary.DictionaryField("ma", "tax_code", r"\d{10}(-\d{3})?"), dictionary.DictionaryField("ten", "name"))


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


def test_the_three_kinds_of_request(platform):
    assert platform.assumed
    assert all(s.done and s.evidence for s in platform.steps())
    mark = platform.pull(dataset="enterprises", watermark=0, limit=500).watermark
    rows = [{"ma": "0299999988", "ten": "Sao Biển", "mat": "x"}, {"ma": "02", "ten": "Sai mã"}]
    records = [dictionary.mapped(r, key="ma", changed_at=AT, fields=FIELDS) for r in rows]
    assert dictionary.quality(records, fields=FIELDS, now=NOW).rejected == (("02", (QualityError("format", "tax_code"),)),)
    told = platform.push(dataset="enterprises", records=records)
    assert (told.accepted, told.rejected) == (1, (("02", (QualityError("format", "tax_code"),)),))
    platform.push(dataset="enterprises", records=records[:1])
    pulled = platform.pull(dataset="enterprises", watermark=mark)
    assert [r.key for r in pulled.records] == ["0299999988"]
    assert platform.pull(dataset="enterprises", watermark=pulled.watermark).records == ()
    assert platform.query(dataset="enterprises", key="0299999988", fields=["name"]) == {"name": "Sao Biển"}
    assert platform.query(dataset="enterprises", key="khong-co", fields=["name"]) is None
    job = platform.submit(ref=f"goi-{platform.key}", dataset="enterprises", records=records)
    assert (job.state, job.of) == ("done", 2)
    assert platform.result(ref=job.ref).rejected == told.rejected
    assert platform.progress(ref=job.ref) == job


def test_faults_are_named_and_nothing_is_there_twice(platform):
    record = SharedRecord("K-1", AT, {"name": "một"})
    mark = platform.pull(dataset="doubles", watermark=0, limit=500).watermark
    platform.peers.fault("data_node", "lost_answer", times=1)
    with pytest.raises((PlatformRefused, ServiceRefused)):
        platform.push(dataset="doubles", records=[record])
    assert platform.push(dataset="doubles", records=[record]).accepted == 1
    assert len(platform.pull(dataset="doubles", watermark=mark).records) == 1
    platform.peers.fault("data_node", "refuse", times=1)
    with pytest.raises(PlatformRefused, match="không nhận"):
        platform.push(dataset="doubles", records=[record])
    platform.peers.fault("data_node", "job_fails", times=1)
    failed = platform.submit(ref=f"hong-{platform.key}", dataset="doubles", records=[record])
    assert failed.state == "failed"
    with pytest.raises(PlatformRefused):
        platform.result(ref=failed.ref)


@given(st.lists(st.builds(SharedRecord, st.text(max_size=3), st.sampled_from([AT, "x", "2020-01-01T00:00:00+00:00", "2026-11-20"]), st.dictionaries(st.sampled_from(["tax_code", "name"]), st.none() | st.text(max_size=12)))))
def test_the_quality_report_counts_every_record_once(records):
    report = dictionary.quality(records, fields=FIELDS, now=NOW)
    assert report.accepted + len(report.rejected) == len(records)
    assert all(errors for _, errors in report.rejected)
