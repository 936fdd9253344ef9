"""The store for programs: papers and their files, shares with their use, what units ask for, the national store."""

from __future__ import annotations

from ninja import Router

from motcua.services.vault.rest import national, papers, requests, shares

router = Router()
for _topic in (papers, shares, requests, national):
    router.add_router("", _topic.router)
