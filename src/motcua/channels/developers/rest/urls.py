"""Addresses of the façades that speak somebody else's interface."""

from django.urls import path

from motcua.channels.developers.rest.govstack.api import api as govstack

urlpatterns = [path("api/govstack/registration/", govstack.urls)]
