"""Addresses of the room."""

from django.urls import path

from motcua.services.privacy.web import breach_steps, breaches, carrying, impact_steps, impacts, naming, officers, people, processing

_DESK = "lam-viec/du-lieu-ca-nhan/"
_BREACH = f"{_DESK}vi-pham/"
_IMPACT = f"{_DESK}danh-gia-tac-dong/"

urlpatterns = [
    path("quyen-du-lieu/", people.index, name="privacy_rights"),
    path("quyen-du-lieu/xu-ly/", processing.public, name="privacy_processing"),
    path("quyen-du-lieu/bo/<slug:kind>/", people.lift, name="privacy_lift"),
    path("quyen-du-lieu/ban-sao/<str:code>/", people.take, name="privacy_package"),
    path(f"{_DESK}yeu-cau/<str:code>/them-muc/", naming.add, name="privacy_item"),
    path(f"{_DESK}yeu-cau/<str:code>/<slug:verb>/", carrying.act, name="privacy_carry"),
    path(f"{_DESK}xu-ly/", processing.register, name="privacy_register"),
    path(f"{_DESK}xu-ly.<str:kind>", processing.export, name="privacy_register_export"),
    path(_DESK, officers.index, name="privacy_desk"),
    path(f"{_DESK}can-sua/", naming.tasks, name="privacy_tasks"),
    path(f"{_DESK}phu-trach/", officers.responsible, name="privacy_dpo"),
    path(f"{_DESK}phu-trach/<uuid:term_id>/thoi/", officers.end, name="privacy_dpo_end"),
    path(_BREACH, breaches.index, name="privacy_breaches"),
    path(f"{_BREACH}bao/", breaches.report, name="privacy_breach_report"),
    path(f"{_BREACH}xuat.<str:kind>", breaches.export, name="privacy_breach_export"),
    path(f"{_BREACH}<str:code>/", breaches.one, name="privacy_breach"),
    path(f"{_BREACH}<str:code>/thong-bao.pdf", breaches.notice, name="privacy_breach_notice"),
    path(f"{_BREACH}<str:code>/chung-cu/<uuid:file_id>/", breaches.evidence, name="privacy_breach_evidence"),
    path(f"{_BREACH}<str:code>/<slug:step>/", breach_steps.step, name="privacy_breach_step"),
    path(_IMPACT, impacts.index, name="privacy_impacts"),
    path(f"{_IMPACT}lap/", impacts.begin, name="privacy_impact_begin"),
    path(f"{_IMPACT}xuat.<str:kind>", impacts.export, name="privacy_impact_export"),
    path(f"{_IMPACT}<str:code>/", impacts.one, name="privacy_impact"),
    path(f"{_IMPACT}<str:code>/viet/", impacts.write, name="privacy_impact_write"),
    path(f"{_IMPACT}<str:code>/rui-ro/<int:number>/", impacts.risk, name="privacy_impact_risk"),
    path(f"{_IMPACT}<str:code>/ho-so.<str:kind>", impacts.paper, name="privacy_impact_paper"),
    path(f"{_IMPACT}<str:code>/tai-lieu/<uuid:file_id>/", impacts.evidence, name="privacy_impact_evidence"),
    path(f"{_IMPACT}<str:code>/<slug:step>/", impact_steps.step, name="privacy_impact_step"),
]
