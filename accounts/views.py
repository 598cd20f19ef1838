"""People's pages: sign-in, account, preferences, notifications."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.forms import ChangePasswordForm, LanguageForm, PreferencesForm, SignInForm
from accounts.models import Notification
from accounts.queries import notification_text, notifications_of
from accounts.redirects import is_local_path, next_path
from accounts.services import change_language, change_preferences, mark_read, set_password

PAGE_SIZE = 20
UNREAD = "chua-doc"


def _set_language_cookie(response: HttpResponse, language: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Open a session for username and password; the message on failure names neither."""
    if request.user.is_authenticated and request.method == "GET":
        return redirect(next_path(request))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = authenticate(request, username=form.cleaned_data["username"], password=form.cleaned_data["password"])
        if user is not None:
            return _open_session(request, user, is_shared_device=form.cleaned_data["is_shared_device"])
        form.add_error(None, _("Tên đăng nhập hoặc mật khẩu chưa đúng. Xem lại thẻ mật khẩu và bộ gõ dấu."))
    context = {"form": form, "next": next_path(request, "")}
    return render(request, "accounts/sign_in.html", context, status=400 if form.errors else 200)


def _open_session(request: HttpRequest, user, *, is_shared_device: bool) -> HttpResponse:
    login(request, user)
    if is_shared_device:
        request.session.use_shared_device()
    response = redirect("accounts:change_password" if user.must_change_password else next_path(request))
    if user.language:
        _set_language_cookie(response, user.language)
    return response


def locked_out(request: HttpRequest, response=None, credentials=None) -> HttpResponse:
    """Tell that an account rests after too many failures on one address, until when, and who can help (429).

    The last failure that is allowed was still tried, so it keeps the answer of a wrong password.
    """
    if response is not None and getattr(request, "axes_failures_since_start", 0) == settings.AXES_FAILURE_LIMIT:
        return response
    pause = timedelta(hours=settings.AXES_COOLOFF_TIME)
    context = {"opens_at": timezone.now() + pause, "minutes": int(pause.total_seconds() // 60)}
    answer = render(request, "accounts/locked_out.html", context, status=429)
    answer["Retry-After"] = int(pause.total_seconds())
    return answer


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session; with the new token, pages that the browser kept whole notice it on «Back» (app.js)."""
    logout(request)
    rotate_token(request)
    messages.success(request, _("Đã đăng xuất. Máy này không còn mở tài khoản nào."))
    return redirect("accounts:sign_in")


@login_required
@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """Show who is signed in, what they are where, and their preferences."""
    user = request.user
    form = PreferencesForm(initial={"theme": user.theme, "is_data_saver": user.is_data_saver})
    return render(request, "accounts/account.html", {"form": form, "languages": settings.LANGUAGES})


@sensitive_post_parameters()
@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    """Change the own password; this session stays open, all others end."""
    form = ChangePasswordForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        set_password(user=request.user, password=form.cleaned_data["new_password"])
        update_session_auth_hash(request, request.user)
        messages.success(request, _("Đã đổi mật khẩu. Các máy khác phải đăng nhập lại."))
        return redirect("accounts:account")
    return render(request, "accounts/change_password.html", {"form": form}, status=400 if form.errors else 200)


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Change the language of the pages: at once, and for good for people with an account."""
    response = redirect(next_path(request))
    form = LanguageForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Trang chưa có ngôn ngữ này."))
        return response
    chosen = form.cleaned_data["language"]
    if request.user.is_authenticated:
        change_language(user=request.user, language=chosen)
    _set_language_cookie(response, chosen)
    translation.activate(chosen)
    return response


@login_required
@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Remember colours and data saving."""
    form = PreferencesForm(request.POST)
    if not form.is_valid():
        context = {"form": form, "languages": settings.LANGUAGES}
        return render(request, "accounts/account.html", context, status=400)
    change_preferences(user=request.user, **form.cleaned_data)
    messages.success(request, _("Đã lưu."))
    return redirect("accounts:account")


@login_required
@require_GET
def notifications(request: HttpRequest) -> HttpResponse:
    """List the notifications of the person, all or the unread ones."""
    is_unread_only = request.GET.get("loc") == UNREAD
    found = notifications_of(request.user, is_unread_only=is_unread_only)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("trang"))
    items = [(item, notification_text(item)) for item in page]
    context = {"page": page, "items": items, "is_unread_only": is_unread_only, "unread": UNREAD}
    return render(request, "accounts/notifications.html", context)


@login_required
@require_POST
def notifications_read(request: HttpRequest) -> HttpResponse:
    """Mark all notifications as read."""
    mark_read(user=request.user)
    messages.success(request, _("Đã đánh dấu tất cả là đã đọc."))
    return redirect("accounts:notifications")


@login_required
@require_GET
def notification(request: HttpRequest, uuid) -> HttpResponse:
    """Mark a notification as read and go where it points."""
    found = get_object_or_404(Notification, uuid=uuid, user=request.user)
    mark_read(user=request.user, notification=found)
    return redirect(found.url if is_local_path(found.url) else "accounts:notifications")
