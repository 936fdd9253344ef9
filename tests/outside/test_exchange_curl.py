"""The exchange as ``curl`` sees it: a real gateway before a real backend, and a script that anyone can run against another."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from motcua.gateway import protocol as gw
from motcua.gateway.tests.conformance.conftest import PROVIDER, station  # noqa: F401 - a fixture
from motcua.gateway.tests.conftest import CLIENT, OTHER, Rig, config

SCRIPT = Path(__file__).with_name("exchange_curl.sh")


def services(backend: str) -> tuple[gw.Service, ...]:
    def service(code: str, base_url: str = f"{backend}/api", **more: object) -> gw.Service:
        made = gw.Service(id=f"{PROVIDER}/{code}", base_url=base_url, rights=(gw.Right(subject=str(CLIENT)),))
        return replace(made, **more)  # type: ignore[arg-type]

    return (
        service("echo"),
        service("open", rights=(gw.Right(subject=str(OTHER)),), contexts=("/population/1.0",)),
        service("closed", enabled=False),
        service("foreign", rights=()),
        service("absent", "http://127.0.0.1:9"),
        service("described", type="OPENAPI", description_url=f"{backend}/openapi.json"),
    )


@pytest.fixture
def gateway(tmp_path: Path, station: str) -> Iterator[Rig]:  # noqa: F811
    base = config(station)
    shown = gw.Credential(access_key="app-1", secret_sha256=hashlib.sha256(b"s3cret").hexdigest())
    city = replace(base.members[0], subsystems=(gw.Subsystem(code="onestop"), gw.Subsystem(code="other", credentials=(shown,))))
    rig = Rig(tmp_path, replace(base, members=(city, base.members[1]), services=services(station), token_key="k" * 40))
    rig.start()
    yield rig
    rig.stop()


@pytest.mark.skipif(not shutil.which("curl") or not shutil.which("openssl"), reason="curl or openssl is not installed")
def test_every_rule_asked_with_curl(gateway: Rig) -> None:
    done = subprocess.run([str(SCRIPT), gateway.url], capture_output=True, text=True, check=False, timeout=400)
    lines = done.stdout.splitlines()
    assert (done.returncode, [line for line in lines if line.startswith("FAIL")]) == (0, []), done.stdout[-4000:] + done.stderr
    assert len([line for line in lines if line.startswith("PASS")]) > 100


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_the_script_fails_when_a_rule_does_not_hold(gateway: Rig) -> None:
    gateway.configure(error_style=gw.ErrorStyle.SNAKE)
    done = subprocess.run([str(SCRIPT), gateway.url], capture_output=True, text=True, check=False, timeout=400)
    assert done.returncode == 1
    assert "FAIL §4.6 no right" in done.stdout
    assert "PASS §4.1 GET is carried" in done.stdout


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_the_how_to_is_done_as_it_stands(gateway: Rig) -> None:
    page = SCRIPT.parents[2] / "docs" / "how-to" / "call-a-service.md"
    blocks = re.findall(r"^```bash\n(.*?)^```$", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    script = "set -euo pipefail\n" + "\n".join(blocks)
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False, timeout=60, env={**os.environ, "GATEWAY": gateway.url})
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("/api/persons?name=An") == 3
    dialects = [record.dialect for record in gateway.records()]
    assert dialects == [None, None, "govstack", "govstack", "lgsp"]
