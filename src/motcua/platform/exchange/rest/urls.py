"""Addresses that speak for themselves: the sandbox answers at any path."""

from django.urls import path

from motcua.platform.exchange.rest.sandbox import answer

urlpatterns = [path("api/v1/exchange/sandbox/<path:address>", answer, name="exchange_sandbox")]
