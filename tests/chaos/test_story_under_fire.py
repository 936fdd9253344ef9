"""The main job while its processes are killed: nothing acknowledged is lost, no effect is repeated, half-way backups are whole."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

# Ahead of each step this process is killed with signal 9 and started again by the watch while the story goes on.
VICTIMS = {
    "search": "web", "prefill": "gateway", "refusals": "worker", "submit": "web", "pay": "worker", "receive": "postgres", "ask": "web",
    "supply": "worker", "sign": "gateway", "outside_judge": "postgres", "vault": "worker", "rows": "web",
}
BACKUP_AHEAD_OF = "sign"
pytestmark = [pytest.mark.chaos, pytest.mark.timeout(600)]


def run(*arguments, env):
    done = subprocess.run([sys.executable, "-m", "motcua.config.cli", *arguments], env=env, capture_output=True, text=True, check=False, timeout=180)
    assert done.returncode == 0, done.stdout[-1500:] + done.stderr[-3000:]
    return done.stdout


def outside(city):
    """Environment of a person at the command line of this installation."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE", "DJANGO", "MOTCUA"))}
    return {**env, "MOTCUA_DATA": str(city.place.data)}


def ask(env, code):
    """What the installation answers to a few lines of Python, as JSON."""
    lines = f"import json\n{code}\nprint('ANSWER', json.dumps(answer, default=str))"
    said = run("manage", "shell", "-v", "0", "-c", lines, env=env)
    return json.loads(said.split("ANSWER ", 1)[1])


FACTS = """
from django.db import connection
def one(sql):
    with connection.cursor() as c:
        c.execute(sql); return c.fetchone()[0]
answer = {
  "dossiers": one("SELECT count(*) FROM casework_dossier WHERE code LIKE 'H24.61.23-261119-%'"),
  "results": one("SELECT count(*) FROM casework_result r JOIN casework_dossier d ON d.id = r.dossier_id WHERE d.code LIKE 'H24.61.23-261119-%'"),
  "paid": one("SELECT count(*) FROM payments_request WHERE state = 'paid'"),
  "kept": one("SELECT count(*) FROM vault_held_document WHERE person_id IS NOT NULL"),
  "resolved": one("SELECT count(*) FROM outbox_event WHERE name = 'casework.dossier.resolved.v1' AND NOT history"),
  "settled": one("SELECT count(*) FROM outbox_event WHERE name = 'payments.payment.settled.v1' AND NOT history"),
  "parked": one("SELECT count(*) FROM outbox_delivery WHERE state = 'parked'"),
  "doubled": one("SELECT count(*) FROM (SELECT 1 FROM messaging_message GROUP BY dedupe_key, channel HAVING count(*) > 1) x"),
}
"""


@pytest.fixture(scope="module")
def told(city, tmp_path_factory):
    """The story, told once under fire, with a backup taken half-way."""
    env = city.place.environment()
    before_it = ask(outside(city), FACTS)  # other journeys may have been in this installation
    backup = tmp_path_factory.mktemp("backup") / "half-way"
    script = f"""
import json, os, sys
sys.path.insert(0, {str(Path.cwd())!r})
from motcua.simulator.story.main_job import Story
story = Story(dict(os.environ), seconds=60, patience=90)  # what is tested is that nothing is lost, not how fast a killed machine is
def before(step):
    print("BEFORE", step.name, flush=True); sys.stdin.readline()
try:
    for done in story.run(before=before):
        pass
finally:
    print("REPORT", json.dumps(story.report(), default=str), flush=True)
"""
    teller = subprocess.Popen([sys.executable, "-c", script], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    report = None
    for line in teller.stdout:
        word, _, rest = line.strip().partition(" ")
        if word == "REPORT":
            report = json.loads(rest)
        if word != "BEFORE":
            continue
        if rest == BACKUP_AHEAD_OF:
            run("backup", str(backup), env=outside(city))
        if rest in VICTIMS:
            city.supervisor.kill(VICTIMS[rest])
            if VICTIMS[rest] == "gateway":  # a form goes on without its register (shown as such); here the call itself is looked for
                time.sleep(1)
                city.supervisor.wait_ready("gateway")
        teller.stdin.write("go\n")
        teller.stdin.flush()
    teller.wait(timeout=60)
    return {"report": report, "errors": teller.stderr.read()[-3000:], "backup": backup, "before": before_it}


def since(told, facts):
    """What the story itself added."""
    return {name: count - told["before"][name] for name, count in facts.items()}


def test_the_story_is_told_to_its_end(told):
    assert told["report"]["ok"], [s for s in told["report"]["steps"] if s.get("error")] or told["errors"]


def test_everything_was_killed_and_came_back(told, city):
    assert set(city.supervisor.deaths) >= {"web", "worker", "gateway"}
    assert any("postgres" in line for line in city.told)


def test_every_effect_happened_once(told, city):
    facts = since(told, ask(outside(city), FACTS))
    assert facts == {"dossiers": 1, "results": 1, "paid": facts["paid"], "kept": 1, "resolved": 1, "settled": 1, "parked": 0, "doubled": 0}


def test_verify_finds_everything_in_order(told, city):
    assert "everything in order" in run("verify", env=outside(city))


def test_a_half_way_backup_restores_whole(told, tmp_path_factory):
    folder = tmp_path_factory.mktemp("restored")
    folder.chmod(0o755)
    env = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE", "DJANGO", "MOTCUA"))} | {"MOTCUA_DATA": str(folder)}
    try:
        said = run("restore", str(told["backup"]), env=env)
        assert "audit chain" in said
        assert "FAIL" not in said
        facts = since(told, ask(env, FACTS))
        assert (facts["dossiers"], facts["results"], facts["settled"]) == (1, 0, 1)
        again = subprocess.run([sys.executable, "-m", "motcua.config.cli", "restore", str(told["backup"])], env=env, capture_output=True, text=True, check=False)
        assert again.returncode != 0
        assert "not empty" in again.stderr
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def test_a_damaged_backup_is_refused(told, tmp_path_factory):
    broken = tmp_path_factory.mktemp("broken") / "backup"
    shutil.copytree(told["backup"], broken)
    (broken / "database.dump").write_bytes(b"not a dump")
    env = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE", "DJANGO", "MOTCUA"))} | {"MOTCUA_DATA": str(tmp_path_factory.mktemp("empty"))}
    done = subprocess.run([sys.executable, "-m", "motcua.config.cli", "restore", str(broken)], env=env, capture_output=True, text=True, check=False)
    assert "damaged" in done.stderr


def test_the_gateway_log_is_intact(told, city):
    time.sleep(0.5)
    done = subprocess.run([sys.executable, "-m", "motcua.gateway", "--help"], capture_output=True, text=True, check=False)
    assert "--verify" in done.stdout
    checked = subprocess.run([sys.executable, "-m", "motcua.gateway", "--data", str(city.place.data / "gateway"), "--config", str(city.place.data / "gateway" / "config.json"), "--verify"],
                             capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
