"""Addresses of payments."""

from django.urls import path

from motcua.platform.payments.web import cash, discrepancies, payer, receipts, refunds

urlpatterns = [
    path("thanh-toan/<uuid:payment_id>/", payer.payment, name="payments_payment"),
    path("thanh-toan/<uuid:payment_id>/trang-thai/", payer.state, name="payments_state"),
    path("thanh-toan/<uuid:payment_id>/truc-tuyen/", payer.online, name="payments_online"),
    path("thanh-toan/<uuid:payment_id>/tro-ve/", payer.back, name="payments_return"),
    path("thanh-toan/bien-lai/<uuid:receipt_id>/", payer.receipt, name="payments_receipt"),
    path("lam-viec/doi-soat/", discrepancies.index, name="payments_discrepancies"),
    path("lam-viec/doi-soat/danh-sach.csv", discrepancies.export, name="payments_discrepancies_csv"),
    path("lam-viec/doi-soat/ngay/", discrepancies.day, name="payments_day"),
    path("lam-viec/doi-soat/sao-ke/", discrepancies.upload, name="payments_statement"),
    path("lam-viec/doi-soat/<uuid:discrepancy_id>/", discrepancies.resolve, name="payments_resolve"),
    path("lam-viec/hoan-phi/", refunds.index, name="payments_refunds"),
    path("lam-viec/hoan-phi/<uuid:refund_id>/", refunds.act, name="payments_refund_act"),
    path("lam-viec/thanh-toan/<uuid:payment_id>/", refunds.desk, name="payments_desk"),
    path("lam-viec/thu-tien/", cash.index, name="payments_cash"),
    path("lam-viec/thu-tien/mo/", cash.open_drawer, name="payments_cash_open"),
    path("lam-viec/thu-tien/<uuid:payment_id>/", cash.take, name="payments_cash_take"),
    path("lam-viec/thu-tien/<uuid:session_id>/khoa/", cash.close, name="payments_cash_close"),
    path("lam-viec/thu-tien/<uuid:session_id>/nop/", cash.hand_over, name="payments_cash_hand_over"),
    path("lam-viec/bien-lai/", receipts.index, name="payments_receipts"),
    path("lam-viec/bien-lai/mo-dai/", receipts.open_series, name="payments_series"),
    path("lam-viec/bien-lai/bang-ke.xlsx", receipts.export, name="payments_receipts_xlsx"),
    path("lam-viec/bien-lai/<uuid:receipt_id>/", receipts.pdf, name="payments_receipt_desk"),
    path("lam-viec/bien-lai/<uuid:receipt_id>/xu-ly/", receipts.act, name="payments_receipt_act"),
]
