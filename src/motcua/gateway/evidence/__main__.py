"""``python -m motcua.gateway.evidence``: the same as ``motcua exchange``."""

from __future__ import annotations

import sys

from motcua.gateway.evidence.command import main

if __name__ == "__main__":
    sys.exit(main())
