"""The ways of lying in which an owner of the database changes the log, each by the dice of the test."""

import hashlib
import json
from datetime import datetime, timedelta

from django.db import connection

from motcua.foundation.audit import api, rules
from motcua.foundation.audit.models import Entry, Hour, Link, Span
from motcua.foundation.audit.queries.roots import content_of, digest_of, leaves_of, read_copies
from motcua.foundation.audit.testing import NOW, TABLES, DigestSigner, act, first_book
from motcua.kernel.evidence import GENESIS, chain_step, merkle_root

HOUR = timedelta(hours=1)


class Log:
    """A small log of every kind of row, whose owner has switched all guards off."""

    def __init__(self):
        first_book(4, now=NOW - 30 * HOUR)
        for hour in range(5):
            for number in range(6):
                act(number, now=NOW + hour * HOUR, action=("land.sold", "health.seen", "files.opened")[number % 3])
            api.seal(now=NOW + hour * HOUR)
            if hour < 4:
                api.close_hours(now=NOW + (hour + 1) * HOUR)
        for number in range(3):
            act(number, now=NOW + 5 * HOUR)  # recorded, not sealed
        self.copies = read_copies(lines=(json.dumps(row) for row in api.roots()))
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(
                "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE conrelid::regclass::text = ANY(%s) AND contype <> 'n'",
                [list(TABLES)],
            )
            for table, name in cursor.fetchall():
                cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT IF EXISTS "{name}" CASCADE')
            cursor.execute(
                "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public' AND table_name = ANY(%s)"
                " ORDER BY 1, ordinal_position", [list(TABLES)],
            )  # fmt: skip
            self.columns = cursor.fetchall()

    def rows(self, table):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT ctid::text, * FROM {table} ORDER BY 1")
            return [dict(zip((c.name for c in cursor.description), row, strict=True)) for row in cursor.fetchall()]


def run(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        assert cursor.rowcount, sql


def other(value, kind, dice):
    """Another value of the same type."""
    if isinstance(value, datetime):
        return value + dice.choice([timedelta(microseconds=1), -timedelta(days=400), HOUR])
    if isinstance(value, int):
        return value + dice.choice([1, -1, 1000]) if kind != "smallint" else 3 - value
    if isinstance(value, memoryview | bytes):
        return bytes(value)[:-1] + bytes([(bytes(value)[-1] + 1) % 256])
    if kind == "jsonb":
        return json.dumps({"lần": dice.random()})
    if kind == "uuid":
        return str(value)[:-1] + ("0" if str(value)[-1] != "0" else "1")
    if kind == "date":
        return value + timedelta(days=1)
    text = str(value)
    if len(text) == 64:  # a hash
        return dice.choice([("f" if text[0] != "f" else "0") + text[1:], "", "x" * 64])
    return dice.choice([text + " ", text + "x", "Z" + text[1:], "u\u031b" + text])


def change_a_column(log, dice):
    table, column, kind = dice.choice(log.columns)
    row = dice.choice(log.rows(table))
    value = other(row[column], kind, dice)
    run(f"UPDATE {table} SET {column} = %s WHERE ctid = %s::tid", value, row["ctid"])
    return f"change {table}.{column}"


STRANGE = ("infinity", "-infinity", "10000-01-01 00:00:00+00", "0044-03-15 00:00:00+00 BC")


def write_no_instant(log, dice):
    """An instant that the database knows and no program here."""
    table, column, _ = dice.choice([c for c in log.columns if c[2] == "timestamp with time zone"])
    run(f"UPDATE {table} SET {column} = %s WHERE ctid = %s::tid", dice.choice(STRANGE), dice.choice(log.rows(table))["ctid"])
    return f"no instant in {table}.{column}"


def empty_a_column(log, dice):
    table, column, _ = dice.choice(log.columns)
    row = dice.choice(log.rows(table))
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} ALTER {column} DROP IDENTITY IF EXISTS, ALTER {column} DROP NOT NULL")
    run(f"UPDATE {table} SET {column} = NULL WHERE ctid = %s::tid", row["ctid"])
    return f"empty {table}.{column}"


def delete_a_row(log, dice):
    table = dice.choice(TABLES)
    run(f"DELETE FROM {table} WHERE ctid = %s::tid", dice.choice(log.rows(table))["ctid"])
    return f"delete from {table}"


def delete_entry_and_link(log, dice):
    link = dice.choice(Link.objects.exclude(seq__in=[9999]).filter(hash__in=[x.hash for x in closed()]))
    run("DELETE FROM audit_link WHERE entry_id = %s", link.entry_id)
    run("DELETE FROM audit_entry WHERE id = %s", link.entry_id)
    return "delete an entry with its link"


def delete_everything_of_a_stream(log, dice):
    stream = dice.choice(list(Link.objects.values_list("stream", flat=True).distinct().order_by("stream")))
    run("DELETE FROM audit_entry WHERE id IN (SELECT entry_id FROM audit_link WHERE stream = %s)", stream)
    run("DELETE FROM audit_link WHERE stream = %s", stream)
    if dice.random() < 0.5:
        run("DELETE FROM audit_span WHERE stream = %s", stream)
    return "delete a whole stream"


def swap_two_entries(log, dice):
    first, second = dice.sample(list(Entry.objects.order_by("pk")), 2)
    columns = [c for t, c, _ in log.columns if t == "audit_entry" and c not in {"id", "uuid"}]
    names = ", ".join(columns)
    run(
        f"UPDATE audit_entry e SET ({names}) = (SELECT {names} FROM audit_entry o WHERE o.id = CASE e.id WHEN %s THEN %s ELSE %s END) WHERE id IN (%s, %s)",
        first.pk,
        second.pk,
        first.pk,
        first.pk,
        second.pk,
    )
    return "swap what two entries say"


def swap_two_places(log, dice):
    first, second = dice.sample(list(Link.objects.order_by("pk")), 2)
    run("UPDATE audit_link SET seq = -1, stream = 'x' WHERE entry_id = %s", first.pk)
    run("UPDATE audit_link SET seq = %s, stream = %s WHERE entry_id = %s", first.seq, first.stream, second.pk)
    run("UPDATE audit_link SET seq = %s, stream = %s WHERE entry_id = %s", second.seq, second.stream, first.pk)
    return "swap two places"


def swap_two_hours(log, dice):
    first, second = dice.sample(range(1, 5), 2)
    for old, new in ((first, 99), (second, first), (99, second)):
        run("UPDATE audit_hour SET number = %s WHERE number = %s", new, old)
        run("UPDATE audit_span SET hour_number = %s WHERE hour_number = %s", new, old)
    return "swap two hours"


def insert_an_entry_alone(log, dice):
    act(77, now=NOW)
    run("DELETE FROM audit_waiting WHERE entry_id = (SELECT max(id) FROM audit_entry)")
    return "insert an entry"


def insert_in_the_middle(log, dice):
    """A made-up entry at the place of another, which moves up with all after it; their hashes are made again."""
    link = dice.choice(closed())
    run("UPDATE audit_link SET seq = seq + 1000 WHERE stream = %s AND seq >= %s", link.stream, link.seq)
    run("UPDATE audit_link SET seq = seq - 999 WHERE stream = %s AND seq > 1000", link.stream)
    act(78, now=NOW, action=f"{link.stream}.forged")
    made = Entry.objects.order_by("-pk").first()
    run("DELETE FROM audit_waiting WHERE entry_id = %s", made.pk)
    run(
        "INSERT INTO audit_link (entry_id, stream, seq, previous_hash, hash, sealed_at) VALUES (%s, %s, %s, '', '', %s)",
        made.pk,
        link.stream,
        link.seq,
        link.sealed_at,
    )
    relink(link.stream)
    return "insert in the middle, links made again"


def insert_a_row(log, dice):
    table = dice.choice(["audit_waiting", "audit_span", "audit_hour", "audit_seal", "audit_root"])
    entry = dice.choice(Link.objects.order_by("pk")).entry_id
    last = Hour.objects.order_by("-number").first()
    values = {
        "audit_waiting": ("(entry_id) VALUES (%s)", entry),
        "audit_span": ("(hour_number, stream, first_seq, last_seq, tree) VALUES (%s, 'other', 1, 1, 'x')", dice.randint(1, 9)),
        "audit_hour": (
            f"""(number, from_at, to_at, seals, root, previous, closed_at, signed_by, signature, certificate, time_stamp)
            SELECT {last.number + 1}, to_at, to_at + interval '1 hour', 0, %s, '{digest_of(last)}', to_at + interval '1 hour', signed_by,
            signature, certificate, time_stamp FROM audit_hour WHERE number = {last.number}""",
            merkle_root([]).hex(),
        ),
        "audit_seal": ("(seq, entry_id, previous_hash, hash, sealed_at) VALUES (5, %s, 'x', 'y', now())", entry),
        "audit_root": (
            """(day, first_seq, last_seq, root, previous_root, signed_by, signature, certificate, time_stamp, closed_at)
            SELECT day + %s, 5, 5, root, root, signed_by, signature, certificate, time_stamp, closed_at FROM audit_root""", 1,
        ),
    }[table]  # fmt: skip
    run(f"INSERT INTO {table} {values[0]}", values[1])
    return f"insert into {table}"


def move_between_streams(log, dice):
    link = dice.choice(closed())
    target = dice.choice([s for s in ("land", "health", "files", "1:seals", "zz") if s != link.stream])
    run(
        "UPDATE audit_link SET stream = %s, seq = 1 + coalesce((SELECT max(seq) FROM audit_link WHERE stream = %s), 0) WHERE entry_id = %s",
        target,
        target,
        link.pk,
    )
    relink(target)
    relink(link.stream)
    return "move to another stream, links made again"


def replay_an_old_root(log, dice):
    old, new = sorted(dice.sample(range(1, 5), 2))
    names = "root, signature, certificate, time_stamp, previous, seals" if dice.random() < 0.5 else "signature, certificate, time_stamp"
    run(f"UPDATE audit_hour SET ({names}) = (SELECT {names} FROM audit_hour WHERE number = %s) WHERE number = %s", old, new)
    return "replay an old root"


def cut_the_end(log, dice):
    """The last hours go with all their entries: what is left is a log as it once was."""
    keep = dice.randint(1, 3)
    ends = dict(Span.objects.filter(hour_number__lte=keep).order_by("last_seq").values_list("stream", "last_seq"))
    run("DELETE FROM audit_hour WHERE number > %s", keep)
    run("DELETE FROM audit_span WHERE hour_number > %s", keep)
    for stream, end in ends.items():
        if not stream.startswith("1:"):
            run("DELETE FROM audit_entry WHERE id IN (SELECT entry_id FROM audit_link WHERE stream = %s AND seq > %s)", stream, end)
            run("DELETE FROM audit_link WHERE stream = %s AND seq > %s", stream, end)
    return "cut the end, roots too (found by the copies)"


def rewrite_everything(log, dice, how=""):
    """An entry says something else; digest, links, trees and roots are made again. Only the signatures cannot."""
    link = dice.choice(closed())
    entry = Entry.objects.get(pk=link.pk)
    entry.ground = f"forged {dice.random()}"
    facts = {
        n: getattr(entry, n)
        for n in (
            "uuid",
            "at",
            "actor_ref",
            "on_behalf_of",
            "action",
            "object_ref",
            "ground",
            "details",
            "person",
            "dossier",
            "unit",
            "form",
        )
    }
    run(
        "UPDATE audit_entry SET ground = %s, digest = %s WHERE id = %s",
        entry.ground,
        rules.digest_of(rules.record_of(**facts)).hex(),
        entry.pk,
    )
    relink(link.stream)
    how = how or dice.choice(["left", "unsigned", "own key", "signed anew", "signed anew, stamped back"])
    reroot(how)
    return f"rewrite everything, signatures: {how}"


def closed():
    ends = {}
    for span in Span.objects.order_by("last_seq"):
        ends[span.stream] = span.last_seq
    return [link for link in Link.objects.order_by("stream", "seq") if link.seq <= ends.get(link.stream, 0)]


def relink(stream):
    previous = GENESIS
    for link in Link.objects.filter(stream=stream).select_related("entry").order_by("seq"):
        told = rules.link_record(stream=stream, seq=link.seq, entry_id=link.pk, digest=link.entry.digest, sealed_at=link.sealed_at)
        current = chain_step(previous=previous, record=told)
        run("UPDATE audit_link SET previous_hash = %s, hash = %s WHERE entry_id = %s", previous.hex(), current.hex(), link.pk)
        previous = current


def reroot(how):
    previous = None
    for hour in Hour.objects.order_by("number"):
        spans = list(Span.objects.filter(hour_number=hour.number))
        for span in spans:
            if not span.stream.startswith("1:"):
                hashes = (
                    Link.objects.filter(stream=span.stream, seq__range=(span.first_seq, span.last_seq))
                    .order_by("seq")
                    .values_list("hash", flat=True)
                )
                span.tree = merkle_root([bytes.fromhex(h) for h in hashes]).hex()
                run("UPDATE audit_span SET tree = %s WHERE hour_number = %s AND stream = %s", span.tree, hour.number, span.stream)
        hour.root, hour.previous = merkle_root(leaves_of(spans)).hex(), previous or hour.previous
        if how == "unsigned":
            hour.signed_by, hour.signature, hour.certificate, hour.time_stamp = "", b"", b"", b""
        elif how == "own key":
            hour.signature = hashlib.sha256(b"mine" + content_of(hour) + bytes(hour.time_stamp)).digest()
        elif how.startswith("signed anew"):  # by somebody who has the key; only a copy outside, or the stamp's time, tells
            at = hour.closed_at if "back" in how else NOW + timedelta(days=90)
            made = DigestSigner().sign(content=content_of(hour), now=at)
            hour.signature, hour.time_stamp = made.signature, made.time_stamp
        run(
            "UPDATE audit_hour SET root = %s, previous = %s, signed_by = %s, signature = %s, certificate = %s, time_stamp = %s WHERE number = %s",
            hour.root, hour.previous, hour.signed_by, bytes(hour.signature), bytes(hour.certificate), bytes(hour.time_stamp), hour.number,
        )  # fmt: skip
        previous = digest_of(hour)


WAYS = [change_a_column] * 8 + [write_no_instant, empty_a_column] + [delete_a_row] * 3 + [
    delete_entry_and_link, delete_everything_of_a_stream, swap_two_entries, swap_two_places, swap_two_hours, insert_an_entry_alone,
    insert_in_the_middle, insert_a_row, insert_a_row, move_between_streams, replay_an_old_root, cut_the_end, rewrite_everything,
]  # fmt: skip
