"""Addresses of the counter."""

from django.urls import path

from motcua.services.counter.web import booking, officer, public, setting

_DESK = "lam-viec/quay/"
urlpatterns = [
    path("dat-lich/", booking.choose, name="counter_book"),
    path("dat-lich/xac-nhan/", booking.confirm, name="counter_book_confirm"),
    path("dat-lich/ma/<uuid:wish_id>/", booking.code, name="counter_book_code"),
    path("dat-lich/<str:code>/", booking.appointment, name="counter_appointment"),
    path("dat-lich/<str:code>/doi/", booking.move, name="counter_move"),
    path("so-thu-tu/", public.find, name="counter_find"),
    path("so-thu-tu/lay/<str:unit_code>/", public.kiosk, name="counter_kiosk"),
    path("so-thu-tu/<str:code>/", public.ticket, name="counter_ticket"),
    path("gio-mo-cua/<str:unit_code>/", public.opening, name="counter_opening"),
    path("man-hinh/<str:unit_code>/", public.screen, name="counter_screen"),
    path(_DESK, officer.desk, name="counter_desk"),
    path(f"{_DESK}viec/", officer.act, name="counter_act"),
    path(f"{_DESK}quet/", officer.scan, name="counter_scan"),
    path(f"{_DESK}phieu/<str:code>/", officer.slip, name="counter_slip"),
    path(f"{_DESK}lich-hen/", officer.appointments, name="counter_appointments"),
    path(f"{_DESK}thong-ke/", setting.statistics, name="counter_statistics"),
    path(f"{_DESK}thiet-lap/", setting.settings_page, name="counter_settings"),
]
