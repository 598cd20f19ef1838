"""Learning resources in the editor, behind a guard of their own: Wagtail asks for permissions a model, not a row."""

from functools import wraps

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import TaskState, WorkflowState
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import EditView, SnippetViewSet

from content_repo.models import LearningResource
from content_repo.permissions import can_review_for_department, can_unpublish_resource, is_owner, oversees_resource
from content_repo.queries import overseen_by
from schools.permissions import is_department_wide


def can_open(user, resource: LearningResource) -> bool:
    """Those who oversee its school; authors write on the site's own pages, so nobody edits past the review."""
    return oversees_resource(user, resource) and not is_owner(user, resource)


def can_unpublish(user, resource: LearningResource) -> bool:
    """As on the site, for those who may open it here."""
    return can_open(user, resource) and can_unpublish_resource(user, resource)


def never(user, resource: LearningResource) -> bool:
    """Not in the editor: authors delete their drafts on the site, schedules are not used."""
    return False


# Each address of a resource and who passes; an address that is not named here lets nobody through.
GUARDS = {
    "edit": can_open,
    "usage": can_open,
    "history": can_open,
    "history_results": can_open,
    "preview_on_edit": can_open,
    "revisions_view": can_open,
    "revisions_revert": can_open,
    "revisions_compare": can_open,
    "lock": can_open,
    "unlock": can_open,
    "workflow_action": can_open,
    "collect_workflow_action_data": can_open,
    "confirm_workflow_cancellation": can_open,
    "workflow_history": can_open,
    "workflow_history_detail": can_open,
    "workflow_preview": can_open,
    "unpublish": can_unpublish,
    "delete": never,
    "revisions_unschedule": never,
}
WITHOUT_RESOURCE = {"list", "list_results"}
# How the names of further addresses begin that show titles of all schools.
OF_ALL_SCHOOLS = ("wagtailadmin_choose_page", "wagtail_bulk_action")


def guarded(view, name: str):
    """Wrap a view so that a resource out of scope, or a step or version of another resource, answers 404."""
    allowed = GUARDS.get(name, never)

    @wraps(view)
    def check(request: HttpRequest, *args, **kwargs):
        if name in WITHOUT_RESOURCE:
            return view(request, *args, **kwargs)
        pk = str(kwargs.get("pk", ""))
        if not pk.isdecimal():
            raise Http404
        resource = get_object_or_404(LearningResource.objects.select_related("school__administrative_unit"), pk=pk)
        if not allowed(request.user, resource) or not _belongs(resource, kwargs):
            raise Http404
        return view(request, *args, **kwargs)

    return check


def _belongs(resource: LearningResource, kwargs: dict) -> bool:
    """Whether steps, versions and reviews named in an address are those of the resource named in it."""
    versions = [kwargs[key] for key in ("revision_id", "revision_id_a", "revision_id_b") if key in kwargs]
    numbered = {str(version) for version in versions if str(version).isdecimal()}
    return (
        resource.revisions.filter(pk__in=numbered).count() == len(numbered)
        and _has(TaskState, resource, kwargs.get("task_state_id"))
        and _has(WorkflowState, resource, kwargs.get("workflow_state_id"))
    )


def _has(model, resource, pk) -> bool:
    return pk is None or model.objects.for_instance(resource).filter(pk=pk).exists()


class ResourceEditView(EditView):
    """Only the Department, in its scope, publishes past the workflow."""

    def user_has_permission(self, permission):
        """Ask for the Department's scope before offering to publish."""
        if permission == "publish" and not can_review_for_department(self.request.user, self.object):
            return False
        return super().user_has_permission(permission)

    def get_available_actions(self):
        """Refuse what the menu did not offer."""
        offered = super().get_available_actions()
        return [action for action in offered if action != "publish" or self.user_has_permission("publish")]


class ResourceViewSet(SnippetViewSet):
    """The editor's pages of resources: owner, school and files are not among the fields."""

    model = LearningResource
    icon = "doc-full"
    menu_label = _("Học liệu")
    add_to_admin_menu = True
    copy_view_enabled = False
    inspect_view_enabled = False
    edit_view_class = ResourceEditView
    list_display = ["title", "subject", "school", "author_name"]
    list_filter = ["kind", "subject", "live"]
    list_per_page = 50
    panels = [
        MultiFieldPanel(
            [FieldPanel(name) for name in ("title", "kind", "subject", "grades", "topic", "outcomes", "summary")],
            heading=_("Thông tin học liệu"),
        ),
        MultiFieldPanel(
            [
                FieldPanel(name)
                for name in (
                    "author_name",
                    "license",
                    "visibility",
                    "time_required_minutes",
                    "in_language",
                    "textbook_series",
                )
            ],
            heading=_("Chia sẻ"),
        ),
    ]

    def get_queryset(self, request):
        """List what the user oversees."""
        return overseen_by(request.user).select_related("subject", "school")

    def get_urlpatterns(self):
        """Put the guard before every view, named or not yet invented."""
        patterns = super().get_urlpatterns()
        for pattern in patterns:
            pattern.callback = guarded(pattern.callback, pattern.name)
        return patterns

    def register_chooser_viewset(self):
        """Offer no chooser: lessons name resources by UUID, and a chooser would list other schools' drafts."""


register_snippet(ResourceViewSet)


def department_only(view):
    """Wrap one of Wagtail's own views that show titles of all schools, drafts among them."""

    @wraps(view)
    def check(request: HttpRequest, *args, **kwargs):
        if not (request.user.is_superuser or is_department_wide(request.user)):
            raise Http404
        return view(request, *args, **kwargs)

    return check


@hooks.register("construct_reports_menu")
def hide_reports(request, menu_items):
    """Show reports to those who may open them."""
    if not (request.user.is_superuser or is_department_wide(request.user)):
        menu_items.clear()


@hooks.register("register_admin_urls")
def guard_views_of_all_schools():
    """Put the same condition before the addresses of reports, pages, the page chooser and bulk actions."""
    # Not at the top: importing the editor's addresses asks for these very hooks.
    from wagtail.admin import urls as editor
    from wagtail.admin.urls import pages, reports

    others = [p for p in editor.urlpatterns if str(getattr(p, "name", "")).startswith(OF_ALL_SCHOOLS)]
    for pattern in [*reports.urlpatterns, *pages.urlpatterns, *others]:
        pattern.callback = department_only(pattern.callback)
    return []
