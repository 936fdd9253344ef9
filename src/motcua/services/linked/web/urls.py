"""Addresses of the room."""

from django.urls import path

from motcua.services.linked.web import desk, family

urlpatterns = [
    path("ho-so/<str:code>/thuong-tru-cua-tre/", family.residence, name="linked_family"),
    path("lam-viec/lien-thong/", desk.index, name="linked_desk"),
    path("lam-viec/lien-thong/<str:code>/", desk.one, name="linked_one"),
    path("lam-viec/lien-thong/<str:code>/goi-lai/", desk.retry, name="linked_retry"),
    path("lam-viec/lien-thong/<str:code>/thuong-tru/", desk.residence, name="linked_residence"),
    path("lam-viec/lien-thong/<str:code>/dung/", desk.stop, name="linked_stop"),
    path("lam-viec/lien-thong/<str:code>/lam-tay/", desk.take_over, name="linked_take_over"),
]
