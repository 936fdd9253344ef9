"""Addresses of the operations centre."""

from django.urls import path

from motcua.operations.ioc.web import flows, views

urlpatterns = [
    path("dieu-hanh/", views.board, name="ioc_board"),
    path("dieu-hanh/man-hinh/", views.wall, name="ioc_wall"),
    path("dieu-hanh/luong-du-lieu/", flows.page, name="ioc_flows"),
    path("dieu-hanh/o/", views.tiles, name="ioc_tiles"),
]
