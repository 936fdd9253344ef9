"""Secrets in the settings of adapters, for the rooms that keep and show them (declared in ``gateway/translate/secrets``)."""

from motcua.gateway.translate.secrets import SECRETS, put_back, secret_places, taken_out, without

__all__ = ["SECRETS", "put_back", "secret_places", "taken_out", "without"]
