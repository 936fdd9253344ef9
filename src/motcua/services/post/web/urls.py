"""Addresses of the room."""

from django.urls import path

from motcua.services.post.web import choosing, desk

urlpatterns = [
    path("nop/<uuid:draft_id>/tra-ket-qua/", choosing.for_draft, name="post_choose_draft"),
    path("ho-so/<str:code>/tra-ket-qua/", choosing.for_dossier, name="post_choose"),
    path("lam-viec/buu-gui/", desk.index, name="post_desk"),
    path("lam-viec/buu-gui/<str:code>/dia-chi/", choosing.at_the_desk, name="post_choose_desk"),
    path("lam-viec/buu-gui/<str:code>/giao/", desk.hand_over, name="post_hand_over"),
]
