"""``motcua verify``: every room's ``check_config()`` and the hash chains, on one page."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

from motcua.kit import rooms


def checks() -> Iterator[tuple[str, Any]]:
    """Every ``check_config`` of every adapter module of every room, by its dotted name.

    A check returns a sentence or nothing when all is in order, and a list of problems, or an exception, when not.
    """
    for room in rooms.discover():
        package = rooms.part(room, "adapters")
        if package is None:
            continue
        modules = [package]
        if hasattr(package, "__path__"):
            modules += [importlib.import_module(m.name) for m in pkgutil.iter_modules(package.__path__, f"{package.__name__}.")]
        for module in modules:
            check = getattr(module, "check_config", None)
            if check is not None and check.__module__ == module.__name__:
                yield module.__name__.removeprefix("motcua."), check


def chains() -> Iterator[tuple[str, bool, str]]:
    """The evidence chains of audit and casework."""
    from motcua.foundation.audit import api as audit
    from motcua.platform.casework import api as casework

    report: Any = audit.verify()
    yield "audit chain", bool(report.ok), _audit_words(report)
    cases: Any = casework.verify_chains()
    yield "dossier chains", bool(cases.ok), str(cases)


def _audit_words(report: Any) -> str:
    """The log on one line, or its first faults with their places."""
    if report.ok:
        closed = f"{report.hours} hours closed, {report.open} links open"
        return f"{report.entries} entries, {report.sealed} sealed in {report.streams} streams, {closed}"
    return "; ".join(f"{fault.en}: {fault.place}" for fault in report.faults[:3]) + f" ({report.fault_count} faults)"


def run() -> int:
    """Print the page; exit status 1 when a check failed."""
    failed = 0
    for name, check in checks():
        try:
            found = check()
            if isinstance(found, str) or not found:
                ok, text = True, found or "in order"
            else:
                ok, text = False, "; ".join(str(line) for line in found)
        except Exception as error:
            ok, text = False, repr(error)
        failed += not ok
        print(f"{'ok  ' if ok else 'FAIL'}  {name:60} {text}")
    for name, ok, text in chains():
        failed += not ok
        print(f"{'ok  ' if ok else 'FAIL'}  {name:60} {text}")
    print(f"{failed} failed" if failed else "everything in order")
    return 1 if failed else 0
