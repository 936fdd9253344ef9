"""The ``motcua`` command."""

from __future__ import annotations

import argparse
import atexit
import os
import sys
from collections.abc import Callable, Sequence
from typing import TypeAlias

from motcua import __version__

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - argparse names its type so

EPILOG = """\
first steps:
  motcua demo            set up a small Hải Phòng, show the main job, serve it on http://127.0.0.1:8000
  motcua demo-check      run the main job without a screen and print the evidence as JSON
  motcua verify          ask every room whether its outside systems and settings are in order
  motcua serve           run all processes of this installation (production settings need DATABASE_URL and secrets)

everything is kept in one folder (MOTCUA_DATA, default .data) and in PostgreSQL (DATABASE_URL, default: an embedded server).
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Entry point of the command line; returns the exit status."""
    parser = build()
    arguments, rest = parser.parse_known_args(argv)
    if not getattr(arguments, "run", None):
        parser.print_help()
        return 0
    if rest and not getattr(arguments, "takes_rest", False):
        parser.error(f"unknown arguments: {' '.join(rest)}")
    return int(arguments.run(arguments, rest) or 0)


def build() -> argparse.ArgumentParser:
    """All commands with their help."""
    parser = argparse.ArgumentParser(
        prog="motcua", description="Một Cửa: one door for a city's people, officers and figures.", epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"motcua {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    _running(commands)
    _keeping(commands)
    _inner(commands)
    return parser


def _add(commands: Commands, name: str, run: Callable[..., object], text: str, *, rest: bool = False) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=text, description=text, add_help=not rest)  # what takes the rest explains itself
    command.set_defaults(run=run, takes_rest=rest)
    return command


def _running(commands: Commands) -> None:
    demo = _add(commands, "demo", _demo, "load the reference city, tell the main job as a story, then serve it until Ctrl-C")
    demo.add_argument("--no-story", action="store_true", help="serve at once")
    demo.add_argument("--once", action="store_true", help="stop after the story instead of serving")
    check = _add(commands, "demo-check", _demo_check, "run the main job on a temporary data folder; the last line is one JSON object")
    check.add_argument("--keep", metavar="FOLDER", help="use this folder and keep it")
    _add(commands, "demo-reset", _demo_reset, "forget the data of the demo in this folder")
    _add(commands, "serve", _serve, "run all processes of this installation until Ctrl-C")
    _add(commands, "worker", _worker, "deliver events and run scheduled work (one process of `serve`)")
    _add(commands, "gateway", _gateway, "run the exchange gateway as its own process (executes python -m motcua.gateway)", rest=True)


def _keeping(commands: Commands) -> None:
    backup = _add(commands, "backup", _backup, "write everything (database, files, lakehouse, keys) into one folder while the system runs")
    backup.add_argument("folder")
    restore = _add(commands, "restore", _restore, "rebuild an empty installation from a backup folder and check its chains")
    restore.add_argument("folder")
    _add(commands, "migrate", _migrate, "bring the schema and the reference data up to this version")
    _add(commands, "verify", _verify, "run every room's check_config() and the hash chains, and print one page")
    keys = _add(commands, "keys", _keys, "keys of encrypted columns: a new one, what is under which, everything renewed under the newest")
    keys.add_argument("what", choices=("new", "state", "rotate"))


def _inner(commands: Commands) -> None:
    bench = _add(commands, "bench", _bench, "measure: a table, then one JSON line with ratios to a peer or a stated goal")
    bench.add_argument("name", nargs="?", help="name of a program in bench/; without it they are listed")
    bench.add_argument("--quick", action="store_true", help="the same figures on a smaller load, within 50 s")
    simulate = _add(commands, "simulate", _simulate, "add a synthetic year of the city to this installation")
    simulate.add_argument("--scale", type=float, default=0.002, help="share of the real city's volume (1.0 = 861,796 dossiers a year)")
    simulate.add_argument("--seed", type=int, default=2022, help="the same seed makes the same city")
    clock = _add(commands, "clock", _clock, "show or move the demo clock (refused by production settings)")
    clock.add_argument("--to", metavar="INSTANT", help="ISO 8601 instant, for example 2026-11-23T08:00:00+07:00")
    totp = _add(commands, "totp", _totp, "print the current one-time code of a demo officer")
    totp.add_argument("username")
    _add(commands, "demo-logins", _demo_logins, "print the demo log-ins as JSON")
    _add(commands, "manage", _manage, "Django's management commands inside this installation", rest=True)
    _add(commands, "lakehouse", _of_room("lakehouse"), "the shared warehouse: refresh, rebuild, verify, query", rest=True)
    words = "evidence of the message log: verify, archive, asic, new-key (executes python -m motcua.gateway.evidence)"
    _add(commands, "exchange", _exchange, words, rest=True)
    words = "credentials: `verify FILE --keys issuer.json --status status.jwt` (no network, no database), `rotate` the issuing key"
    _add(commands, "credentials", _credentials, words, rest=True)
    _add(commands, "audit", _audit, "the audit log: verify it, export its roots, check a proof without a database", rest=True)
    words = "procedures: open all detailed ones, report what the linter found, export, import"
    _add(commands, "casework_catalogue", _of_room("casework_catalogue"), words, rest=True)
    _add(commands, "signon", _of_room("signon"), "single sign-on: rotate publishes the next signing keys", rest=True)


def _demo(arguments: argparse.Namespace, _: list[str]) -> int:
    from motcua.config import demo

    return demo.run(story=not arguments.no_story, stay=not arguments.once)


def _demo_check(arguments: argparse.Namespace, _: list[str]) -> int:
    from motcua.config import demo

    return demo.check(folder=arguments.keep)


def _demo_reset(arguments: argparse.Namespace, _: list[str]) -> int:
    from motcua.config import demo

    return demo.reset()


def _serve(arguments: argparse.Namespace, _: list[str]) -> int:
    from motcua.config import demo

    return demo.serve()


def _worker(arguments: argparse.Namespace, _: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.config.settings.demo")
    import django

    django.setup()
    from motcua.config import worker

    worker.run()
    return 0


def _exchange(arguments: argparse.Namespace, rest: list[str]) -> int:
    """The gateway's own command; nothing of the monolith, no settings and no database are needed for it."""
    command = [sys.executable, "-m", "motcua.gateway.evidence", *rest]
    os.execv(command[0], command)  # noqa: S606 - becomes the command; the monolith imports nothing of it
    return 0


def _gateway(arguments: argparse.Namespace, rest: list[str]) -> int:
    from motcua.config.installation import Installation, python

    place = Installation.here()
    folder = place.data / "gateway"
    folder.mkdir(exist_ok=True)
    defaults = ["--config", str(folder / "config.json"), "--data", str(folder), "--port", str(place.ports["gateway"])]
    command = python("-m", "motcua.gateway", *(rest or defaults))
    os.execv(command[0], command)  # noqa: S606 - becomes the gateway; the monolith imports nothing of it


def _backup(arguments: argparse.Namespace, _: list[str]) -> int:
    from motcua.config import backup

    return backup.backup(arguments.folder)


def _restore(arguments: argparse.Namespace, _: list[str]) -> int:
    from motcua.config import backup

    return backup.restore(arguments.folder)


def _inside(*, owner: bool = False) -> None:
    """Make this command part of the installation whose database runs or is started for it."""
    from motcua.config.installation import Installation

    place = Installation.here()
    place.start_database()
    if place.started_database and place.server:
        atexit.register(place.server.stop)  # a command leaves no server behind that it had to start itself
    place.enter(owner=owner)


def _migrate(arguments: argparse.Namespace, _: list[str]) -> int:
    _inside(owner=True)
    from django.conf import settings

    from motcua.config import database

    database.migrate()
    for done in database.load_reference(demo=settings.MOTCUA_DEMO):
        print(done, flush=True)
    return 0


def _verify(arguments: argparse.Namespace, _: list[str]) -> int:
    _inside()
    from motcua.config import verify

    return verify.run()


def _keys(arguments: argparse.Namespace, _: list[str]) -> int:
    _inside(owner=True)
    from motcua.config import keys

    return {"new": keys.new, "state": keys.state, "rotate": keys.rotate}[arguments.what]()


def _bench(arguments: argparse.Namespace, _: list[str]) -> int:
    from motcua.config import benches

    return benches.run(name=arguments.name, quick=arguments.quick)


def _simulate(arguments: argparse.Namespace, _: list[str]) -> int:
    _inside()
    from motcua.config import demo

    return demo.simulate(scale=arguments.scale, seed=arguments.seed)


def _clock(arguments: argparse.Namespace, _: list[str]) -> int:
    _inside()
    from motcua.config import demo

    return demo.clock(to=arguments.to)


def _demo_logins(arguments: argparse.Namespace, _: list[str]) -> int:
    _inside()
    from motcua.config import demo

    return demo.logins()


def _totp(arguments: argparse.Namespace, _: list[str]) -> int:
    _inside()
    from motcua.config import demo

    return demo.totp(arguments.username)


def _explains(rest: Sequence[str]) -> bool:
    """Whether only the help of a command is asked for: that needs no installation and no database."""
    if not {"-h", "--help"} & set(rest):
        return False
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.config.settings.demo")
    return True


def _manage(arguments: argparse.Namespace, rest: list[str]) -> int:
    if not _explains(rest):
        _inside(owner=True)
    from django.core.management import execute_from_command_line

    execute_from_command_line(["motcua manage", *rest])
    return 0


def _credentials(arguments: argparse.Namespace, rest: list[str]) -> int:
    if rest[:1] == ["verify"]:
        from motcua.kernel.sdjwt.command import main as verify

        return verify(rest[1:])
    _of_room("credentials")(arguments, rest)
    return 0


def _audit(arguments: argparse.Namespace, rest: list[str]) -> int:
    """The room's command; a proof is checked without an installation."""
    if rest[:1] == ["check-proof"]:
        from motcua.config import proofs

        return proofs.main(rest[1:])
    _of_room("audit")(arguments, rest)
    return 0


def _of_room(command: str) -> Callable[..., object]:
    """A room's own management command under its name."""

    def run(arguments: argparse.Namespace, rest: list[str]) -> int:
        if not _explains(rest):
            _inside()
        from django.core.management import execute_from_command_line

        execute_from_command_line(["motcua", command, *rest])
        return 0

    return run


if __name__ == "__main__":
    sys.exit(main())
