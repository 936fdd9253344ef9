"""What the how-to says is done as it says: its commands one after the other, its check of a signature on a real delivery."""

from __future__ import annotations

import base64
import os
import re
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from motcua.gateway.tests.conftest import Rig

from .conftest import ROOM, SCHOOL, Caller
from .receiver import Receiver

PAGE = Path(__file__).parents[5] / "docs" / "how-to" / "publish-and-subscribe.md"


def blocks(language: str) -> str:
    return "\n".join(re.findall(rf"^```{language}\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE))


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_the_commands_do_what_the_page_says(own: Rig) -> None:
    own.start()
    script = "set -euo pipefail\n" + blocks("bash")
    surroundings = {**os.environ, "GATEWAY": own.url}
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False, timeout=60, env=surroundings)
    assert (done.returncode, done.stderr) == (0, "")
    assert '"event": {"person":"p-1"}' in done.stdout
    assert '"deliveries":{"delivered":1,"waiting":0,"dead":0}' in done.stdout
    assert '{"fromSequence":1,"events":1}' in done.stdout
    assert done.stdout.endswith('[]{"replayed":0}')


def test_the_check_of_a_signature_works_as_printed(own: Rig, receiver: Receiver) -> None:
    own.start()
    names: dict[str, Any] = {"base64": base64, "serialization": serialization, "hashes": hashes, "ec": ec, "time": time}
    exec(blocks("python"), names)
    school = Caller(own, SCHOOL)
    school.subscribe(callback=receiver.url)
    Caller(own, ROOM).publish("An")
    receiver.wait_for(1)
    _, _, headers, body = receiver.calls[0]
    pem = school("GET", "api/v1/key")[1]["publicKey"]
    assert names["genuine"](pem, headers, body)
    with pytest.raises(InvalidSignature):
        names["genuine"](pem, headers, body + b" ")
