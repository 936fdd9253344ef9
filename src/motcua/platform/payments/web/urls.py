"""Addresses of payments."""

from django.urls import path

from motcua.platform.payments.web import discrepancies, payer

urlpatterns = [
    path("thanh-toan/<uuid:payment_id>/", payer.payment, name="payments_payment"),
    path("thanh-toan/<uuid:payment_id>/trang-thai/", payer.state, name="payments_state"),
    path("lam-viec/doi-soat/", discrepancies.index, name="payments_discrepancies"),
    path("lam-viec/doi-soat/<uuid:discrepancy_id>/", discrepancies.resolve, name="payments_resolve"),
]
