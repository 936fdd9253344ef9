"""Makes the dump that the upgrade test starts from: an installation of this version after the story, with a few simulated dossiers.

Run it at a release; the next version's migrations must carry this data over. The secrets are those of this throw-away installation.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from motcua.config import demo
from motcua.config.installation import Installation
from motcua.config.postgres import binaries
from motcua.config.processes import Supervisor

TARGET = Path(__file__).resolve().parents[1] / "tests" / "upgrade"


def main() -> None:
    """Set up, tell the story, dump."""
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DJANGO_SETTINGS_MODULE", "MOTCUA_DATA"):
        os.environ.pop(name, None)
    folder = Path(tempfile.mkdtemp(prefix="motcua-upgrade-"))
    folder.chmod(0o755)
    place = Installation.here(data=str(folder), free_ports=True)
    supervisor = Supervisor(place)
    try:
        demo.prepare(place, scale=0.0002)
        supervisor.start()
        from motcua.simulator.story.main_job import Story

        for step in Story(place.environment()).run():
            print(step.name)
        assert place.addresses is not None
        out = TARGET / "installation.dump"
        command = [str(binaries() / "pg_dump"), "--format=custom", "--compress=gzip:9", "--no-owner", "--no-privileges"]
        subprocess.run([*command, "--dbname", place.addresses.owner_url, "--file", str(out)], check=True)
        shutil.copy2(folder / "secrets.json", TARGET / "secrets.json")
        print(f"{out} {out.stat().st_size} bytes")
    finally:
        supervisor.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
