"""What both national platforms do with records: take changed ones, answer queries, work through batches, judge quality."""

from __future__ import annotations

import re
import time
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from motcua.gateway.protocol import quality
from motcua.kernel.errors import NotFound
from motcua.simulator.peers.errors import BadRequest
from motcua.simulator.peers.store import Store

RECORD, JOB = "node_record", "node_job"
_MOST = 500
_FOLDER = Path(__file__).resolve().parents[3] / "platform" / "exchange" / "data" / "datasets"


class Node:
    """Records by data set. A record is ``{"key", "changed_at", "fields"}``; the same key with the same instant is the same record."""

    def __init__(self, *, store: Store, platform: str) -> None:
        self._store, self._platform = store, platform

    def take(self, dataset: str, records: Any) -> dict[str, Any]:
        """Keep what is good; ``{"accepted", "rejected": [{"key", "errors": [{"group", "field"}]}], "position"}``."""
        today = datetime.now(UTC).date()
        judged = [(one, _errors(dataset, one, today)) for one in _records(records)]
        position = 0
        with self._store.transaction():
            for one, errors in judged:
                if not errors:
                    position = self._store.put(self._kind(dataset), f"{one['key']}@{one['changed_at']}", one)
        rejected = [{"key": str(one.get("key", "")), "errors": errors} for one, errors in judged if errors]
        return {"accepted": len(judged) - len(rejected), "rejected": rejected, "position": position}

    def changed(self, dataset: str, *, after: int, limit: int) -> dict[str, Any]:
        """Records after a position, in the order in which they came."""
        found = self._store.all(self._kind(dataset), after=after, limit=min(max(limit, 1), _MOST))
        return {"records": [{"position": d.seq, **d.body} for d in found], "position": found[-1].seq if found else after}

    def query(self, dataset: str, key: str, fields: list[str]) -> dict[str, Any] | None:
        """The newest record of a key, only the wanted fields; None when there is none."""
        rows = [d.body for d in self._store.all(self._kind(dataset), limit=1_000_000) if d.body["key"] == key]
        if not rows:
            return None
        newest = max(rows, key=lambda r: str(r["changed_at"]))
        return {"key": key, "fields": {name: newest["fields"][name] for name in fields if name in newest["fields"]}}

    def submit(self, ref: str, dataset: str, records: Any, *, seconds: float, fails: bool) -> dict[str, Any]:
        """A batch under a reference: the same again is the same job."""
        if not ref:
            raise BadRequest(reason="ref")
        known = self._store.get(self._jobs, ref, now=0)
        if known is None:
            rows = _records(records)
            known = {"ref": ref, "dataset": dataset, "records": rows, "seconds": seconds, "fails": fails}
            known |= {"from": time.time(), "result": None}
            self._store.put(self._jobs, ref, known)
        return self.progress(ref)

    def progress(self, ref: str) -> dict[str, Any]:
        """``{"ref", "state": "running" | "done" | "failed", "done", "of"}``."""
        job = self._job(ref)
        share = 1.0 if not job["seconds"] else min((time.time() - job["from"]) / job["seconds"], 1.0)
        of = len(job["records"])
        state = "running" if share < 1 else "failed" if job["fails"] else "done"
        if state == "done" and job["result"] is None:
            job["result"] = self.take(job["dataset"], job["records"])
            self._store.put(self._jobs, ref, job)
        return {"ref": ref, "state": state, "done": int(of * share), "of": of}

    def result(self, ref: str) -> dict[str, Any]:
        """The result file of a job that is done: a line for each record."""
        if self.progress(ref)["state"] != "done":
            raise NotFound
        job = self._job(ref)
        bad = {r["key"]: r["errors"] for r in job["result"]["rejected"]}
        keys = [str(r.get("key", "")) for r in job["records"]]
        return {"ref": ref, "accepted": job["result"]["accepted"], "lines": [{"key": key, "errors": bad.get(key, [])} for key in keys]}

    def _kind(self, dataset: str) -> str:
        if not re.fullmatch(r"[a-z][a-z0-9_-]{0,40}", dataset):
            raise BadRequest(reason="dataset")
        return f"{RECORD}:{self._platform}:{dataset}"

    @property
    def _jobs(self) -> str:
        return f"{JOB}:{self._platform}"

    def _job(self, ref: str) -> dict[str, Any]:
        job = self._store.get(self._jobs, ref, now=0)
        if job is None:
            raise NotFound
        return job


def _records(records: Any) -> list[dict[str, Any]]:
    if not isinstance(records, list) or len(records) > _MOST or not all(isinstance(r, dict) for r in records):
        raise BadRequest(reason="records")
    return records


@cache
def dictionaries() -> dict[str, quality.Dictionary]:
    """The platform's data dictionaries, by data set."""
    documents = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(_FOLDER.glob("*.yaml"))]
    return {str(d["code"]): quality.read_dictionary(d["dictionary"]) for d in documents}


def _errors(dataset: str, one: dict[str, Any], today: date) -> list[dict[str, str]]:
    """What is wrong with a record, in the eight groups; a data set without a dictionary must only be filled in."""
    fields = one.get("fields")
    if not one.get("key") or not isinstance(fields, dict) or not fields:
        return [{"group": quality.Group.MISSING, "field": "key"}]
    dictionary = dictionaries().get(dataset) or quality.read_dictionary({"fields": [{"name": n, "required": True} for n in fields]})
    report = quality.assess(dictionary, [fields], today=today)
    errors = [{"group": str(group), "field": field.name} for field in report.fields for group in field.errors]
    try:
        zoned = datetime.fromisoformat(str(one.get("changed_at", ""))).tzinfo is not None
    except ValueError:
        zoned = False
    return errors if zoned else [*errors, {"group": str(quality.Group.FORMAT), "field": "changed_at"}]
