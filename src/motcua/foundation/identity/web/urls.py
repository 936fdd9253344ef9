"""Addresses of identity; the names below ``/tai-khoan/`` are those that allauth looks up."""

from django.urls import path

from motcua.foundation.identity.web import citizens, delegations, factors, officers, organisations, staff, vneid

urlpatterns = [
    path("tai-khoan/", citizens.account, name="identity_account"),
    path("tai-khoan/thay-mat/", organisations.act_for, name="identity_act_for"),
    path("tai-khoan/to-chuc/", organisations.mine, name="identity_organisations"),
    path("tai-khoan/to-chuc/<uuid:organisation_id>/", organisations.one, name="identity_organisation"),
    path("tai-khoan/to-chuc/<uuid:organisation_id>/uy-quyen/", organisations.give, name="identity_authorise"),
    path("tai-khoan/uy-quyen/<uuid:authorisation_id>/", organisations.show, name="identity_authorisation"),
    path("tai-khoan/uy-quyen/<uuid:authorisation_id>/nhan/", organisations.accept, name="identity_authorisation_accept"),
    path("tai-khoan/uy-quyen/<uuid:authorisation_id>/thoi/", organisations.end, name="identity_authorisation_end"),
    path("tai-khoan/oidc/<slug:provider_id>/login/", vneid.sign_in, name="openid_connect_login"),
    path("tai-khoan/oidc/<slug:provider_id>/login/callback/", vneid.callback, name="openid_connect_callback"),
    path("tai-khoan/can-bo/dang-nhap/", officers.sign_in, name="account_login"),
    path("tai-khoan/can-bo/xac-thuc/", officers.authenticate, name="mfa_authenticate"),
    path("tai-khoan/can-bo/khoa-dang-nhap/", officers.sign_in_by_passkey, name="mfa_login_webauthn"),
    path("tai-khoan/can-bo/xac-nhan-lai/", officers.reauthenticate, name="account_reauthenticate"),
    path("tai-khoan/can-bo/xac-nhan-lai-ma/", officers.reauthenticate_by_code, name="mfa_reauthenticate"),
    path("tai-khoan/can-bo/xac-nhan-lai-khoa/", officers.reauthenticate_by_passkey, name="mfa_reauthenticate_webauthn"),
    path("tai-khoan/dang-xuat/", officers.sign_out, name="account_logout"),
    path("tai-khoan/bi-khoa/", officers.inactive, name="account_inactive"),
    path("tai-khoan/bao-mat/", factors.index, name="mfa_index"),
    path("tai-khoan/bao-mat/ung-dung/", factors.activate, name="mfa_activate_totp"),
    path("tai-khoan/bao-mat/khoa/", factors.index, name="mfa_list_webauthn"),
    path("tai-khoan/bao-mat/khoa/them/", factors.add_passkey, name="mfa_add_webauthn"),
    path("tai-khoan/bao-mat/khoa/<int:pk>/go/", factors.remove_passkey, name="mfa_remove_webauthn"),
    path("tai-khoan/bao-mat/ma-du-phong/", factors.recovery_codes, name="mfa_view_recovery_codes"),
    path("lam-viec/uy-quyen/", delegations.mine, name="identity_delegations"),
    path("lam-viec/uy-quyen/giao/", delegations.give, name="identity_delegation_give"),
    path("lam-viec/uy-quyen/<uuid:delegation_id>/", delegations.show, name="identity_delegation"),
    path("lam-viec/uy-quyen/<uuid:delegation_id>/thu-hoi/", delegations.revoke, name="identity_delegation_revoke"),
    path("lam-viec/uy-quyen/<uuid:delegation_id>/xac-nhan/", delegations.confirm, name="identity_delegation_confirm"),
    path("lam-viec/uy-quyen/<uuid:delegation_id>/van-ban/", delegations.paper, name="identity_delegation_paper"),
    path("quan-tri/can-bo/", staff.search, name="identity_staff"),
    path("quan-tri/can-bo/them/", staff.create, name="identity_staff_create"),
    path("quan-tri/can-bo/<str:code>/", staff.one, name="identity_staff_one"),
    path("quan-tri/can-bo/<str:code>/bo-nhiem/", staff.appoint, name="identity_staff_appoint"),
    path("quan-tri/can-bo/<str:code>/thoi-giu/", staff.release, name="identity_staff_release"),
    path("quan-tri/can-bo/<str:code>/go-xac-thuc/", staff.reset, name="identity_staff_reset"),
]
