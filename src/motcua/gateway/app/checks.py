"""What keeps an adapter from working, in both languages, for the people who run it."""

from __future__ import annotations

import asyncio
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from motcua.gateway.core.directory import Directory, Route
from motcua.gateway.translate.filing import MANIFESTS, FileTranslator
from motcua.gateway.translate.settings import FileSettings
from motcua.kernel.public_addresses import may_reach

Problem = dict[str, str]
_AT_ONCE = 16


async def check_adapters(directory: Directory) -> list[dict[str, Any]]:
    """Every service with an adapter: its kind, the fingerprint of its declaration, and its problems (``vi``, ``en``); none is good news."""
    places = asyncio.Semaphore(_AT_ONCE)

    async def one(route: Route) -> dict[str, Any]:
        async with places:
            problems = await _problems(directory, route)
        kind = route.service.adapter.kind if route.service.adapter else ""
        return {"service": str(route.id), "kind": kind, "translator": route.fingerprint, "ok": not problems, "problems": problems}

    return list(await asyncio.gather(*(one(route) for route in directory.routes.values() if route.translator is not None)))


async def _problems(directory: Directory, route: Route) -> list[Problem]:
    if isinstance(route.translator, FileTranslator):
        return await asyncio.to_thread(folder_problems, route.translator)
    return await _unreachable(directory, route)


async def _unreachable(directory: Directory, route: Route) -> list[Problem]:
    """Whether somebody listens where the service lives, and whether it is a place where a provider may live."""
    limits = directory.config.limits
    try:
        async with asyncio.timeout(limits.connect_s):
            _, writer = await asyncio.open_connection(route.origin[1], route.origin[2])
    except (OSError, TimeoutError):
        return [{"vi": f"Không kết nối được tới {route.host_header}.", "en": f"Nobody listens at {route.host_header}."}]
    peer = writer.get_extra_info("peername")
    writer.close()
    if not peer or not may_reach(str(peer[0]), networks=directory.config.networks):
        return [
            {
                "vi": f"{route.host_header} dẫn tới một mạng mà đối tác không được phép ở.",
                "en": f"{route.host_header} leads to a network in which no provider may live.",
            }
        ]
    return []


def folder_problems(translator: FileTranslator) -> list[Problem]:
    """Folders that are missing or closed, files that the partner does not fetch in its time, files in quarantine."""
    settings = translator.settings
    found: list[Problem] = []
    for name, needed in ((settings.outgoing.folder, os.W_OK), (settings.incoming_folder, os.W_OK | os.R_OK), (settings.work, os.W_OK)):
        folder = Path(name)
        if not name or (name == settings.work and not folder.exists() and folder.parent.is_dir()):
            continue
        if not folder.is_dir():
            found.append({"vi": f"Không có thư mục {name}.", "en": f"There is no folder {name}."})
        elif not os.access(folder, needed | os.X_OK):
            found.append({"vi": f"Không ghi được vào thư mục {name}.", "en": f"The folder {name} cannot be written."})
    found += _left_lying(settings)
    aside = Path(settings.work) / "quarantine"
    count = sum(1 for path in aside.glob("*.reason.json") if not path.name.startswith(".")) if aside.is_dir() else 0
    if count:
        found.append({"vi": f"{count} tệp nằm trong thư mục cách ly {aside}.", "en": f"{count} files lie in the quarantine {aside}."})
    return found


def _left_lying(settings: FileSettings) -> list[Problem]:
    folder, latest = Path(settings.outgoing.folder), time.time() - settings.answer_within_s
    if not settings.answer_within_s or not folder.is_dir():
        return []
    count = 0
    for path in folder.glob("[!.]*"):
        with suppress(FileNotFoundError):  # fetched at this moment
            count += not path.name.endswith(MANIFESTS) and path.stat().st_mtime < latest
    if not count:
        return []
    vi, en = f"Đối tác chưa lấy {count} tệp trong thư mục {folder}.", f"The partner has not fetched {count} files of {folder}."
    return [{"vi": vi, "en": en}]
