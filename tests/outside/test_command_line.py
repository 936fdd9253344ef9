import subprocess
import sys

import pytest


def motcua(*arguments, **kwargs):
    return subprocess.run([sys.executable, "-m", "motcua.config.cli", *arguments], capture_output=True, text=True, check=False, timeout=60, **kwargs)


def test_help_is_a_good_page():
    page = motcua("--help").stdout
    for word in ("demo", "serve", "worker", "gateway", "simulate", "bench", "verify", "backup", "restore", "first steps"):
        assert word in page


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_a_missing_folder_is_explained(command):
    done = motcua(command)
    assert done.returncode == 2
    assert "folder" in done.stderr


def test_unknown_words_are_refused():
    assert motcua("worker", "--nonsense").returncode == 2


def test_production_refuses_to_start_half_configured():
    env = {"DJANGO_SETTINGS_MODULE": "motcua.config.settings.production", "PATH": "/usr/bin:/bin"}
    done = motcua("worker", env=env)
    assert done.returncode != 0
    assert "MOTCUA_SECRET_KEY" in done.stderr
