"""``motcua demo`` and its sisters: set a small city up, tell the main job as a story, serve it."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from motcua.config.installation import Installation, python
from motcua.config.processes import Supervisor
from motcua.config.stages import bar, now_and_then, stages
from motcua.simulator.story.core import Telling
from motcua.simulator.story.proof import Proof

console = Console()
DEMO_SCALE, DEMO_SEED = 0.002, 2022


def prepare(place: Installation, *, tell: Callable[[str], None] = lambda _: None, scale: float = DEMO_SCALE) -> None:
    """Database, schema, reference data and a small synthetic year; a second time it only brings the schema up to date."""
    tell("PostgreSQL")
    place.start_database()
    tell("Bảng và dữ liệu nền · schema and reference data")
    _command(place, "migrate", owner=True, tell=tell)
    ready = place.data / "city.json"
    if scale and not ready.exists():
        tell("Thành phố mô phỏng · the synthetic city")
        _command(place, "simulate", "--scale", str(scale), "--seed", str(DEMO_SEED), tell=tell)
        ready.write_text(json.dumps({"scale": scale, "seed": DEMO_SEED}))


def _command(place: Installation, *arguments: str, owner: bool = False, tell: Callable[[str], None] = lambda _: None) -> None:
    """One of our own commands; what it says is told now and then, because it may work for minutes."""
    say, said = now_and_then(tell), ""
    with tempfile.TemporaryFile("w+") as errors:
        with subprocess.Popen(
            python("-m", "motcua.config.cli", *arguments), env=place.environment(owner=owner), stdout=subprocess.PIPE, stderr=errors,
            text=True,
        ) as process:  # fmt: skip
            for line in process.stdout or ():
                said = (said + line)[-1000:]
                say(f"{arguments[0]}: {line.strip()}")
        if process.returncode != 0:
            errors.seek(0)
            raise RuntimeError(f"motcua {arguments[0]} failed:\n{said}\n{errors.read()[-3000:]}")


def run(*, story: bool, stay: bool) -> int:
    """``motcua demo``."""
    place = Installation.here()
    supervisor = Supervisor(place, tell=lambda text: console.print(f"[yellow]{text}[/]"))
    told = place.data / "story.json"
    try:
        with stages(console) as tell:
            prepare(place, tell=tell)
            tell("Các tiến trình · processes")
            supervisor.start()
        if story and not told.exists():
            report = tell_story(place)
            told.write_text(json.dumps(report, ensure_ascii=False, indent=1))
        show_where(place)
        if stay:
            _wait()
    finally:
        console.print("Đang dừng · stopping …")
        supervisor.stop()
    return 0


def tell_story(place: Installation) -> dict[str, Any]:
    """Run the main job in front of the user, step by step, then the linked births."""
    stories = _stories(place)
    with bar(console) as progress:
        task = progress.add_task("", total=sum(len(story.steps) for story in stories))
        for step in (step for story in stories for step in story.run()):
            progress.update(task, advance=1, description=f"{step.title_vi} · {step.title_en}")
            line = f"  [green]✓[/] {step.title_vi} · [dim]{step.title_en}[/]  {step.short}"
            progress.console.print(line, soft_wrap=not console.is_terminal)
    return _told(stories)


def _stories(place: Installation) -> tuple[Telling, ...]:
    """What the demonstration tells, in order: the later ones begin on the day on which the main job ends."""
    from motcua.simulator.story.linked_births import LinkedBirths
    from motcua.simulator.story.main_job import Story

    env = place.environment()
    return Story(env), LinkedBirths(env)


def _told(stories: tuple[Telling, ...]) -> dict[str, Any]:
    reports = [story.report() for story in stories]
    return {"ok": all(one["ok"] for one in reports), "steps": [step for one in reports for step in one["steps"]]}


def check(*, folder: str | None) -> int:
    """``motcua demo-check``: everything on a temporary folder and free ports; the last line is one JSON object."""
    data = Path(folder or tempfile.mkdtemp(prefix="motcua-check-"))
    data.chmod(0o755)
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        os.environ.pop(name, None)
    place = Installation.here(data=str(data), free_ports=True)
    supervisor = Supervisor(place, tell=console.print)
    begun = time.monotonic()
    report: dict[str, Any] = {"ok": False, "steps": []}
    try:
        prepare(place, tell=lambda text: console.print(f"· {text}"))
        supervisor.start()
        set_up = round((time.monotonic() - begun) * 1000)
        report["steps"].append({"name": "set_up", "ms": set_up, "evidence": {"data": str(data), "ports": place.ports}})
        stories = (*_stories(place), Proof(place.environment()))
        try:
            for step in (step for story in stories for step in story.run()):
                console.print(f"· {step.name} {step.ms} ms")
        finally:
            told = _told(stories)
            report["steps"] += told["steps"]
        report["ok"] = bool(told["ok"])
    except Exception as error:
        report["error"] = repr(error)
    finally:
        supervisor.stop()
        if not folder:
            shutil.rmtree(data, ignore_errors=True)
    print(json.dumps(report, ensure_ascii=False, default=str), flush=True)
    return 0 if report["ok"] else 1


def reset() -> int:
    """``motcua demo-reset``."""
    place = Installation.here()
    from motcua.config.postgres import Server

    server = Server(place.data / "postgres")
    server.stop(mode="immediate")
    shutil.rmtree(server.folder, ignore_errors=True)
    shutil.rmtree(place.data, ignore_errors=True)
    console.print(f"Đã xoá {place.data} · forgotten")
    return 0


def serve() -> int:
    """``motcua serve``."""
    place = Installation.here()
    supervisor = Supervisor(place, tell=console.print)
    try:
        prepare(place, tell=console.print, scale=0)
        supervisor.start()
        show_where(place)
        _wait()
    finally:
        supervisor.stop()
    return 0


def simulate(*, scale: float, seed: int) -> int:
    """``motcua simulate``: runs inside the installation."""
    from motcua.kit import clock as kit_clock
    from motcua.simulator import city

    report = city.load(scale=scale, seed=seed, now=kit_clock.now(), tell=lambda text: print(text, flush=True))
    print(report)
    return 0


def clock(*, to: str | None) -> int:
    """``motcua clock``: show or move the demo clock."""
    from motcua.foundation.registers import api as registers
    from motcua.kernel.actors import SYSTEM
    from motcua.kit import clock as kit_clock

    if to:
        registers.set_demo_clock(at=datetime.fromisoformat(to), actor=SYSTEM, now=kit_clock.now())
    print(kit_clock.now().isoformat())
    return 0


def totp(username: str) -> int:
    """``motcua totp``: the current code of a demo officer."""
    from motcua.foundation.identity import api as identity
    from motcua.simulator.codes import totp_now

    for login in identity.demo_logins():
        if login.username == username and login.totp_secret:
            print(totp_now(login.totp_secret))
            return 0
    print(f"no demo officer {username!r}")
    return 1


def logins() -> int:
    """``motcua demo-logins``: the demo log-ins as JSON."""
    from motcua.foundation.identity import api as identity
    from motcua.simulator.codes import totp_now

    rows = [
        {
            "role": login.role, "username": login.username, "password": login.password or "", "note": login.note,
            "code": totp_now(login.totp_secret) if login.totp_secret else "",
        }
        for login in identity.demo_logins()
    ]
    print(json.dumps(rows, ensure_ascii=False))
    return 0


def show_where(place: Installation) -> None:
    """The log-ins of the demo and where to look next."""
    done = subprocess.run(
        python("-m", "motcua.config.cli", "demo-logins"), env=place.environment(), capture_output=True, text=True, check=False
    )
    table = Table(title=f"Cổng · portal: {place.url('web')}", title_justify="left")
    for column in ("vai trò · role", "đăng nhập · user", "mật khẩu · password", "mã · one-time code"):
        table.add_column(column)
    with contextlib.suppress(ValueError):
        for row in json.loads(done.stdout or "[]"):
            table.add_row(row["role"], row["username"], row["password"], row["code"])
    console.print(table)
    console.print("Xem tiếp · look next: / (người dân) · /lam-viec/ (cán bộ) · /dieu-hanh/ (điều hành)")
    console.print("                        /du-lieu/ · /chi-so/ · /bao-cao/ · /ui/")
    console.print(f"Trục liên thông · exchange: {place.url('gateway')} · /nha-phat-trien/ · /lam-viec/truc-lien-thong/")
    console.print("Ctrl-C để dừng · to stop")


def _wait() -> None:
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    while not stop.wait(0.5):
        pass
