"""Passwords on cards: shown once, in the very answer that made them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from schools import services
from schools.csv_files import csv_response
from schools.permissions import can_reset_password
from schools.queries import class_names_of, classes_for, pupils_of


def cards_response(request: HttpRequest, cards: list, school, back_url: str, **context) -> HttpResponse:
    """Show cards to print, or send them as CSV when the button asked for it; never kept by browsers or proxies."""
    names = class_names_of([card.user for card in cards])
    rows = [{"card": card, "class_name": names.get(card.user.pk, "")} for card in cards]
    if request.POST.get("dang") == "csv":
        return _csv(rows)
    context |= {"rows": rows, "school": school, "back_url": back_url, "site_url": request.get_host()}
    response = render(request, "schools/cards.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _csv(rows: list[dict]) -> HttpResponse:
    table = [[_("Lớp"), _("Họ và tên"), _("Tên đăng nhập"), _("Mật khẩu")]]
    for row in rows:
        user = row["card"].user
        table.append([row["class_name"], user.get_full_name(), user.username, row["card"].password])
    response = csv_response("mat-khau.csv", table)
    response["Cache-Control"] = "no-store"
    return response


@never_cache
@login_required
@require_POST
def reset_password(request: HttpRequest, uuid, pupil_uuid) -> HttpResponse:
    """Give one pupil a new password and show the card."""
    school_class = get_object_or_404(classes_for(request.user), uuid=uuid)
    pupil = get_object_or_404(pupils_of(school_class), uuid=pupil_uuid)
    if not can_reset_password(request.user, pupil):
        messages.error(request, _("Tài khoản này không chỉ là của học sinh, nên không cấp lại mật khẩu ở đây được."))
        return redirect("schools:school_class", uuid)
    cards = services.issue_passwords(by=request.user, pupils=[pupil])
    return cards_response(request, cards, school_class.school, school_class.get_absolute_url())


@never_cache
@login_required
@require_POST
def issue_cards(request: HttpRequest, uuid) -> HttpResponse:
    """Give new passwords to the pupils of a class who have never signed in: lost cards hurt nobody else."""
    school_class = get_object_or_404(classes_for(request.user), uuid=uuid)
    newcomers = [
        pupil
        for pupil in pupils_of(school_class).filter(last_login__isnull=True)
        if can_reset_password(request.user, pupil)
    ]
    if not newcomers:
        messages.success(request, _("Cả lớp đều đã đăng nhập. Cấp lại cho từng em ở danh sách dưới đây."))
        return redirect("schools:school_class", uuid)
    cards = services.issue_passwords(by=request.user, pupils=newcomers)
    return cards_response(request, cards, school_class.school, school_class.get_absolute_url())
