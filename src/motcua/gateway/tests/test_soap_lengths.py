"""Long answers to SOAP callers: what is translated whole is bounded, and what it takes of memory with it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from motcua.gateway import protocol as gw

from .conftest import CLIENT, Rig, config, service
from .offered import OFFER, TNS, ask, content, look_up
from .scripted import Scripted
from .test_bodies import MEGABYTE, nothing_is_left, peak

TOO_LONG = "Server.ServerProxy.ServiceFailed.BodyTooLarge"


@pytest.fixture
def rig(tmp_path: Path, main: Scripted) -> Iterator[Rig]:
    """The offer of a service that a test directs."""
    rights = (gw.Right(subject=str(CLIENT), path="/persons/**"),)
    offered = service(main.url, soap_offer=OFFER, rights=rights, timeout_s=30.0)
    made = Rig(tmp_path, replace(config(main.url), services=(offered,), limits=gw.Limits()))
    made.start()
    yield made
    made.stop()


def family(megabytes: float) -> bytes:
    """An answer of about so many megabytes that the offer declares."""
    child = {"name": "Nguyễn Thị Hoà"}
    count = int(megabytes * MEGABYTE / len(json.dumps(child, ensure_ascii=False).encode() + b", "))
    return json.dumps({"number": "5", "name": "Trần Hoà", "children": [child] * count}, ensure_ascii=False).encode()


@pytest.mark.parametrize("status", [200, 404])
def test_a_long_answer_is_a_clear_fault_and_not_read_into_memory(rig: Rig, main: Scripted, status: int) -> None:
    main.say(family(0.001))
    assert ask(rig, look_up("5"))[0] == 200
    before = peak(rig)
    main.say(family(12) if status == 200 else json.dumps({"message": "x" * 12 * MEGABYTE}).encode(), status=status)
    answered, headers, body = ask(rig, look_up("5"))
    assert len(body) < MEGABYTE
    fault = content(body)
    if status == 200:
        assert (answered, fault.findtext("faultcode"), dict(headers)["X-Road-Error"]) == (500, TOO_LONG, TOO_LONG)
        assert "4194304" in fault.findtext("faultstring")
    else:
        assert (answered, fault.findtext("faultcode")) == (500, "soap:Client")
        assert fault.findtext("faultstring") == "The service answered with an error"
    assert peak(rig) - before < 24 * MEGABYTE
    assert nothing_is_left(rig)


def test_long_answers_take_turns(rig: Rig, main: Scripted) -> None:
    """Six at once need the memory of one."""
    main.say(family(0.6))
    with ThreadPoolExecutor(6) as pool:
        ask(rig, look_up("5"))
        before = peak(rig)
        answers = list(pool.map(lambda _: ask(rig, look_up("5")), range(6)))
    assert Counter(status for status, _, _ in answers) == {200: 6}
    assert {len(content(body).findall(f"{{{TNS}}}Con")) for _, _, body in answers} == {len(json.loads(main.body)["children"])}
    assert peak(rig) - before < 36 * MEGABYTE
