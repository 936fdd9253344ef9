"""Addresses of the room."""

from django.urls import path

from motcua.channels.developers.web import guide, managing, usage
from motcua.channels.developers.web.catalogue import fields, listing, service, status, trying

_HERE = "quan-tri/ung-dung/"
_SERVICES = "nha-phat-trien/dich-vu/"
# A service's identifier has five segments, so its own pages end with a word after them.
urlpatterns = [
    path("nha-phat-trien/", guide.guide, name="developers_guide"),
    path(_SERVICES, listing.services, name="developers_services"),
    path("nha-phat-trien/tinh-trang/", status.status, name="developers_status"),
    path("nha-phat-trien/truong-du-lieu/", fields.fields, name="developers_fields"),
    path(f"{_SERVICES}<path:service>/thao-tac/", service.operations, name="developers_service_operations"),
    path(f"{_SERVICES}<path:service>/openapi.json", service.document, name="developers_service_openapi"),
    path(f"{_SERVICES}<path:service>/goi-thu/", trying.attempt, name="developers_service_try"),
    path(f"{_SERVICES}<path:service>/thay-doi/", service.changes, name="developers_service_changes"),
    path(f"{_SERVICES}<path:service>/", service.overview, name="developers_service"),
    path(f"{_HERE}luot-goi/", usage.usage, name="developers_usage"),
    path(_HERE, managing.clients, name="developers_clients"),
    path(f"{_HERE}<uuid:client_id>/khoa/", managing.new_secret, name="developers_client_secret"),
    path(f"{_HERE}<uuid:client_id>/thu-hoi/", managing.revoke, name="developers_client_revoke"),
    path(f"{_HERE}thong-bao/", managing.subscriptions, name="developers_subscriptions"),
    path(f"{_HERE}thong-bao/<uuid:subscription_id>/", managing.subscription, name="developers_subscription"),
    path(f"{_HERE}thong-bao/<uuid:subscription_id>/viec/", managing.act, name="developers_subscription_act"),
]
