"""What a backup copies while the installation runs."""

from __future__ import annotations

import os
import socket
from pathlib import Path

from motcua.config.backup import _no_files


def test_what_processes_open_to_each_other_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_text("key")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("gone")
    os.mkfifo(tmp_path / "pipe")
    line = socket.socket(socket.AF_UNIX)
    here = os.open(tmp_path, os.O_RDONLY)
    line.bind(f"/proc/self/fd/{here}/socket")  # the folder's own name may be too long for an address
    assert _no_files(str(tmp_path), sorted(p.name for p in tmp_path.iterdir())) == {"pipe", "socket"}
    line.close()
    os.close(here)
