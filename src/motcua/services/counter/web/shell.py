"""What the counter shows in the portal and the desk."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from motcua.kit import clock, shell
from motcua.kit.web import actor_of, language_of
from motcua.services.counter import api
from motcua.services.counter.web import words


def register() -> None:
    """Add menu items and the home card."""
    shell.menu.add(
        shell.MenuItem(
            key="counter.book", label_vi="Đặt lịch hẹn", label_en="Appointments", url_name="counter_book", audience="public", order=45
        )
    )
    shell.menu.add(
        shell.MenuItem(
            key="counter.desk", label_vi="Quầy", label_en="Counter", url_name="counter_desk", audience="officer",
            roles=api.DESK | api.SETTERS, order=20,
        )
    )  # fmt: skip
    shell.home_cards.add(shell.HomeCard(key="counter.mine", audience="citizen", render=card, order=30))


def card(request: HttpRequest) -> str:
    """The person's coming appointments; nothing without any."""
    actor = actor_of(request)
    language = language_of(request)
    found = api.my_appointments(actor=actor, now=clock.now())
    if not found:
        return ""
    items = [{"code": a.code, "facts": words.appointment_facts(a, language)[1:4]} for a in found]
    return render_to_string("counter/card.html", {"items": items}, request=request)
