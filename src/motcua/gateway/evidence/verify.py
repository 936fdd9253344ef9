"""``motcua exchange verify PATH…``: what of a log, its archives and containers holds and what does not."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from motcua.gateway.evidence.archiving import ARCHIVE
from motcua.gateway.evidence.checking import Anchors, Checker, anchor_of, check_live, is_container
from motcua.gateway.evidence.heads import SUFFIX, BrokenHead, newest_head
from motcua.gateway.evidence.report import Report
from motcua.gateway.evidence.shelves import Shelved, check_archives, find_archives
from motcua.gateway.protocol.shards import shard_folders
from motcua.gateway.protocol.words import Broken


def verify(paths: Iterable[Path], *, anchors: Anchors, live_only: bool = False) -> Report:
    """Check log folders (with their shards and archives), archives and containers; everything found stands in the report."""
    report, loose = Report(), []
    for path in paths:
        if path.is_dir():
            _folder(path, anchors, report, live_only=live_only)
        elif is_container(path):
            from motcua.gateway.evidence.opening import check_container

            check_container(path, anchors=anchors, report=report)
        else:
            loose.append(path)
    for _, group in groupby(find_archives(loose, report), key=lambda one: (one.head.server_id, one.head.log)):
        shelf = list(group)
        checker = Checker(report, anchors, shelf[0].path.name)
        if _walk(checker, shelf, None, from_start=False):
            checker.place = shelf[-1].path.name
            checker.conclude()
    return report


def _folder(path: Path, anchors: Anchors, report: Report, *, live_only: bool) -> None:
    """A log folder, or one that holds nothing but archives."""
    logs = list(shard_folders(path).values())
    for folder in logs:
        checker = Checker(report, anchor_of(folder, anchors), folder.name)
        shelf: list[Shelved] = []
        if not live_only:
            shelf = find_archives(sorted(_zips(folder / ARCHIVE)), report)
        if not _same_newest(folder, shelf, report, live_only=live_only):
            continue
        if _walk(checker, shelf, folder, from_start=True):
            checker.conclude()
    if not logs:
        inside = sorted(_zips(path))
        if inside:
            report_of = verify(inside, anchors=anchors)
            report.holds += report_of.holds
            report.remarks += report_of.remarks
            report.findings += report_of.findings
        else:
            report.find(path.name, "nothing")


def _zips(folder: Path) -> Iterable[Path]:
    """The archives of a folder, and the names that lonely heads want beside them."""
    found = {path for path in folder.glob("mlog-*.zip") if not path.name.endswith(".bodies.zip")}
    return found | {path.with_name(path.name.removesuffix(SUFFIX)) for path in folder.glob(f"mlog-*.zip{SUFFIX}")}


def _same_newest(folder: Path, shelf: list[Shelved], report: Report, *, live_only: bool) -> bool:
    """Whether the log goes on from the newest archive on its shelf."""
    try:
        head = newest_head(folder)
    except BrokenHead as error:
        report.find(f"{folder.name}/archived.json", "head", reason=error)
        return False
    if live_only:
        if head is not None:
            report.remark(folder.name, "live_only", last=head.last)
        return True
    last = shelf[-1].head if shelf else None
    if head is not None and (last is None or last.last_segment < head.last_segment):
        report.find(folder.name, "archive_missing", file=head.archive)
        return False
    if last != head:
        report.find(folder.name, "head_copy")
        return False
    return True


def _walk(checker: Checker, shelf: list[Shelved], folder: Path | None, *, from_start: bool) -> bool:
    """Whether everything could be walked through."""
    found = len(checker.report.findings)
    try:
        check_archives(shelf, checker, from_start=from_start)
        if len(checker.report.findings) > found:
            return False
        if folder is not None:
            checker.place = folder.name
            check_live(folder, checker)
    except Broken as error:
        checker.report.broken(checker.place, error)
        return False
    except OSError as error:
        checker.report.find(checker.place, "not_zip", reason=error)
        return False
    return True
