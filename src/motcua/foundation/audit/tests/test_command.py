import io
import json
from datetime import timedelta

import pytest
from django.core.management import call_command

from motcua.foundation.audit import api
from motcua.foundation.audit.models import Link
from motcua.foundation.audit.testing import NOW, DigestSigner, act, as_owner

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def log(monkeypatch):
    monkeypatch.setattr(api.root_signers, "_things", {})
    api.root_signers.add(DigestSigner())
    for hour in range(4):
        act(hour, now=NOW + hour * HOUR)
        api.seal(now=NOW + hour * HOUR)
        api.close_hours(now=NOW + (hour + 1) * HOUR)


def told(*arguments):
    out, status = io.StringIO(), 0
    try:
        call_command("audit", *arguments, stdout=out)
    except SystemExit as end:
        status = end.code
    return status, out.getvalue()


def test_an_untouched_log_is_whole():
    status, text = told("verify")
    assert (status, text.splitlines()[-1]) == (0, "whole")


def test_a_fault_is_told_with_its_place():
    link = Link.objects.get(seq=2)
    as_owner("UPDATE audit_entry SET ground = 'x' WHERE id = %s", link.entry_id)
    status, text = told("verify")
    assert status == 1
    assert f"stream test seq 2 entry {link.entry_id} hour 2 at {link.sealed_at.isoformat()}" in text
    report = json.loads(told("verify", "--json")[1])
    assert (report["ok"], report["faults"][0]["kind"], report["faults"][0]["seq"]) == (False, "entry_changed", 2)


def test_only_the_hours_that_were_asked_for_are_read():
    as_owner("UPDATE audit_entry SET ground = 'x' WHERE id = %s", Link.objects.get(seq=1).entry_id)
    late = json.loads(told("verify", "--json", "--from", (NOW + 2 * HOUR).isoformat())[1])
    early = json.loads(told("verify", "--json", "--to", (NOW + HOUR).isoformat())[1])
    assert (late["ok"], late["checked"], late["hours"]) == (True, 2, 2)
    assert (early["ok"], early["checked"], early["hours"]) == (False, 1, 1)


def test_exported_roots_are_compared(tmp_path):
    copy = tmp_path / "roots.jsonl"
    assert told("roots", "--export", str(copy))[0] == 0
    assert "4 compared with copies" in told("verify", "--roots", str(copy))[1]
    lines = copy.read_text().splitlines()
    copy.write_text("\n".join([*lines[:3], json.dumps(json.loads(lines[3]) | {"number": 5})]))
    assert told("verify", "--roots", str(copy))[0] == 1
    assert len(told("roots", "--export", "-", "--after", "2")[1].splitlines()) == 2
