import configparser
import subprocess

import pytest

from tests.architecture import house


def lint(root, config):
    return subprocess.run([str(house.ROOT / ".venv/bin/lint-imports"), "--config", str(config), "--no-cache"], cwd=root, capture_output=True, text=True, check=False,
                          env={"PYTHONPATH": f"{root / 'src'}:{house.ROOT}", "PATH": "/usr/bin:/bin"})


def test_the_contracts_are_kept():
    done = lint(house.ROOT, house.ROOT / ".importlinter")
    assert done.returncode == 0, done.stdout[-3000:]


def test_no_contract_is_loosened():
    config = configparser.ConfigParser()
    config.read(house.ROOT / ".importlinter")
    assert len([s for s in config.sections() if s.startswith("importlinter:contract:")]) >= 11
    assert not [s for s in config.sections() if "ignore_imports" in config[s]]


PLANTS = {
    "a room above": ("src/motcua/foundation/units/planted_queries.py", "from motcua.platform.casework import api\n"),
    "past the door": ("src/motcua/insight/opendata/queries.py", "from motcua.platform.casework import models\n"),
    "a sister's door": ("src/motcua/services/vault/actions.py", "from motcua.services.land import api\n"),
    "a framework in rules": ("src/motcua/platform/casework/rules/planted.py", "import django.db\n"),
    "tables from a view": ("src/motcua/platform/payments/web/planted.py", "from motcua.platform.payments import models\n"),
    "the monolith in the gateway": ("src/motcua/gateway/planted.py", "import motcua.kit\n"),
    "duckdb outside the lakehouse": ("src/motcua/insight/reports/queries.py", "import duckdb\n"),
    "a ring": ("src/motcua/platform/payments/actions/planted.py", "from motcua.platform.casework import api\n"),
    "an unknown piece of furniture": ("src/motcua/services/vault/cupboard.py", ""),
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    root = tmp_path_factory.mktemp("house")
    subprocess.run(["cp", "-r", str(house.ROOT / "src"), str(root / "src")], check=True)
    (root / ".importlinter").write_text((house.ROOT / ".importlinter").read_text())
    return root


@pytest.mark.parametrize("plant", PLANTS, ids=str)
def test_a_planted_violation_is_caught(copy, plant):
    place, line = PLANTS[plant]
    path = copy / place
    if not path.parent.exists() or (plant == "a sister's door"):
        path.parent.mkdir(parents=True, exist_ok=True)
    sister = copy / "src/motcua/services/land"
    if plant == "a sister's door":
        sister.mkdir(exist_ok=True)
        (sister / "__init__.py").write_text("")
        (sister / "api.py").write_text("")
    before = path.read_text() if path.exists() else None
    path.write_text((before or "") + "\n" + line)
    try:
        assert lint(copy, copy / ".importlinter").returncode != 0
    finally:
        path.unlink() if before is None else path.write_text(before)
        subprocess.run(["rm", "-rf", str(sister)], check=True)
