"""The data plane process: server, client of the providers, journal, configuration."""

from motcua.gateway.app.process import Gateway, Place, run
from motcua.gateway.app.workers import Parent, ask_to_upgrade

__all__ = ["Gateway", "Parent", "Place", "ask_to_upgrade", "run"]
