"""Addresses that speak for themselves: the sandbox answers at any path, GovStack's configuration management at its own."""

from django.urls import path

from motcua.platform.exchange.rest.govstack.api import api as govstack
from motcua.platform.exchange.rest.sandbox import answer

urlpatterns = [
    path("api/v1/exchange/sandbox/<path:address>", answer, name="exchange_sandbox"),
    path("api/govstack/information-mediator/", govstack.urls),
]
