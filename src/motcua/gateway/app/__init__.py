"""The data plane process: server, client of the providers, journal, configuration."""

from motcua.gateway.app.process import Gateway, run

__all__ = ["Gateway", "run"]
