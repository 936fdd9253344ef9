"""Addresses of the outbox."""

from django.urls import path

from motcua.foundation.outbox.web import views

urlpatterns = [
    path("lam-viec/su-kien/", views.parked, name="outbox_parked"),
    path("lam-viec/su-kien/<int:delivery_id>/chay-lai/", views.replay, name="outbox_replay"),
]
