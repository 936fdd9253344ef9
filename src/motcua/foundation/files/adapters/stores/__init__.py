"""The store that this installation uses."""

from __future__ import annotations

from motcua.foundation.files import conf
from motcua.foundation.files.adapters.stores.folder import FolderStore
from motcua.foundation.files.adapters.stores.s3 import S3Settings, S3Store
from motcua.foundation.files.contracts import Store
from motcua.kit.conf import data_dir


def store() -> Store:
    """The configured store; cheap to make, holds nothing between calls."""
    if conf.STORE == "s3":
        return S3Store(
            S3Settings(
                endpoint=conf.S3_ENDPOINT, bucket=conf.S3_BUCKET, region=conf.S3_REGION, key_id=conf.S3_KEY, secret=conf.S3_SECRET
            )
        )
    return FolderStore(data_dir() / "files")


def check_config() -> None:
    """Raise RuntimeError with a sentence when contents cannot be kept."""
    if conf.STORE == "s3":
        missing = [name for name in ("S3_ENDPOINT", "S3_BUCKET", "S3_KEY", "S3_SECRET") if not getattr(conf, name)]
        if missing:
            raise RuntimeError(f"empty: {', '.join(f'MOTCUA_FILES_{name}' for name in missing)}")
        store().has(sha256="0" * 64)
    elif conf.STORE != "folder":
        raise RuntimeError(f"MOTCUA_FILES_STORE is {conf.STORE!r}; it must be 'folder' or 's3'")
    else:
        FolderStore(data_dir() / "files").check()
