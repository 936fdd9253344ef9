"""Addresses of the national portal's room."""

from django.urls import path

from motcua.channels.national.web import comparing, queues

_HERE = "lam-viec/cong-quoc-gia/"
urlpatterns = [
    path(_HERE, queues.overview, name="national_queues"),
    path(f"{_HERE}chay/", queues.run, name="national_run"),
    path(f"{_HERE}phat-lai/", queues.replay, name="national_replay"),
    path(f"{_HERE}nhan/", queues.intakes, name="national_intakes"),
    path(f"{_HERE}nhan/<int:intake_id>/", queues.intake, name="national_intake"),
    path(f"{_HERE}gui/", queues.tellings, name="national_tellings"),
    path(f"{_HERE}gui/<int:telling_id>/gui-lai/", queues.resend, name="national_resend"),
    path(f"{_HERE}doi-chieu/", comparing.differences, name="national_differences"),
    path(f"{_HERE}doi-chieu/<int:difference_id>/", comparing.settle, name="national_settle"),
    path(f"{_HERE}theo-bo/", comparing.mirrors, name="national_mirrors"),
]
