"""``motcua exchange verify | archive | asic | new-key``: the evidence of the message log from the command line, without a database."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from motcua.gateway.core.durable import write_durably
from motcua.gateway.core.keys import NEXT_KEY, LogError, make_key, read_private_key
from motcua.gateway.evidence.archiving import ArchiveError, archive_log
from motcua.gateway.evidence.asking import containers
from motcua.gateway.evidence.checking import Anchors
from motcua.gateway.evidence.container import NotStamped
from motcua.gateway.evidence.keeping import REQUEST, RESPONSE
from motcua.gateway.evidence.sealing import UnreadableBody
from motcua.gateway.evidence.verify import verify
from motcua.gateway.protocol.shards import shard_folders


def main(argv: Sequence[str] | None = None) -> int:
    """Run one subcommand; 0 when it went well, 1 when something does not hold, 2 when the arguments cannot be used."""
    parser = argparse.ArgumentParser(prog="motcua exchange", description="Evidence of the exchange's message log; needs no database.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _verify_arguments(commands.add_parser("verify", help="check log folders, archives (.zip) and containers (.asice) offline"))
    archive = commands.add_parser("archive", help="move closed, time-stamped segments into archives")
    _add_data(archive)
    archive.add_argument("--megabytes", type=int, default=32, help="size of one archive (default: 32)")
    archive.add_argument("--bodies-days", type=int, default=0, help="days after which kept bodies may be deleted (default: never)")
    _add_data(commands.add_parser("new-key", help="make a new key; the gateway takes it over with a signed hand-over"))
    asic = commands.add_parser("asic", help="write the containers of evidence (.asice) of one message")
    asic.add_argument("id", metavar="REQUEST_ID", help="request id or message id")
    _add_data(asic)
    asic.add_argument("--archive", type=Path, action="append", default=[], help="an archive that is kept elsewhere (repeatable)")
    asic.add_argument("--body-key", type=Path, help="the private archive key (PEM), for bodies that were kept encrypted")
    asic.add_argument("--to", type=Path, default=Path(), metavar="FOLDER", help="where to write them (default: here)")
    options = parser.parse_args(argv)
    return {"verify": _verify, "archive": _archive, "new-key": _new_key, "asic": _asic}[options.command](options)


def run_verify(
    paths: Sequence[Path], *, lang: str = "vi", as_json: bool = False, anchors: Anchors | None = None, live: bool = False
) -> int:
    """Check, print, and return the exit status."""
    report = verify(paths, anchors=anchors or Anchors(), live_only=live)
    if as_json:
        _say(json.dumps(report.as_json(), ensure_ascii=False, indent=1))
    else:
        _say("\n".join(report.lines(lang)))
    return 0 if report.ok else 1


def _say(text: object) -> None:
    sys.stdout.write(f"{text}\n")


def _complain(text: object) -> None:
    sys.stderr.write(f"{text}\n")


def _verify_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    parser.add_argument("--key", help="the published public key of the log (PEM); a log folder has its own beside it")
    parser.add_argument("--trusted", help="certificates (PEM) of the time-stamp authorities that are trusted")
    parser.add_argument("--live", action="store_true", help="only the live part of a log folder, not its archives")
    parser.add_argument("--lang", choices=("vi", "en"), default="vi", help="language of the report (default: vi)")
    parser.add_argument("--json", action="store_true", help="the report as one JSON object with both languages")


def _add_data(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, required=True, help="folder of the message log")


def _verify(options: argparse.Namespace) -> int:
    missing = [str(path) for path in options.paths if not path.exists()]
    try:
        anchors = Anchors.of(key=options.key, trusted=options.trusted)
    except (OSError, ValueError) as error:
        _complain(f"{error}")
        return 2
    if missing:
        _complain(f"{', '.join(missing)}: not there")
        return 2
    return run_verify(options.paths, lang=options.lang, as_json=options.json, anchors=anchors, live=options.live)


def _archive(options: argparse.Namespace) -> int:
    try:
        for folder in shard_folders(options.data).values():
            for head in archive_log(folder, megabytes=options.megabytes, bodies_days=options.bodies_days):
                _say(f"{head.archive}  {head.first}-{head.last}  {head.size}")
    except ArchiveError as error:
        _complain(error)
        return 1
    return 0


def _new_key(options: argparse.Namespace) -> int:
    for folder in shard_folders(options.data).values():
        if (folder / NEXT_KEY).exists():
            _complain(f"{folder / NEXT_KEY} waits to be taken over")
            return 1
        make_key(folder / NEXT_KEY)
        _say(folder / NEXT_KEY)
    return 0


def _asic(options: argparse.Namespace) -> int:
    try:
        key = read_private_key(options.body_key) if options.body_key else None
        options.to.mkdir(parents=True, exist_ok=True)
        made = containers(options.data, options.id, parts=(REQUEST, RESPONSE), archives=tuple(options.archive), body_key=key)
    except NotStamped:
        _complain(
            "chưa có dấu thời gian nào phủ thông điệp này: chờ lần đóng dấu sau, hoặc khai máy chủ dấu thời gian (MOTCUA_EXCHANGE_TSA); "
            "nhật ký vẫn kiểm tra được bằng lệnh verify · no time stamp covers the message yet: wait for the next one, or name an "
            "authority (MOTCUA_EXCHANGE_TSA); the log itself can be checked with verify"
        )
        return 1
    except (LogError, UnreadableBody, OSError) as error:
        _complain(error)
        return 1
    for name, content in made:
        write_durably(options.to / name, content, mode=0o640)
        _say(options.to / name)
    if not made:
        _complain(f"{options.id}: not found")
    return 0 if made else 1
