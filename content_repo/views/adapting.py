"""Making a copy of a package and adapting it."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from content_repo import permissions as may
from content_repo.adapting import terms_of
from content_repo.choices import PackageFormat, PackageState
from content_repo.exercises import ExerciseType, exercise_of_machine_name
from content_repo.exercises.kits import TrustedShelf, main_of
from content_repo.forms.adapting import AdaptForm
from content_repo.models import Package
from content_repo.queries import packages_for
from content_repo.services import UuidTakenError
from content_repo.services.adapting import adapt_package, attribution
from media.problems import Refusal
from media.refusals import refusal_message


@login_required
@require_http_methods(["GET", "POST"])
def package_adapt(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Say on what terms a package may be adapted, then make the copy and open it."""
    if not may.can_upload_resource(request.user):
        raise PermissionDenied
    package = get_object_or_404(packages_for(request.user).select_related("blob", "based_on"), uuid=uuid)
    if package.state != PackageState.READY:
        messages.warning(request, _("Gói còn chờ kiểm tra thư viện nên chưa phỏng theo được."))
        return redirect("content_repo:package", uuid=uuid)
    terms = terms_of(package, request.user)
    schools = may.schools_to_upload_for(request.user)
    title = _("%(title)s (phỏng theo)") % {"title": package.title[:140]}
    initial = {"uuid": uuid4(), "title": title, "license": terms.license}
    data = request.POST if request.method == "POST" else None
    form = AdaptForm(data, allowed=terms.allowed, schools=schools, initial=initial)
    exercise = form_of(package)
    context = {
        "package": package,
        "terms": terms,
        "form": form,
        "exercise": exercise,
        "unheld": exercise.unheld(package.content) if exercise else [],
        "attribution": attribution(package, terms),
    }
    if data is None:
        return render(request, "content_repo/exercises/adapt.html", context)
    if terms.refusal or not form.is_valid():
        return render(request, "content_repo/exercises/adapt.html", context, status=400)
    return _adapted(request, package, form, context)


def _adapted(request: HttpRequest, package: Package, form: AdaptForm, context: dict) -> HttpResponse:
    sent = form.cleaned_data
    try:
        resource, made = adapt_package(
            uuid=sent["uuid"],
            package=package,
            terms=context["terms"],
            owner=request.user,
            school=sent["school"],
            title=sent["title"],
            license_name=sent["license"],
        )
    except UuidTakenError:
        raise Http404 from None
    except Refusal as refusal:
        context["problem"] = refusal_message(refusal.code)
        return render(request, "content_repo/exercises/adapt.html", context, status=400)
    messages.success(request, _("Đã tạo bản phỏng theo, đang là bản nháp của thầy cô."))
    exercise = form_of(made)
    if exercise:
        return redirect("content_repo:exercise_edit", kind=exercise.slug, uuid=made.uuid)
    return redirect("content_repo:edit", uuid=resource.uuid)


def form_of(package: Package) -> ExerciseType | None:
    """Return the type whose form can change a package; None where there is none for it, or for its version."""
    if package.format != PackageFormat.H5P or not isinstance(package.content, dict):
        return None
    main = main_of(package)
    exercise = exercise_of_machine_name(main.machine_name)
    return exercise if exercise and TrustedShelf().kit(exercise, main) else None
