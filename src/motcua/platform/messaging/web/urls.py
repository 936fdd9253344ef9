"""Addresses of messaging."""

from django.urls import path

from motcua.platform.messaging.web import demo, inbox

urlpatterns = [
    path("thong-bao/", inbox.index, name="messaging_inbox"),
    path("thong-bao/<uuid:message_id>/", inbox.message, name="messaging_message"),
    path("thong-bao/<uuid:message_id>/da-doc/", inbox.read, name="messaging_read"),
    path("demo/hop-thu/", demo.outbox, name="messaging_demo"),
]
