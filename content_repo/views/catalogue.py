"""The catalogue: search box, filters, results, and suggestions while typing."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from content_repo.catalogue import Catalogue
from content_repo.permissions import can_upload_resource
from content_repo.search.filters import MAX_TEXT_LENGTH, read_filters
from content_repo.search.queries import count_hits
from content_repo.search.suggestions import Suggestion
from content_repo.search.suggestions import suggest as suggestions_for


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Show what the visitor finds; as JSON only the number, which the filter sheet asks for while one ticks."""
    filters = read_filters(request.GET)
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        response = JsonResponse({"count": count_hits(filters=filters, user=request.user)})
    else:
        context = {
            "catalogue": Catalogue(filters=filters, user=request.user, page_number=request.GET.get("trang", 1)),
            "filters": filters,
            "may_upload": can_upload_resource(request.user),
        }
        response = render(request, "content_repo/catalogue.html", context)
    patch_vary_headers(response, ["Accept"])
    return response


@require_safe
@cache_control(private=True, max_age=60)
def suggest(request: HttpRequest) -> JsonResponse:
    """Return completions of ``q`` as JSON: titles lead to their page, topics to a search."""
    text = request.GET.get("q", "").replace("\0", "")[:MAX_TEXT_LENGTH]
    return JsonResponse({"suggestions": [_shown(item) for item in suggestions_for(text=text, user=request.user)]})


def _shown(suggestion: Suggestion) -> dict:
    url = reverse("content_repo:resource", args=[suggestion.uuid]) if suggestion.uuid else ""
    return {"text": suggestion.text, "url": url}
