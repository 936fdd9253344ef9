"""Addresses of the room."""

from django.urls import path

from motcua.platform.signon.web import authorise, consent, discovery, endpoints, logout, managing, mine

_HERE = "quan-tri/ung-dung-dang-nhap/"
urlpatterns = [
    path(".well-known/openid-configuration", discovery.configuration, name="signon_configuration"),
    path(".well-known/oauth-authorization-server", discovery.configuration, name="signon_metadata"),
    path("sso/jwks.json", discovery.keys, name="signon_keys"),
    path("sso/authorize", authorise.authorise, name="signon_authorise"),
    path("sso/tiep-tuc", authorise.go_on, name="signon_go_on"),
    path("sso/dong-y", consent.answer, name="signon_consent"),
    path("sso/token", endpoints.token, name="signon_token"),
    path("sso/userinfo", endpoints.userinfo, name="signon_userinfo"),
    path("sso/introspect", endpoints.introspect, name="signon_introspect"),
    path("sso/revoke", endpoints.revoke, name="signon_revoke"),
    path("sso/par", endpoints.push, name="signon_push"),
    path("sso/logout", logout.logout, name="signon_logout"),
    path("sso/dang-xuat", logout.confirmed, name="signon_logout_confirmed"),
    path("tai-khoan/ung-dung/", mine.mine, name="signon_mine"),
    path("tai-khoan/ung-dung/<uuid:application_id>/rut-lai/", mine.withdraw, name="signon_withdraw"),
    path(_HERE, managing.search, name="signon_applications"),
    path(f"{_HERE}them/", managing.create, name="signon_application_create"),
    path(f"{_HERE}<uuid:application_id>/", managing.one, name="signon_application"),
    path(f"{_HERE}<uuid:application_id>/sua/", managing.change, name="signon_application_change"),
    path(f"{_HERE}<uuid:application_id>/khoa/", managing.act, {"what": "khoa"}, name="signon_application_secret"),
    path(f"{_HERE}<uuid:application_id>/ngung/", managing.act, {"what": "ngung"}, name="signon_application_disable"),
    path(f"{_HERE}<uuid:application_id>/dung-lai/", managing.act, {"what": "dung_lai"}, name="signon_application_enable"),
]
