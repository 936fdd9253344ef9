"""Addresses of casework."""

from __future__ import annotations

from motcua.platform.casework.web.citizen.urls import urlpatterns as citizen
from motcua.platform.casework.web.officer.urls import urlpatterns as officer
from motcua.platform.casework.web.procedures.urls import urlpatterns as procedures

urlpatterns = [*citizen, *officer, *procedures]
