"""A whole installation on free ports, for the tests that need every process."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest

from motcua.config import demo
from motcua.config.installation import Installation
from motcua.config.processes import Supervisor


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items):
    """What shares the installation runs in one worker; so do the sweeps, whose town is long in the making."""
    for item in items:
        names = getattr(item, "fixturenames", ())
        if "city" in names:
            item.add_marker(pytest.mark.xdist_group("installation"))
        elif "world" in names:
            item.add_marker(pytest.mark.xdist_group("sweeps"))


def pytest_collection_finish(session):
    """A group that xdist did not take up would be spread over the workers without a word."""
    marked = [item for item in session.items if item.get_closest_marker("xdist_group")]
    if session.config.getoption("loadgroup", default=False) and not all("@" in item.nodeid for item in marked):
        raise pytest.UsageError("pytest-xdist does not group tests with this pytest")


class City:
    """A running installation: its place, its supervisor."""

    def __init__(self, folder: Path, *, scale: float) -> None:
        self.place = Installation.here(data=str(folder), free_ports=True)
        self.place.settings = "motcua.config.settings.demo"
        self.told: list[str] = []
        self.supervisor = Supervisor(self.place, tell=self.told.append)
        self.scale = scale

    def start(self) -> None:
        demo.prepare(self.place, scale=self.scale)
        self.supervisor.start()

    def stop(self) -> None:
        self.supervisor.stop()


@pytest.fixture(scope="session")
def city():
    """One installation for the session, with a small synthetic year."""
    patch = pytest.MonkeyPatch()
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DJANGO_SETTINGS_MODULE", "MOTCUA_DATA"):
        patch.delenv(name, raising=False)
    folder = Path(tempfile.mkdtemp(prefix="motcua-city-"))
    folder.chmod(0o755)
    running = City(folder, scale=0.0005)
    try:
        running.start()
        patch.undo()
        yield running
    finally:
        running.stop()
        shutil.rmtree(folder, ignore_errors=True)
