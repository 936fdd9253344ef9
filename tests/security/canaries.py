"""Marks in every text that people and partners gave, and the pages that show them: who looks where, and what is wrong with an answer."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.contrib.postgres.fields import ArrayField
from django.db import DatabaseError, connection, models, transaction
from django.test import Client
from django.urls import Resolver404, resolve

from motcua.kit.fields import EncryptedJSONField, EncryptedTextField
from tests.architecture import house
from tests.architecture import permissions as p

TEXTS = (models.CharField, models.TextField, EncryptedTextField, EncryptedJSONField, models.JSONField, ArrayField)
_MOST_ROWS, _LONGEST = 300, 20_000
SHORTEST = len("<i 999>")
SEARCHED = 999  # the number of what visitors type into search forms
RAW = re.compile(r"<svg onload=motcua\(\d+\)|<i \d+>|[\"']&gt;&lt;svg onload=motcua|(?:href|src|action|formaction)=[\"']?\s*javascript:", re.IGNORECASE)
CALCULATED = re.compile(r"motcua\(\d+\)(?:&gt;|>)49")
SHOWN = re.compile(r"&lt;svg onload=motcua\((\d+)\)|&lt;i (\d+)&gt;")
FORMULA = re.compile(r"""(?:^|[,;\n"])\s*=motcua\(""")


def canary(number: int) -> str:
    """A mark that closes an attribute, opens an element and would be calculated by a template."""
    return f"'\"><svg onload=motcua({number})>{{{{7*7}}}}"


def given(value: Any) -> bool:
    """Whether a text reads as if somebody had written it: words, or letters that no code has."""
    return (
        isinstance(value, str) and 0 < len(value) < _LONGEST and (" " in value or any(ord(sign) > 127 for sign in value))
        and not value.startswith(("-----BEGIN", "{", "[", "<svg", "<?xml"))
    )


def marked(value: Any, *, mark: str, most: int | None = None) -> Any:
    """The value with the mark in each of its texts that somebody wrote; as long as it was allowed to be."""
    if isinstance(value, dict):
        return {key: marked(one, mark=mark) for key, one in value.items()}
    if isinstance(value, list):
        return [marked(one, mark=mark) for one in value]
    if not given(value):
        return value
    if mark.startswith("="):
        return (mark + value)[:most]
    return value + mark if most is None or len(value) + len(mark) <= most else value[: most - len(mark)] + mark


def mark_everything(make: Callable[[int], str]) -> list[str]:
    """Put a mark of its own into every column that holds what somebody wrote; the columns by their numbers."""
    columns: list[str] = []
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
        for (table,) in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    for model in sorted(house.own_models(), key=lambda m: m._meta.db_table):
        for column in model._meta.concrete_fields:
            name = f"{model._meta.db_table}.{column.name}"
            if isinstance(column, TEXTS) and not column.primary_key and _mark(model, column, make(len(columns))):
                columns.append(name)
    return columns


def _mark(model: Any, column: Any, mark: str) -> int:
    most = getattr(column, "max_length", None)
    if most is not None and most < len(mark) + 4:
        number = re.findall(r"\d+", mark)[0]
        mark = f"<i {number}>" if most >= SHORTEST and not mark.startswith("=") else ""
    changed = 0
    for pk, value in model._base_manager.order_by("-pk").values_list("pk", column.name)[:_MOST_ROWS] if mark else ():
        new = marked(value, mark=mark, most=most)
        if new != value:
            with suppress(DatabaseError), transaction.atomic():
                changed += model._base_manager.filter(pk=pk).update(**{column.name: new})
    return changed


@dataclass
class Walk:
    """What everybody saw: faults found, answers that broke, marks shown as text, who reached which route, files for spreadsheets.

    ``pool``: what stood in the holes of addresses. ``searched``: routes whose search form was sent with a mark too.
    """

    wrong: list[tuple[str, str, str]] = field(default_factory=list)
    broken: list[tuple[str, str, int]] = field(default_factory=list)
    shown: set[int] = field(default_factory=set)
    reached: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    tables: dict[str, Client] = field(default_factory=dict)
    searched: set[str] = field(default_factory=set)
    pool: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def body_of(answer: Any) -> bytes:
    """The whole answer; nothing of a stream that never ends."""
    if not answer.streaming:
        return bytes(answer.content)
    return b"" if "event-stream" in answer.headers["Content-Type"] else b"".join(answer.streaming_content)


def faults(answer: Any, body: bytes) -> Iterator[str]:
    """What is wrong with an answer that may hold marks."""
    kind = answer.headers.get("Content-Type", "").partition(";")[0]
    if kind in {"text/html", "image/svg+xml", "application/xhtml+xml", "text/xml", "application/xml"}:
        text = body.decode()
        yield from (f"raw: …{text[max(0, m.start() - 80) : m.end() + 10]}…" for m in RAW.finditer(text))
        yield from (f"calculated: {m[0]}" for m in CALCULATED.finditer(text))
        if kind == "text/html" and body.lstrip()[:1] in (b"{", b"["):
            with suppress(ValueError):
                json.loads(body)
                yield "JSON as a page"
    if b"motcua(" in b"".join(f"{name}: {value}".encode() for name, value in answer.headers.items() if name != "Content-Disposition"):
        yield "in a header"
    if kind == "application/pdf" and re.search(rb"/(?:JavaScript|JS|Launch)\b", body):
        yield "a PDF that runs"


def formulas(kind: str, body: bytes) -> list[str]:
    """Cells of a table that a spreadsheet would calculate."""
    if "csv" in kind:
        return FORMULA.findall(body.decode("utf-8-sig"))
    if not body.startswith(b"PK"):
        return []
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        sheets = [packed.read(name).decode() for name in packed.namelist() if re.search(r"worksheets/.*\.xml$|^content\.xml$", name)]
    return [found for text in sheets for found in re.findall(r"<f>.*?motcua.*?</f>|table:formula=\"[^\"]*motcua[^\"]*\"", text)]


def look(walk: Walk, who: str, client: Client, path: str) -> str:
    """Fetch one address as one person; its page when it is one."""
    try:
        route = resolve(urlsplit(path).path).route
    except Resolver404:
        return ""
    cookies, undo = client.cookies.copy(), transaction.savepoint()
    answer = client.get(path)
    body = body_of(answer)
    transaction.savepoint_rollback(undo)
    client.cookies = cookies
    kind = answer.headers.get("Content-Type", "")
    walk.wrong += [(who, path, wrong) for wrong in faults(answer, body)]
    if answer.status_code >= 500 and not (answer.status_code == 503 and route in p.NO_GATEWAY):
        walk.broken.append((who, path, answer.status_code))
    if answer.status_code < 300:
        walk.reached[route].add(who)
    if "csv" in kind or "spreadsheet" in kind or "opendocument" in kind:
        walk.tables[path] = client
    if not kind.startswith("text/html"):
        return ""
    text = body.decode()
    walk.shown |= {int(one or other) for one, other in SHOWN.findall(text)}
    return text


def search(walk: Walk, who: str, client: Client, path: str, text: str) -> None:
    """Send the search forms of a page with a mark in each of their fields, once for each kind of page."""
    route = resolve(urlsplit(path).path).route if text else ""
    for form in re.findall(r'<form[^>]*method="get"[^>]*>.*?</form>', text, re.DOTALL | re.IGNORECASE):
        names = re.findall(r'<(?:input|textarea)[^>]*\bname="([^"]+)"', form)
        if names and route and route not in walk.searched:
            walk.searched.add(route)
            look(walk, who, client, f"{urlsplit(path).path}?{urlencode(dict.fromkeys(names, canary(SEARCHED)))}")


def links(text: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Addresses of ours on a page: path, route, what stands in its holes."""
    for path in dict.fromkeys(re.findall(r'(?:href|action|src|data-[a-z-]+)="(/[^"#]*)', text)):
        plain = path.replace("&amp;", "&")
        with suppress(Resolver404, ValueError):
            found = resolve(urlsplit(plain).path)
            yield plain, found.route, found.kwargs


def filled(door: p.Door, pool: dict[str, list[str]], most: int = 4) -> Iterator[str]:
    """Paths of a route with values that were seen in holes of the same name, those of neighbouring addresses first."""
    holes, near = re.findall(r"<(?:\w+:)?(\w+)>", door.route), _near(door.route)
    known = {hole: list(dict.fromkeys(pool[f"{near}:{hole}"] + pool[hole]))[:most] for hole in holes}
    for n in range(max((len(values) for values in known.values()), default=0) if all(known.values()) else 0):
        path = door.route
        for hole, values in known.items():
            path = re.sub(rf"<(?:\w+:)?{hole}>", values[min(n, len(values) - 1)], path)
        yield "/" + path


def _near(route: str) -> str:
    return "/".join(route.split("/")[:2])


def follow(walk: Walk, who: str, client: Client, doors: list[p.Door]) -> None:
    """Every address that this person may knock at: those without holes, then one of each kind that the pages link to."""
    waiting = [door.path for door in doors if "<" not in door.route]
    routes, asked = {door.route for door in doors}, set(waiting)
    while waiting:
        path = waiting.pop()
        text = look(walk, who, client, path)
        search(walk, who, client, path, text)
        for link, route, holes in links(text):
            for name, value in holes.items():
                for key in (name, f"{_near(route)}:{name}"):
                    if str(value) not in walk.pool[key]:
                        walk.pool[key].append(str(value))
            if holes and route in routes:
                routes.discard(route)
                asked.add(link)
                waiting.append(link)


def fill_in(walk: Walk, who: str, client: Client, doors: list[p.Door]) -> None:
    """Pages with holes that no link led anybody to, with what is known to stand in such holes, until one opens."""
    for door in doors:
        if "<" in door.route and not door.rest and not walk.reached[door.route]:
            for path in filled(door, walk.pool):
                look(walk, who, client, path)
                if walk.reached[door.route]:
                    break
