"""Declarations checked: from the untyped settings of a configuration to typed ones, or a sentence that names the place."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

import msgspec

from motcua.gateway.translate.endpoints import VERBS, compile_path, named
from motcua.gateway.translate.errors import WrongDeclaration
from motcua.gateway.translate.paths import split
from motcua.gateway.translate.rules import Rule, Vocabulary, check_rules, paths_of, walk
from motcua.gateway.translate.secrets import taken_out
from motcua.gateway.translate.settings import FileSettings, MappingSettings, Operation, Settings, SoapSettings, vocabulary
from motcua.gateway.translate.shapes import Shape, check_name, check_names, check_namespaces, check_shape, columns_of

KINDS: dict[str, type[SoapSettings | MappingSettings | FileSettings]] = {
    "soap": SoapSettings, "mapping": MappingSettings, "files": FileSettings,
}  # fmt: skip
VERSION = 2
"""Grows when the same declaration begins to translate differently."""
PLACEHOLDER = re.compile(r"\{(\w*)\}")
_PLACE = re.compile(r" - at `\$\.?(.*)`$")
_STATUSES = range(200, 600)


def declare(kind: str, settings: Mapping[str, Any]) -> Settings:
    """The typed settings of an adapter; WrongDeclaration names the place that cannot hold."""
    if kind not in KINDS:
        raise WrongDeclaration("kind", f"{kind!r} is none of {', '.join(sorted(KINDS))}")
    try:
        typed = msgspec.convert(settings, type=KINDS[kind])
    except msgspec.ValidationError as error:
        found = _PLACE.search(str(error))
        raise WrongDeclaration(found[1] if found else "", _PLACE.sub("", str(error))) from None
    words = vocabulary(typed)
    for name, rules in typed.sets.items():
        check_rules(rules, words, place=f"sets.{name}", within=(name,))
    if isinstance(typed, SoapSettings):
        _check_soap(typed, words)
    elif isinstance(typed, MappingSettings):
        _check_mapping(typed, words)
    else:
        _check_files(typed, words)
    return typed


def declare_offer(settings: Mapping[str, Any]) -> SoapSettings:
    """The typed settings of a REST service that is offered to SOAP callers; WrongDeclaration names the place that cannot hold."""
    typed = declare("soap", settings)
    assert isinstance(typed, SoapSettings)
    _refuse(typed.security is not None, "security", "callers are known by their network, certificate or credential")
    prefix = typed.operations[0].element.rpartition(":")[0]
    _refuse(not prefix, "operations[0].element", "the elements of an offer have a prefix")
    seen: set[str] = set()
    for number, operation in enumerate(typed.operations):
        place = f"operations[{number}]"
        _refuse(operation.element in seen, f"{place}.element", "is that of another operation")
        seen.add(operation.element)
        _refuse(bool(operation.header), f"{place}.header", "an offer reads no headers of its own")
        given = {rule.ours for rule in operation.request if rule.only != "out"}
        lost = {part for part in named(operation.path) if f"path.{part}" not in given}
        _refuse(bool(lost), f"{place}.request", f"no rule gives path.{min(lost, default='')}")
        names = {operation.element, operation.answer_element or operation.element}
        for rules in (operation.request, operation.answer):
            for rule in walk(rules, vocabulary(typed)):
                names.update(step for path in paths_of(rule.theirs) for step in split(path) if step[0] not in "@#")
        other = next((name for name in sorted(names) if name.rpartition(":")[0] != prefix), None)
        _refuse(other is not None, place, f"{other!r} is not in the namespace of {prefix!r}")
    return typed


def fingerprint(kind: str, settings: Mapping[str, Any]) -> str:
    """What the message log says of a translator: kind, version, and the beginning of the SHA-256 of its settings without secrets."""
    text = msgspec.json.encode(taken_out(kind, settings)[0], order="deterministic")
    return f"{kind}/{VERSION}:{hashlib.sha256(text).hexdigest()[:16]}"


def _refuse(wrong: bool, place: str, sentence: str) -> None:
    if wrong:
        raise WrongDeclaration(place, sentence)


def _check_soap(settings: SoapSettings, words: Vocabulary) -> None:
    check_namespaces(settings.namespaces, place="namespaces")
    _refuse(not settings.operations, "operations", "there is none")
    for number, operation in enumerate(settings.operations):
        place = f"operations[{number}]"
        _check_endpoint(operation.method, operation.path, place)
        check_name(operation.element, settings.namespaces, place=f"{place}.element")
        _refuse(any(sign in operation.action for sign in '"\r\n'), f"{place}.action", "holds a sign that cannot be sent")
        _refuse(not operation.answer_element and bool(operation.answer), f"{place}.answer_element", "rules need an element to read")
        if operation.answer_element:
            check_name(operation.answer_element, settings.namespaces, place=f"{place}.answer_element")
        _refuse(operation.status not in _STATUSES, f"{place}.status", "is no status of an answer")
        _check_operation_rules(operation, settings, words, place)
    for number, name in enumerate(settings.understood):
        check_name(name, settings.namespaces, place=f"understood[{number}]")
    for number, fault in enumerate(settings.faults):
        place = f"faults[{number}]"
        _refuse(fault.status not in range(400, 600), f"{place}.status", "a fault is answered with 400 to 599")
        if fault.detail:
            check_name(fault.detail, settings.namespaces, place=f"{place}.detail")
        _check_marked_up(fault.fields, settings, words, f"{place}.fields")


def _check_operation_rules(operation: Operation, settings: SoapSettings, words: Vocabulary, place: str) -> None:
    for attribute in ("request", "header", "answer"):
        rules: tuple[Rule, ...] = getattr(operation, attribute)
        _check_marked_up(rules, settings, words, f"{place}.{attribute}")
        if attribute != "answer":
            _check_context(rules, named(operation.path), f"{place}.{attribute}")


def _check_marked_up(rules: tuple[Rule, ...], settings: SoapSettings, words: Vocabulary, place: str) -> None:
    check_rules(rules, words, place=place)
    check_names(rules, words, settings.namespaces, place=place)


def _check_context(rules: tuple[Rule, ...], parts: frozenset[str], place: str) -> None:
    """Where a request may be read: its path's named parts, its query, its X-Road headers, its body."""
    for number, rule in enumerate(rules):
        if not isinstance(rule.ours, str):
            continue
        steps = split(rule.ours)
        here = f"{place}[{number}].ours"
        known = {"path", "query", "header", "body"}
        _refuse(bool(steps) and steps[0] not in known, here, f"{rule.ours!r} begins with none of path, query, header, body")
        if steps[:1] == ["path"] and len(steps) > 1:
            _refuse(steps[1] not in parts, here, f"the path has no part {steps[1]!r}")


def _check_endpoint(method: str, path: str, place: str) -> None:
    _refuse(method not in VERBS, f"{place}.method", f"{method!r} is none of {', '.join(sorted(VERBS))}")
    compile_path(path, place=f"{place}.path")


def _check_mapping(settings: MappingSettings, words: Vocabulary) -> None:
    flat = settings.theirs.format == "csv"
    shape = settings.theirs
    _refuse(not settings.exchanges, "exchanges", "there is none")
    if shape.format == "xml" and not shape.root:
        _refuse(True, "theirs.root", "an XML document has a root element")
    check_shape(shape, place="theirs")
    for number, exchange in enumerate(settings.exchanges):
        place = f"exchanges[{number}]"
        _check_endpoint(exchange.method, exchange.path, place)
        _refuse(exchange.their_method not in {"", *VERBS}, f"{place}.their_method", f"{exchange.their_method!r} is unknown")
        compile_path(exchange.their_path, place=f"{place}.their_path")
        if isinstance(exchange.parameters, tuple):
            check_rules(exchange.parameters, words, place=f"{place}.parameters")
            _check_context(exchange.parameters, named(exchange.path), f"{place}.parameters")
        elif exchange.their_path:
            lost = named(exchange.their_path) - named(exchange.path)
            _refuse(bool(lost), f"{place}.their_path", f"the path has no part {min(lost, default='')!r}")
        for attribute in ("request", "answer", "error"):
            rules = getattr(exchange, attribute)
            if isinstance(rules, tuple):
                _check_bodies(rules, shape, words, f"{place}.{attribute}")
        _refuse(bool(exchange.rows) and not flat, f"{place}.rows", "only rows of cells have a place of their own")
        for status, ours in exchange.statuses.items():
            good = status.isdigit() and int(status) in _STATUSES and ours in _STATUSES
            _refuse(not good, f"{place}.statuses", f"{status} → {ours}: no statuses of answers")


def _check_bodies(rules: tuple[Rule, ...], shape: Shape, words: Vocabulary, place: str) -> None:
    flat = shape.format == "csv"
    check_rules(rules, words, place=place, flat=flat)
    if shape.format == "xml":
        check_names(rules, words, shape.namespaces, place=place)
    if flat:
        _refuse(not rules, place, "a file of rows needs rules")
        columns = columns_of(shape, rules)
        for number, rule in enumerate(rules):
            path = rule.theirs
            _refuse(isinstance(path, str) and path not in columns, f"{place}[{number}].theirs", f"{path!r} is no column")
    elif shape.format != "json":
        kinds = [rule for rule in walk(rules, words) if rule.type.value == "any"]
        _refuse(bool(kinds), place, "values of type any exist in JSON only")


def _check_files(settings: FileSettings, words: Vocabulary) -> None:
    folders = {"work": settings.work, "outgoing.folder": settings.outgoing.folder, "incoming_folder": settings.incoming_folder}
    lone = bool(settings.incoming) != bool(settings.incoming_folder)
    _refuse(lone, "incoming_folder", "files that come back need a folder, and the folder needs to know them")
    seen: dict[str, str] = {}
    for place, folder in folders.items():
        if not folder and place == "incoming_folder":
            continue
        path = PurePosixPath(folder)
        _refuse(not path.is_absolute() or ".." in path.parts, place, f"{folder!r} is no absolute folder")
        _refuse(str(path) in seen, place, f"is the same folder as {seen.get(str(path))}")
        seen[str(path)] = place
    outgoing = settings.outgoing
    _check_file(outgoing.name, outgoing.shape, outgoing.rules, words, "outgoing")
    compile_path(outgoing.path, place="outgoing.path")
    _refuse(bool(named(outgoing.path)) or "*" in outgoing.path, "outgoing.path", "has neither named parts nor globs")
    _refuse(bool(outgoing.rows) and outgoing.shape.format != "csv", "outgoing.rows", "only rows of cells have a place of their own")
    for number, incoming in enumerate(settings.incoming):
        _check_file(incoming.name, incoming.shape, incoming.rules, words, f"incoming[{number}]")
        unknown = set(incoming.refuses) - {rule.ours for rule in incoming.rules if isinstance(rule.ours, str)}
        _refuse(bool(unknown), f"incoming[{number}].refuses", f"no rule brings {min(unknown, default='')!r}")
        _refuse(bool(incoming.refuses) and incoming.final, f"incoming[{number}].refuses", "a file that ends the exchange answers it")
    for name in ("settle_s", "answer_within_s"):
        _refuse(getattr(settings, name) < 0, name, "is below zero")


def _check_file(name: str, shape: Shape, rules: tuple[Rule, ...], words: Vocabulary, place: str) -> None:
    check_shape(shape, place=f"{place}.shape")
    _check_bodies(rules, shape, words, f"{place}.rules")
    marks = PLACEHOLDER.findall(name)
    _refuse(marks.count("receipt") != 1, f"{place}.name", "a name holds {receipt} once")
    allowed = {"receipt", "date", "any"} if place.startswith("incoming") else {"receipt", "date"}
    _refuse(not set(marks) <= allowed, f"{place}.name", f"only {', '.join(sorted(allowed))} may stand in braces")
    plain = re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,150}", PLACEHOLDER.sub("x", name))
    _refuse(plain is None, f"{place}.name", "a file name is made of letters, digits, _ . and -")
