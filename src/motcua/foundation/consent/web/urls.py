"""Addresses of consent."""

from django.urls import path

from motcua.foundation.consent.web import consents, counter, oversight, readings

urlpatterns = [
    path("tai-khoan/ai-da-xem/", readings.index, name="consent_readings"),
    path("tai-khoan/ai-da-xem/<uuid:access_id>/", readings.one, name="consent_reading"),
    path("tai-khoan/dong-y/", consents.index, name="consent_mine"),
    path("tai-khoan/dong-y/<slug:purpose>/cho/", consents.give, name="consent_give"),
    path("tai-khoan/dong-y/<slug:purpose>/rut/", consents.withdraw, name="consent_withdraw"),
    path("tai-khoan/dong-y/<uuid:consent_id>/", consents.one, name="consent_one"),
    path("lam-viec/dong-y/", counter.index, name="consent_counter"),
    path("lam-viec/dong-y/<slug:purpose>/", counter.give, name="consent_counter_give"),
    path("lam-viec/dong-y/<slug:purpose>/in/", counter.paper, name="consent_counter_paper"),
    path("lam-viec/dong-y/<slug:purpose>/rut/", counter.withdraw, name="consent_counter_withdraw"),
    path("quan-tri/du-lieu-ca-nhan/", oversight.overview, name="consent_oversight"),
    path("quan-tri/du-lieu-ca-nhan/luot-xem/", oversight.listing, name="consent_oversight_list"),
]
