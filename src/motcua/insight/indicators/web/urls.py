"""Addresses of the indicators."""

from django.urls import path

from motcua.insight.indicators.web import views

urlpatterns = [
    path("chi-so/", views.overview, name="indicators_list"),
    path("chi-so/<slug:code>/", views.one, name="indicators_one"),
    path("chi-so/<slug:code>/truy-van/", views.query, name="indicators_query"),
    path("chi-so/<slug:code>/dong/", views.rows, name="indicators_rows"),
    path("chi-so/<slug:code>/cong-bo/", views.publish, name="indicators_publish"),
]
