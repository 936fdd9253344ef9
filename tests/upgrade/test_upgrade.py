import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest

from motcua.config.postgres import Server, binaries

HERE = Path(__file__).parent
CHECK = """
import json
from motcua.platform.casework.models import Dossier
from motcua.config import verify
story = Dossier.objects.get(code="H24.61.23-261119-0001")
print("ANSWER", json.dumps({"name": story.party_name, "status": story.status, "chains": [ok for _, ok, _ in verify.chains()]}))
"""


def counts(url):
    with psycopg.connect(url) as db:
        tables = [r[0] for r in db.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        return {t: db.execute(f'SELECT count(*) FROM "{t}"').fetchone()[0] for t in tables}


@pytest.fixture(scope="module")
def migrated():
    folder = Path(tempfile.mkdtemp(prefix="motcua-upgraded-"))
    folder.chmod(0o755)
    server = Server(folder / "postgres", durable=False)
    try:
        url = server.start().owner_url
        subprocess.run([str(binaries() / "pg_restore"), "--no-owner", "--no-privileges", "--exit-on-error", "--dbname", url, str(HERE / "installation.dump")], check=True)
        shutil.copy2(HERE / "secrets.json", folder / "secrets.json")
        before = counts(url)
        env = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE", "DJANGO", "MOTCUA"))} | {"MOTCUA_DATA": str(folder)}
        for command in (("migrate",), ("manage", "shell", "-v", "0", "-c", CHECK)):
            done = subprocess.run([sys.executable, "-m", "motcua.config.cli", *command], env=env, capture_output=True, text=True, check=False, timeout=120)
            assert done.returncode == 0, done.stderr[-2000:]
        yield before, counts(url), json.loads(done.stdout.split("ANSWER ", 1)[1])
    finally:
        server.stop(mode="immediate")
        shutil.rmtree(folder, ignore_errors=True)


def test_no_table_lost_rows(migrated):
    before, after, _ = migrated
    assert before["casework_dossier"] > 100
    assert not {t: (n, after.get(t)) for t, n in before.items() if after.get(t, -1) < n}


def test_what_was_encrypted_can_be_read_and_chains_hold(migrated):
    _, _, answer = migrated
    assert answer == {"name": "Vũ Văn Bách", "status": 9, "chains": [True, True]}
