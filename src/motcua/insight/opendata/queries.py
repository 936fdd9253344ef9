"""Reads of the open data portal. Every row comes through the warehouse's door as an anonymous visitor would get it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pyarrow as pa
from django.urls import reverse

from motcua.insight.datasets import api as datasets
from motcua.insight.opendata import conf, models, rules
from motcua.insight.opendata.contracts import Dataset, DatasetColumn, DatasetUnknown, NoDataYet, Page
from motcua.insight.opendata.rules import Search
from motcua.kernel.actors import ANONYMOUS, Actor
from motcua.kernel.text import fold, syllables
from motcua.kit.shell import SearchHit


def catalogue(*, query: str = "") -> tuple[Dataset, ...]:
    """All published datasets, or those in whose texts every word of ``query`` occurs, with or without diacritics."""
    found = [_dataset(row) for row in models.Dataset.objects.filter(withdrawn_at=None).order_by("slug")]
    words = syllables(query)
    return tuple(d for d in found if all(word in _searched(d) for word in words))


def dataset(*, slug: str) -> Dataset:
    """One published dataset by its name or uuid; ``DatasetUnknown``."""
    for each in catalogue():
        if slug in (each.slug, str(each.id)):
            return each
    raise DatasetUnknown(slug=slug)


def rows(*, dataset: Dataset, search: Search, now: datetime, snapshot: str | None = None, count: bool = True) -> Page:
    """A page of rows as ``search`` asks; ``SearchInvalid`` for wrong arguments, ``NoDataYet`` before the first snapshot."""
    at = snapshot_of(snapshot=snapshot)
    wanted = rules.rows(dataset, search)
    limit = max(search.limit, 1)
    found = datasets.query(sql=wanted.sql, params=wanted.params, snapshot=at.id, actor=ANONYMOUS, now=now, max_rows=limit)
    total = None
    if count:
        counted = rules.total(dataset, search)
        total = int(datasets.query(sql=counted.sql, params=counted.params, snapshot=at.id, actor=ANONYMOUS, now=now).rows[0][0])
    return Page(
        columns=tuple(column(dataset, name) for name in wanted.columns),
        rows=found.rows if search.limit else (),
        total=total,
        snapshot=at.id,
        query_hash=found.query_hash,
        taken_at=at.taken_at,
    )


def batches(*, dataset: Dataset, now: datetime, snapshot: str | None = None) -> Iterator[pa.RecordBatch]:
    """All rows in Arrow batches, never all in memory."""
    wanted = rules.whole(dataset)
    return datasets.stream(sql=wanted.sql, params=wanted.params, snapshot=snapshot_of(snapshot=snapshot).id, actor=ANONYMOUS, now=now)


def snapshot_of(*, snapshot: str | None) -> datasets.Snapshot:
    """The snapshot asked for, or the current one; ``NoDataYet`` or ``SnapshotUnknown``."""
    if snapshot:
        return datasets.snapshot(snapshot_id=snapshot)
    latest = datasets.latest_snapshot()
    if latest is None or "gold.dossier_daily" not in latest.tables:
        raise NoDataYet
    return latest


def column(dataset: Dataset, name: str) -> DatasetColumn:
    """A column of the dataset, the row number included."""
    if name == rules.ROW_ID:
        return DatasetColumn(name=name, type="int", vi="Số thứ tự dòng", en="Row number")
    return next(c for c in dataset.columns if c.name == name)


def search_hits(*, query: str, actor: Actor, limit: int, now: datetime) -> list[SearchHit]:
    """Datasets for the one search box of the site."""
    return [
        SearchHit(title=d.title_vi, url=reverse("opendata_dataset", args=[d.slug]), summary=d.notes_vi[:160], kind="opendata")
        for d in catalogue(query=query)[:limit]
    ]


def _searched(dataset: Dataset) -> str:
    texts = (dataset.slug, dataset.title_vi, dataset.title_en, dataset.notes_vi, dataset.notes_en, *dataset.tags)
    return fold(" ".join(texts))


def _dataset(row: models.Dataset) -> Dataset:
    texts = row.texts
    k = conf.SMALLEST_CELL
    return Dataset(
        id=row.uuid,
        slug=row.slug,
        title_vi=texts["title"]["vi"],
        title_en=texts["title"]["en"],
        notes_vi=texts["notes"]["vi"],
        notes_en=texts["notes"]["en"],
        publisher_vi=texts["publisher"]["vi"],
        publisher_en=texts["publisher"]["en"],
        publisher_slug=texts["publisher"]["slug"],
        licence_id=texts["licence"]["id"],
        licence_title_vi=texts["licence"]["vi"],
        licence_title_en=texts["licence"]["en"],
        licence_url=texts["licence"]["url"],
        legal_basis_vi=texts["legal_basis"]["vi"],
        legal_basis_en=texts["legal_basis"]["en"],
        frequency_vi=texts["frequency"]["vi"],
        frequency_en=texts["frequency"]["en"],
        privacy_vi=texts["privacy"]["vi"].format(k=k),
        privacy_en=texts["privacy"]["en"].format(k=k),
        tags=tuple(row.tags),
        columns=tuple(DatasetColumn(**c) for c in row.columns),
        sql=row.sql,
        params={"k": k} if "$k" in row.sql else {},
        order=tuple(row.order_by),
        created_at=row.created_at,
        modified_at=row.modified_at,
    )
