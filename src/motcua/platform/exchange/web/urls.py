"""Addresses of the exchange."""

from django.urls import path

from motcua.platform.exchange.web import overview, running, sharing, views

_HERE = "lam-viec/truc-lien-thong/"
urlpatterns = [
    path(_HERE, views.log, name="exchange_log"),
    path(f"{_HERE}<uuid:request_id>/", views.message, name="exchange_message"),
    path(f"{_HERE}tong-quan/", overview.overview, name="exchange_overview"),
    path(f"{_HERE}he-thong/", overview.clients, name="exchange_clients"),
    path(f"{_HERE}dich-vu/", overview.services, name="exchange_services"),
    path(f"{_HERE}dich-vu/xem/", overview.service, name="exchange_service"),
    path(f"{_HERE}dich-vu/sua/", overview.change, name="exchange_service_change"),
    path(f"{_HERE}dich-vu/bat-tat/", overview.switch, name="exchange_service_switch"),
    path(f"{_HERE}yeu-cau/", sharing.requests, name="exchange_requests"),
    path(f"{_HERE}yeu-cau/lap/", sharing.ask, name="exchange_ask"),
    path(f"{_HERE}yeu-cau/lap/noi-dung/", sharing.terms, name="exchange_ask_terms"),
    path(f"{_HERE}yeu-cau/<str:code>/", sharing.one, name="exchange_request"),
    path(f"{_HERE}yeu-cau/<str:code>/ban-in/", sharing.decision, name="exchange_decision"),
    path(f"{_HERE}yeu-cau/<str:code>/buoc/<str:act>/", sharing.move, name="exchange_move"),
    path(f"{_HERE}nhom/", running.groups, name="exchange_groups"),
    path(f"{_HERE}nhom/sua/", running.group, name="exchange_group"),
    path(f"{_HERE}khoa/", running.keys, name="exchange_keys"),
    path(f"{_HERE}khoa/them-chung-thu/", running.certificate, name="exchange_certificate"),
    path(f"{_HERE}khoa/cap-khoa/", running.credential, name="exchange_credential"),
    path(f"{_HERE}khoa/thu-hoi/<str:what>/<uuid:key_id>/", running.revoke, name="exchange_revoke"),
    path(f"{_HERE}cau-hinh/", running.versions, name="exchange_versions"),
    path(f"{_HERE}cau-hinh/<int:number>/", running.version, name="exchange_version"),
    path(f"{_HERE}cau-hinh/<int:number>/khoi-phuc/", running.restore, name="exchange_restore"),
    path(f"{_HERE}bao-tri/", running.maintenance, name="exchange_maintenance"),
]
