"""Addresses of the room."""

from django.urls import path

from motcua.services.privacy.web import breach_steps, breaches, officers

_DESK = "lam-viec/du-lieu-ca-nhan/"
_BREACH = f"{_DESK}vi-pham/"

urlpatterns = [
    path(_DESK, officers.index, name="privacy_desk"),
    path(f"{_DESK}phu-trach/", officers.responsible, name="privacy_dpo"),
    path(f"{_DESK}phu-trach/<uuid:term_id>/thoi/", officers.end, name="privacy_dpo_end"),
    path(_BREACH, breaches.index, name="privacy_breaches"),
    path(f"{_BREACH}bao/", breaches.report, name="privacy_breach_report"),
    path(f"{_BREACH}xuat.<str:kind>", breaches.export, name="privacy_breach_export"),
    path(f"{_BREACH}<str:code>/", breaches.one, name="privacy_breach"),
    path(f"{_BREACH}<str:code>/thong-bao.pdf", breaches.notice, name="privacy_breach_notice"),
    path(f"{_BREACH}<str:code>/chung-cu/<uuid:file_id>/", breaches.evidence, name="privacy_breach_evidence"),
    path(f"{_BREACH}<str:code>/<slug:step>/", breach_steps.step, name="privacy_breach_step"),
]
