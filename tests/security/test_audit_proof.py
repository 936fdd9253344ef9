"""A proof from the real log, signed and stamped by the installation, checked by somebody who has the file alone."""

import json
import subprocess
import sys
from datetime import timedelta

import pytest

from motcua.config import proofs
from motcua.foundation.audit import api as audit
from motcua.foundation.audit.testing import NOW, act

pytestmark = pytest.mark.django_db


def test_a_proof_from_the_log_is_checked_without_a_database(tmp_path, capsys):
    entry = act()
    audit.seal(now=NOW)
    audit.close_hours(now=NOW + timedelta(hours=1))
    proof = dict(audit.proof(entry_uuid=entry).document)
    file = tmp_path / "proof.json"
    file.write_text(json.dumps(proof))
    assert proofs.main([str(file)]) == 0
    told = capsys.readouterr().out
    assert "Nhật ký hệ thống" in told
    assert proofs.main([str(file), "--fingerprint", "00"]) == 1
    file.write_text(json.dumps(proof | {"hour": proof["hour"] | {"seals": 9}}))
    assert proofs.main([str(file)]) == 1
    assert "FAIL  the hour is signed" in capsys.readouterr().out


def test_the_check_needs_no_settings(tmp_path):
    file = tmp_path / "proof.json"
    file.write_text("{}")
    done = subprocess.run(
        [sys.executable, "-m", "motcua.config.cli", "audit", "check-proof", str(file)],
        env={"PYTHONPATH": ":".join(sys.path), "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "FAIL  the file is a proof of this log\n"), done.stderr
