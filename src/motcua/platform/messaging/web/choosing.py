"""The page on which a person says what she wants to hear of, and how."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.messaging import api
from motcua.platform.messaging.web.inbox import CITIZEN, OFFICER, Side


@audience("citizen")
@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: HttpRequest) -> HttpResponse:
    """What a citizen wants to hear by SMS."""
    return _choices(request, CITIZEN)


@audience("officer")
@require_http_methods(["GET", "HEAD", "POST"])
def officers_choices(request: HttpRequest) -> HttpResponse:
    """What an officer wants in her inbox."""
    return _choices(request, OFFICER)


def _choices(request: HttpRequest, side: Side) -> HttpResponse:
    actor, english = actor_of(request), language_of(request) == "en"
    found = api.topics_of(actor=actor)
    if request.method == "POST":
        wanted = [(c.topic.key, c.channel) for c in found if request.POST.get(_name(c)) == "true"]
        api.choose_topics(wanted=wanted, actor=actor, now=clock.now())
        messages.success(request, _("Đã lưu cách nhận thông báo."))
        return redirect(side.choices)
    words = {api.Channel.INAPP: _("trong hộp thư"), api.Channel.SMS: _("bằng tin nhắn SMS"), api.Channel.EMAIL: _("bằng thư điện tử")}
    rows = [
        {
            "name": _name(c), "wanted": c.wanted,
            "label": _("%(topic)s: báo %(channel)s")
            % {"topic": c.topic.label_en if english else c.topic.label_vi, "channel": words[c.channel]},
        }
        for c in found
    ]
    return render(request, "messaging/choices.html", {"rows": rows, "side": side})


def _name(choice: api.TopicChoice) -> str:
    return f"{choice.topic.key}:{choice.channel}"
