"""``motcua audit check-proof FILE``: the check of a downloaded proof, without a database, settings or network."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from motcua.foundation.audit.contracts.proofs import check_proof


def main(argv: Sequence[str]) -> int:
    """Print each step and who signed; 0 when everything holds."""
    parser = argparse.ArgumentParser(prog="motcua audit check-proof", description="Check a downloaded proof; needs the file alone.")
    parser.add_argument("file")
    parser.add_argument("--fingerprint", default="", help="SHA-256 of the published certificate of the log, in hex")
    options = parser.parse_args(argv)
    try:
        document = json.loads(Path(options.file).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        print(f"FAIL  {options.file} cannot be read as JSON: {error}")
        return 1
    verdict = check_proof(document=document if isinstance(document, dict) else {})
    for name, ok in verdict.steps:
        print(f"{'ok  ' if ok else 'FAIL'}  {name}")
    wanted = options.fingerprint.lower().replace(":", "")
    known = not wanted or wanted == verdict.fingerprint
    if wanted:
        print(f"{'ok  ' if known else 'FAIL'}  the certificate is the published one")
    if verdict.ok:
        print(f"signed by {verdict.signer}\ncertificate sha256 {verdict.fingerprint}")
        print(f"time-stamped {verdict.stamped_at} by {verdict.stamped_by}")
    return 0 if verdict.ok and known else 1
