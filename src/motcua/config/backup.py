"""One folder that holds everything, taken while the system runs, and its way back.

Order matters: the database is dumped first in one consistent snapshot; files are content-addressed and the lakehouse is
immutable, so what the dump refers to is still there when the folders are copied after it. What was added meanwhile is surplus.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from motcua import __version__
from motcua.config.installation import Installation
from motcua.config.postgres import APP, binaries

# Never copied: the cluster (it is dumped), logs, and what the next start chooses anew.
LEFT_OUT = {"postgres", "logs", "ports.json", "static"}


class BackupRefused(RuntimeError):
    """The backup or the restore cannot be done; the message says why and what to do."""


def backup(folder: str) -> int:
    """Write a backup into ``folder`` (new or empty)."""
    target = Path(folder).resolve()
    if target.exists() and any(target.iterdir()):
        raise BackupRefused(f"{target} is not empty: give a new folder")
    place = Installation.here()
    place.start_database()
    assert place.addresses is not None
    draft = target.with_name(target.name + ".part")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True, mode=0o700)
    _tool("pg_dump", place.addresses.owner_url, "--format=custom", "--no-owner", "--no-privileges", "--file", str(draft / "database.dump"))
    for path in sorted(place.data.iterdir()):
        if path.name in LEFT_OUT:
            continue
        copy = draft / "data" / path.name
        copy.parent.mkdir(exist_ok=True)
        if path.is_dir():
            shutil.copytree(path, copy, symlinks=True, ignore_dangling_symlinks=True, ignore=_no_files)
        elif path.name not in _no_files(str(place.data), [path.name]):
            shutil.copy2(path, copy)
    manifest = {"product": "motcua", "version": __version__, "taken_at": datetime.now(UTC).isoformat(), "files": _digests(draft)}
    (draft / "manifest.json").write_text(json.dumps(manifest, indent=1))
    if target.exists():
        target.rmdir()
    draft.rename(target)
    print(f"backup written to {target}: {len(manifest['files'])} files")
    return 0


def _no_files(folder: str, names: list[str]) -> set[str]:
    """What processes that run have opened to each other (sockets, pipes): nothing to keep, and nothing that can be read."""
    return {name for name in names if not ((path := Path(folder, name)).is_symlink() or path.is_dir() or path.is_file())}


def restore(folder: str) -> int:
    """Rebuild an empty installation (``MOTCUA_DATA``) from a backup and check its chains."""
    source = Path(folder).resolve()
    manifest = json.loads((source / "manifest.json").read_text())
    broken = [name for name, digest in manifest["files"].items() if _digest(source / name) != digest]
    if broken:
        raise BackupRefused(f"the backup is damaged: {', '.join(broken[:5])}")
    place = Installation.here(free_ports=True)
    if any(path.name != "ports.json" for path in place.data.iterdir()):
        raise BackupRefused(f"{place.data} is not empty: restore goes into an empty folder")
    shutil.copytree(source / "data", place.data, dirs_exist_ok=True, symlinks=True)
    place.start_database()
    assert place.addresses is not None
    how = ("--no-owner", "--no-privileges", "--exit-on-error", "--dbname", place.addresses.owner_url)
    _tool("pg_restore", None, *how, str(source / "database.dump"))
    place.enter(owner=True)
    from motcua.config import database, verify

    database.migrate()
    failed = 0
    for name, ok, text in verify.chains():
        print(f"{'ok  ' if ok else 'FAIL'}  {name}: {text}")
        failed += not ok
    print(f"restored into {place.data}; start it with: motcua serve (role {APP} has its grants)")
    return 1 if failed else 0


def _tool(name: str, url: str | None, *arguments: str) -> None:
    """Run a PostgreSQL client program; the password travels in the environment, not on the command line."""
    env = dict(os.environ)
    command = [str(binaries() / name)]
    options = list(arguments)
    found = url or options[options.index("--dbname") + 1]
    parts = urlsplit(found)
    env["PGPASSWORD"] = unquote(parts.password or "")
    bare = found.replace(f":{parts.password}@", "@") if parts.password else found
    if url is None:
        options[options.index("--dbname") + 1] = bare
    else:
        options = ["--dbname", bare, *options]
    done = subprocess.run([*command, *options], env=env, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise BackupRefused(f"{name} failed: {done.stderr[-1500:]}")


def _digests(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): _digest(path) for path in sorted(folder.rglob("*")) if path.is_file()}


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
