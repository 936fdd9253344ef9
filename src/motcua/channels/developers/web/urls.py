"""Addresses of the room."""

from django.urls import path

from motcua.channels.developers.web import guide, managing

_HERE = "quan-tri/ung-dung/"
urlpatterns = [
    path("nha-phat-trien/", guide.guide, name="developers_guide"),
    path(_HERE, managing.clients, name="developers_clients"),
    path(f"{_HERE}<uuid:client_id>/khoa/", managing.new_secret, name="developers_client_secret"),
    path(f"{_HERE}<uuid:client_id>/thu-hoi/", managing.revoke, name="developers_client_revoke"),
    path(f"{_HERE}thong-bao/", managing.subscriptions, name="developers_subscriptions"),
    path(f"{_HERE}thong-bao/<uuid:subscription_id>/", managing.subscription, name="developers_subscription"),
    path(f"{_HERE}thong-bao/<uuid:subscription_id>/viec/", managing.act, name="developers_subscription_act"),
]
