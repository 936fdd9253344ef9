"""What changed between two descriptions of a service, and whether a caller can break on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from motcua.kernel.openapi.reading import Description, Field, Operation


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change. ``what`` is the place, ``kind`` one of added, removed, required, optional, type, deprecated; ``breaking`` for callers."""

    kind: str
    what: str
    breaking: bool


def changes(old: Description, new: Description) -> tuple[Change, ...]:
    """Every change from ``old`` to ``new``: operations, parameters, fields that must be sent, fields that are answered.

    A removed operation or answered field, a new duty and another type break callers; additions that are optional do not.
    """
    before = {(op.method, op.path): op for op in old.operations}
    after = {(op.method, op.path): op for op in new.operations}
    found: list[Change] = [
        Change(kind="removed", what=f"{method} {path}", breaking=True) for method, path in before if (method, path) not in after
    ]
    found += [Change(kind="added", what=f"{method} {path}", breaking=False) for method, path in after if (method, path) not in before]
    for key, op in after.items():
        if key in before:
            found += _within(before[key], op)
    return tuple(sorted(set(found), key=lambda c: (not c.breaking, c.what, c.kind)))


def _within(old: Operation, new: Operation) -> Iterator[Change]:
    name = f"{new.method} {new.path}"
    if new.deprecated and not old.deprecated:
        yield Change(kind="deprecated", what=name, breaking=False)
    sent = [
        {f"{p.place}:{p.name}": (p.required, p.kind) for p in op.parameters} | {f"body:{f.path}": (f.required, f.kind) for f in op.body}
        for op in (old, new)
    ]
    yield from _sent(name, sent[0], sent[1])
    yield from _told(name, _answered(old), _answered(new))


def _sent(name: str, old: dict[str, tuple[bool, str]], new: dict[str, tuple[bool, str]]) -> Iterator[Change]:
    """Parameters and fields that callers send: a new duty breaks them, a right that ends breaks them too."""
    for key in old.keys() - new.keys():
        yield Change(kind="removed", what=f"{name} {key}", breaking=True)
    for key in new.keys() - old.keys():
        yield Change(kind="added", what=f"{name} {key}", breaking=new[key][0])
    for key in old.keys() & new.keys():
        if old[key][0] != new[key][0]:
            yield Change(kind="required" if new[key][0] else "optional", what=f"{name} {key}", breaking=new[key][0])
        if old[key][1] != new[key][1]:
            yield Change(kind="type", what=f"{name} {key}", breaking=True)


def _told(name: str, old: dict[str, Field], new: dict[str, Field]) -> Iterator[Change]:
    """Fields that are answered: what callers may rely on."""
    for key in old.keys() - new.keys():
        yield Change(kind="removed", what=f"{name} {key}", breaking=True)
    for key in new.keys() - old.keys():
        yield Change(kind="added", what=f"{name} {key}", breaking=False)
    for key in old.keys() & new.keys():
        if old[key].kind != new[key].kind:
            yield Change(kind="type", what=f"{name} {key}", breaking=True)


def _answered(op: Operation) -> dict[str, Field]:
    return {f"{a.status}:{f.path}": f for a in op.answers if a.status.startswith("2") for f in a.fields}
