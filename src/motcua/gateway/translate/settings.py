"""The settings of each kind of adapter, as typed data."""

from __future__ import annotations

from typing import Literal

from msgspec import UNSET, Struct, UnsetType

from motcua.gateway.translate.rules import Rule, Vocabulary
from motcua.gateway.translate.shapes import Shape


class UsernameToken(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """WS-Security UsernameToken Profile 1.1; with ``digest`` the password itself is not sent."""

    username: str
    password: str
    digest: bool = False


class Operation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """An endpoint of ours and the operation behind it.

    ``request`` and ``header`` map ``{path, query, header, body}`` to the element and to blocks of the SOAP header, ``answer`` the
    element ``answer_element`` back to our body (empty: nothing is answered). ``status`` is that of a good answer.
    """

    method: str
    path: str
    element: str
    action: str = ""
    request: tuple[Rule, ...] = ()
    header: tuple[Rule, ...] = ()
    answer_element: str = ""
    answer: tuple[Rule, ...] = ()
    status: int = 200


class FaultRule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a SOAP fault becomes: by its code and an element in its detail, empty for any; ``fields`` map the detail.

    ``code`` is any part of it: ``Client`` and ``Client.Authentication`` in SOAP 1.1, ``Sender`` and every subcode in SOAP 1.2.
    """

    status: int
    code: str = ""
    detail: str = ""
    error: str = ""
    fields: tuple[Rule, ...] = ()


class SoapSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """REST in, SOAP out. ``namespaces`` are prefix → URI; the first fault rule that fits wins.

    ``understood`` are header blocks that may be there although the other side marks them ``mustUnderstand`` and we do not read them.
    An offer speaks both versions; ``version`` is the one whose port its WSDL names first.
    """

    operations: tuple[Operation, ...]
    version: Literal["1.1", "1.2"] = "1.1"
    namespaces: dict[str, str] = {}
    security: UsernameToken | None = None
    understood: tuple[str, ...] = ()
    faults: tuple[FaultRule, ...] = ()
    tables: dict[str, dict[str, str]] = {}
    sets: dict[str, tuple[Rule, ...]] = {}


class Exchange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """An endpoint of ours and the partner's REST endpoint behind it.

    ``their_path`` is a template of the named parts; ``parameters`` map ``{path, query}`` to ``{path, query}`` (left out: as they are).
    ``request``, ``answer`` and ``error`` map bodies (left out: passed on as they are); with CSV they hold for a row, and ``rows`` is the
    place of the list in our body. ``statuses`` are the partner's → ours.
    """

    method: str
    path: str
    their_path: str = ""
    their_method: str = ""
    parameters: tuple[Rule, ...] | UnsetType = UNSET
    request: tuple[Rule, ...] | UnsetType = UNSET
    answer: tuple[Rule, ...] | UnsetType = UNSET
    error: tuple[Rule, ...] | UnsetType = UNSET
    rows: str = ""
    statuses: dict[str, int] = {}


class MappingSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """REST in, another REST out; ``theirs`` says how the partner writes bodies."""

    exchanges: tuple[Exchange, ...]
    theirs: Shape = Shape()
    tables: dict[str, dict[str, str]] = {}
    sets: dict[str, tuple[Rule, ...]] = {}


class Outgoing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A POST as a file: ``name`` holds ``{receipt}`` and may hold ``{date}``; ``rows`` is the place of the list in our body (CSV)."""

    folder: str
    name: str
    shape: Shape = Shape(format="csv")
    rules: tuple[Rule, ...] = ()
    rows: str = ""
    manifest: Literal["", "sha256", "json"] = "sha256"
    path: str = ""


class Incoming(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A kind of file that comes back: its name, its rules, and whether it ends the exchange (``final``) or tells its progress.

    ``refuses``: our values of its last row that mean that the partner does not take the file; its answer is then awaited no longer.
    """

    name: str
    shape: Shape = Shape(format="csv")
    rules: tuple[Rule, ...] = ()
    manifest: Literal["", "sha256", "json"] = "sha256"
    final: bool = True
    refuses: dict[str, str] = {}


class FileSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Files instead of calls. ``work`` is the adapter's own folder (receipts, answers, quarantine); folders are absolute.

    Files come back into ``incoming_folder``; one without a manifest counts as whole when it has not changed for ``settle_s`` seconds.
    ``answer_within_s``: how long the partner may take; after that its rows are a fault of the partner, no longer "not yet" (0: for ever).
    """

    outgoing: Outgoing
    work: str
    incoming_folder: str = ""
    incoming: tuple[Incoming, ...] = ()
    settle_s: float = 2.0
    answer_within_s: float = 0.0
    tables: dict[str, dict[str, str]] = {}
    sets: dict[str, tuple[Rule, ...]] = {}


Settings = SoapSettings | MappingSettings | FileSettings


def vocabulary(settings: Settings) -> Vocabulary:
    """The code lists and sets of rules of a declaration."""
    return Vocabulary(tables=settings.tables, sets=settings.sets)
