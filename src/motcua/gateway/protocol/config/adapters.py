"""Checks of adapters: the declaration holds, and files are written only where the operator lets partners' folders lie."""

from __future__ import annotations

from pathlib import PurePosixPath

from motcua.gateway.protocol.config.refusing import refuse
from motcua.gateway.protocol.config.shapes import Service
from motcua.gateway.translate.declarations import declare, declare_offer
from motcua.gateway.translate.errors import WrongDeclaration
from motcua.gateway.translate.settings import FileSettings


def check_roots(folders: tuple[str, ...]) -> None:
    """Raise ConfigError unless every root of partners' folders is an absolute path below the root of the machine."""
    for folder in folders:
        path = PurePosixPath(folder)
        refuse(not path.is_absolute() or ".." in path.parts or len(path.parts) < 2, f"folders: {folder!r} cannot be open to partners")  # noqa: PLR2004


def speaks_files(service: Service) -> bool:
    """Whether the service is reached through folders, so that it has no address."""
    return service.adapter is not None and service.adapter.kind == "files"


def check_adapter(service: Service, roots: tuple[str, ...]) -> None:
    """Raise ConfigError with the place in the declaration that cannot hold."""
    if service.soap_offer is not None:
        try:
            declare_offer(service.soap_offer)
        except WrongDeclaration as wrong:
            refuse(True, f"{service.id}: soap_offer.{wrong}")
    if service.adapter is None:
        return
    try:
        settings = declare(service.adapter.kind, service.adapter.settings)
    except WrongDeclaration as wrong:
        refuse(True, f"{service.id}: adapter.{wrong}")
        return
    if isinstance(settings, FileSettings):
        refuse(bool(service.base_url), f"{service.id}: an adapter of files has folders and no base_url")
        for folder in filter(None, (settings.work, settings.outgoing.folder, settings.incoming_folder)):
            inside = any(PurePosixPath(folder).is_relative_to(root) for root in roots)
            refuse(not inside, f"{service.id}: adapter: {folder} lies in none of the folders that are open to partners")
