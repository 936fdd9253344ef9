"""Addresses of messaging."""

from django.urls import path

from motcua.platform.messaging.web import choosing, demo, inbox

urlpatterns = [
    path("thong-bao/", inbox.index, name="messaging_inbox"),
    path("thong-bao/cach-nhan/", choosing.choices, name="messaging_choices"),
    path("thong-bao/<uuid:message_id>/", inbox.message, name="messaging_message"),
    path("thong-bao/<uuid:message_id>/da-doc/", inbox.read, name="messaging_read"),
    path("lam-viec/thong-bao/", inbox.officers_index, name="messaging_officer_inbox"),
    path("lam-viec/thong-bao/cach-nhan/", choosing.officers_choices, name="messaging_officer_choices"),
    path("lam-viec/thong-bao/<uuid:message_id>/", inbox.officers_message, name="messaging_officer_message"),
    path("demo/hop-thu/", demo.outbox, name="messaging_demo"),
]
