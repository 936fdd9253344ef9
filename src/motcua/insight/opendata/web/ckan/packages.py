"""Packages, resources, organisations, tags and licences as CKAN shows them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings
from django.urls import reverse

from motcua import __version__
from motcua.insight.opendata import api as opendata
from motcua.insight.opendata.contracts import Dataset

FORMATS = {
    "csv": ("CSV", "text/csv"),
    "json": ("JSON", "application/json"),
    "parquet": ("Parquet", "application/vnd.apache.parquet"),
    "xlsx": ("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def stamp(at: datetime) -> str:
    """CKAN's instants: UTC, without an offset, with microseconds."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")


def resource_id(dataset: Dataset, kind: str = "csv") -> UUID:
    """The id of a dataset's download; that of CSV is also its datastore's."""
    return uuid5(dataset.id, kind)


def of_resource(ident: str) -> tuple[Dataset, str] | None:
    """The dataset and format of a resource id; a dataset's own name stands for its rows."""
    for dataset in opendata.catalogue():
        for kind in FORMATS:
            if ident == str(resource_id(dataset, kind)):
                return dataset, kind
        if ident in (dataset.slug, str(dataset.id)):
            return dataset, "csv"
    return None


def organization(dataset: Dataset) -> dict[str, Any]:
    """The publisher as an organisation."""
    ident = str(uuid5(NAMESPACE_URL, f"{settings.MOTCUA_BASE_URL}/to-chuc/{dataset.publisher_slug}"))
    return {
        "id": ident,
        "name": dataset.publisher_slug,
        "title": dataset.publisher_vi,
        "type": "organization",
        "description": dataset.publisher_en,
        "image_url": "",
        "created": stamp(dataset.created_at),
        "is_organization": True,
        "approval_status": "approved",
        "state": "active",
    }


def tag(name: str) -> dict[str, Any]:
    """One tag."""
    ident = str(uuid5(NAMESPACE_URL, f"tag:{name}"))
    return {"display_name": name, "id": ident, "name": name, "state": "active", "vocabulary_id": None}


def licence(dataset: Dataset) -> dict[str, Any]:
    """The licence of a dataset as CKAN's register of licences shows it."""
    return {
        "id": dataset.licence_id,
        "title": dataset.licence_title_vi,
        "url": dataset.licence_url,
        "status": "active",
        "od_conformance": "approved",
        "osd_conformance": "not reviewed",
        "is_okd_compliant": True,
        "is_osi_compliant": False,
        "is_generic": False,
        "family": "",
        "maintainer": "",
        "domain_content": False,
        "domain_data": True,
        "domain_software": False,
    }


def package(dataset: Dataset, *, now: datetime) -> dict[str, Any]:
    """``package_show``: every key that CKAN 2.12 gives. Data change with each snapshot, so that is when the package was modified."""
    try:
        taken = opendata.snapshot_of(snapshot=None)
    except opendata.NoDataYet:
        taken = None
    modified = max(dataset.modified_at, taken.taken_at) if taken else dataset.modified_at
    made = organization(dataset)
    resources = [resource(dataset, kind, place, modified=modified) for place, kind in enumerate(FORMATS)]
    extras = [
        ("legal_basis", dataset.legal_basis_vi),
        ("frequency", dataset.frequency_vi),
        ("privacy", dataset.privacy_vi),
        ("title_en", dataset.title_en),
        ("notes_en", dataset.notes_en),
        ("snapshot", taken.id if taken else ""),
    ]
    return {
        "author": dataset.publisher_vi,
        "author_email": "",
        "creator_user_id": "",
        "id": str(dataset.id),
        "isopen": True,
        "license_id": dataset.licence_id,
        "license_title": dataset.licence_title_vi,
        "license_url": dataset.licence_url,
        "maintainer": "",
        "maintainer_email": "",
        "metadata_created": stamp(dataset.created_at),
        "metadata_modified": stamp(modified),
        "name": dataset.slug,
        "notes": dataset.notes_vi,
        "num_resources": len(resources),
        "num_tags": len(dataset.tags),
        "organization": made,
        "owner_org": made["id"],
        "private": False,
        "state": "active",
        "title": dataset.title_vi,
        "type": "dataset",
        "url": settings.MOTCUA_BASE_URL + reverse("opendata_dataset", args=[dataset.slug]),
        "version": taken.id if taken else "",
        "extras": [{"key": key, "value": value} for key, value in extras],
        "groups": [],
        "resources": resources,
        "tags": [tag(name) for name in dataset.tags],
        "relationships_as_subject": [],
        "relationships_as_object": [],
    }


def resource(dataset: Dataset, kind: str, place: int, *, modified: datetime) -> dict[str, Any]:
    """One download as CKAN's resource; the CSV is also the datastore."""
    name, mime = FORMATS[kind]
    return {
        "cache_last_updated": None,
        "cache_url": None,
        "created": stamp(dataset.created_at),
        "datastore_active": kind == "csv",
        "description": dataset.privacy_vi,
        "format": name,
        "hash": "",
        "id": str(resource_id(dataset, kind)),
        "last_modified": stamp(modified),
        "metadata_modified": stamp(modified),
        "mimetype": mime,
        "mimetype_inner": None,
        "name": f"{dataset.title_vi} ({name})",
        "package_id": str(dataset.id),
        "position": place,
        "resource_type": None,
        "size": None,
        "state": "active",
        "url": settings.MOTCUA_BASE_URL + reverse("opendata_download", args=[dataset.slug, kind]),
        "url_type": "datastore" if kind == "csv" else None,
    }


def status() -> dict[str, Any]:
    """``status_show``: which product answers, in CKAN's keys."""
    return {
        "ckan_version": "2.12.0",
        "site_url": settings.MOTCUA_BASE_URL,
        "site_description": "",
        "site_title": str(settings.MOTCUA_CITY),
        "error_emails_to": None,
        "locale_default": "vi",
        "extensions": ["datastore", f"motcua-{__version__}"],
    }
