"""``python -m motcua.gateway --config FILE --data DIR --port N``: the exchange data plane."""

from __future__ import annotations

import argparse
import logging
import signal
import socket
import sys
from pathlib import Path

from motcua.gateway.app import Parent, Place, ask_to_upgrade, run
from motcua.gateway.core.log import LogError
from motcua.gateway.evidence.command import run_verify

_MOST_WORKERS = 32  # during an upgrade twice as many shards are written


def main(arguments: list[str] | None = None) -> int:
    """Parse the command line; 0 after an orderly stop, 1 when the process cannot start or the log does not verify."""
    options = _parse(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s", stream=sys.stderr)
    if options.verify:
        return run_verify([options.data])
    try:
        if options.upgrade:
            ask_to_upgrade(options.data)
        elif options.fd is not None:
            signal.pthread_sigmask(signal.SIG_SETMASK, ())  # the parent waits for its signals with them blocked, and that is inherited
            listener, line = socket.socket(fileno=options.fd), socket.socket(fileno=options.parent)
            place = Place(host=options.host, port=options.port, listener=listener, parent=line)
            run(config=options.config, data=options.data, place=place, workers=options.workers)
        elif options.workers:
            return _parent(options).run()
        else:
            run(config=options.config, data=options.data, place=Place(host=options.host, port=options.port))
    except (LogError, OSError) as error:
        logging.getLogger("motcua.gateway").error("cannot run: %s", error)  # noqa: TRY400
        return 1
    return 0


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="motcua gateway", description="Exchange data plane: X-Road REST, signed and logged.")
    parser.add_argument(
        "--config", type=Path, help="JSON file written by the exchange room; followed while running, awaited when it is not there yet"
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of the signing key and the message log")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    parser.add_argument("--port", type=int, default=8020)
    parser.add_argument(
        "--workers", type=int, default=0, help="so many worker processes on the port, each with a shard of the log; 0: this process alone"
    )
    parser.add_argument("--upgrade", action="store_true", help="let the workers on --data be replaced by new ones, and exit")
    parser.add_argument("--verify", action="store_true", help="check the message log in --data, all its shards, and exit")
    parser.add_argument("--fd", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--parent", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.config is None and not (options.verify or options.upgrade):
        parser.error("--config is required")
    if not 0 <= options.workers <= _MOST_WORKERS:
        parser.error(f"--workers must lie between 0 and {_MOST_WORKERS}")
    return options


def _parent(options: argparse.Namespace) -> Parent:
    names = ("config", "data", "workers", "host", "port")
    words = [word for name in names for word in (f"--{name}", str(getattr(options, name)))]
    command = [sys.executable, "-m", "motcua.gateway", *words]
    return Parent(command=command, workers=options.workers, data=options.data, host=options.host, port=options.port)


if __name__ == "__main__":
    sys.exit(main())
