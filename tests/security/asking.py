"""One request of somebody, looked at and undone."""

from __future__ import annotations

import json

from django.db import connection, transaction


def ask(client, method, path, body=None, *, look=lambda: None):
    """The answer, and what ``look`` sees before whatever it did is undone; pages get a body as a form, the API as JSON."""
    with transaction.atomic():
        cookies = client.cookies.copy()
        if path.startswith("/api/"):
            sent = b"" if body is None else json.dumps(body).encode()
            answer = client.generic(method, path, sent, content_type="application/json", headers={"Idempotency-Key": "attack-0001"})
        else:
            answer = client.post(path, body) if body else client.generic(method, path)
        seen = look()
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer, seen


def writes():
    """Rows that this transaction wrote, by table; counted by the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables WHERE n_tup_ins + n_tup_upd + n_tup_del > 0")
        return dict(cursor.fetchall())
