"""What a long command says of its stages, and which surroundings its processes get."""

import io
import sys
from pathlib import Path

import pytest
from rich.console import Console

from motcua.config import demo
from motcua.config.installation import Installation
from motcua.config.postgres import Addresses
from motcua.config.stages import now_and_then, stages


def test_a_file_gets_a_plain_line_for_each_stage():
    file = io.StringIO()
    with stages(Console(file=file, force_terminal=False, width=40)) as tell:
        tell("PostgreSQL")
        tell("Bảng và dữ liệu nền · schema and reference data [1/2]")
    assert [line.split(" s  ")[1] for line in file.getvalue().splitlines()] == [
        "PostgreSQL", "Bảng và dữ liệu nền · schema and reference data [1/2]",
    ]


def test_a_terminal_gets_one_line_that_is_gone_at_the_end():
    file = io.StringIO()
    with stages(Console(file=file, force_terminal=True, width=80)) as tell:
        tell("PostgreSQL")
    assert "PostgreSQL" in file.getvalue()
    assert file.getvalue().endswith("\x1b[1A\x1b[2K")


def test_steps_are_told_now_and_then():
    told = []
    always, seldom = now_and_then(told.append, every_s=0), now_and_then(told.append, every_s=3600)
    for step in ("one", "two"):
        always(step)
        seldom(step)
    assert told == ["one", "two"]


def place(folder: Path, **more: str) -> Installation:
    return Installation(data=folder, addresses=Addresses(owner_url="postgresql://o@x/y", app_url="postgresql://a@x/y"), **more)


def test_a_command_that_fails_says_what_it_said(tmp_path, monkeypatch):
    program = "import sys; print('half'); sys.stderr.write('no table'); sys.exit(3)"
    monkeypatch.setattr(demo, "python", lambda *_: [sys.executable, "-c", program])
    with pytest.raises(RuntimeError, match=r"(?s)motcua migrate failed.*half.*no table"):
        demo._command(place(tmp_path), "migrate")


def test_a_demonstration_stamps_its_log_by_the_simulated_authority_and_nothing_else_does(tmp_path, monkeypatch):
    for name in ("MOTCUA_EXCHANGE_TSA", "MOTCUA_EXCHANGE_TSA_TRUSTED", "MOTCUA_PEERS_URL"):
        monkeypatch.delenv(name, raising=False)
    made = place(tmp_path)
    env = made.environment()
    assert env["MOTCUA_EXCHANGE_TSA"] == f"{made.url('peers')}/tsa"
    assert env["MOTCUA_EXCHANGE_TSA_TRUSTED"] == str(tmp_path / "peers" / "tsa-root.pem")
    assert "MOTCUA_EXCHANGE_TSA" not in place(tmp_path, settings="motcua.config.settings.production").environment()
    monkeypatch.setenv("MOTCUA_EXCHANGE_TSA", "")
    assert (place(tmp_path).environment()["MOTCUA_EXCHANGE_TSA"], "MOTCUA_EXCHANGE_TSA_TRUSTED" in place(tmp_path).environment()) == ("", False)
