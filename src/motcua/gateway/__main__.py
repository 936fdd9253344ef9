"""``python -m motcua.gateway --config FILE --data DIR --port N``: the exchange data plane."""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path

from motcua.gateway.app import run
from motcua.gateway.core.log import LogError
from motcua.gateway.evidence.command import run_verify


def main(arguments: list[str] | None = None) -> int:
    """Parse the command line; 0 after an orderly stop, 1 when the process cannot start or the log does not verify."""
    parser = argparse.ArgumentParser(prog="motcua gateway", description="Exchange data plane: X-Road REST, signed and logged.")
    parser.add_argument(
        "--config", type=Path, help="JSON file written by the exchange room; followed while running, awaited when it is not there yet"
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of the signing key and the message log")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    parser.add_argument("--port", type=int, default=8020)
    parser.add_argument("--verify", action="store_true", help="check the message log in --data and exit")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s", stream=sys.stderr)
    if options.verify:
        return run_verify([options.data])
    if options.config is None:
        parser.error("--config is required")
    try:
        run(config=options.config, data=options.data, host=options.host, port=options.port)
    except (LogError, OSError) as error:
        logging.getLogger("motcua.gateway").error("cannot run: %s", error)  # noqa: TRY400
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
