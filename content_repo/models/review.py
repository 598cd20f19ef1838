"""The two steps of review as Wagtail workflow tasks: the school's, then the Department's."""

from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, TaskState


class ScopedReviewTask(Task):
    """A step that whoever reviews for the school of the object may take; see ``content_repo.permissions``."""

    class Meta:
        abstract = True

    # The rules stand above the models (they read memberships and standing), so they are named by path.
    rule = ""
    queue = "content_repo.queries.review_queue_for"

    def user_may_review(self, user, obj) -> bool:
        """Whether this user takes this step for this object."""
        return import_string(self.rule)(user, obj)

    def user_can_access_editor(self, obj, user):
        """Reviewers may open what waits for them."""
        return self.user_may_review(user, obj)

    def locked_for_user(self, obj, user):
        """While a step runs, only its reviewers change the object."""
        return not self.user_may_review(user, obj)

    def get_actions(self, obj, user):
        """Return for changes, or approve; both with a comment."""
        if not self.user_may_review(user, obj):
            return []
        return [("reject", _("Trả lại kèm nhận xét"), True), ("approve", _("Duyệt"), True)]

    def get_task_states_user_can_moderate(self, user, **kwargs):
        """States of this step in progress whose object the user reviews."""
        mine = import_string(self.queue)(user).values("step_id")
        return TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS, task=self.task_ptr, pk__in=mine)


class SchoolReviewTask(ScopedReviewTask):
    """Review by the school: group head or manager."""

    rule = "content_repo.permissions.can_review_for_school"


class DepartmentReviewTask(ScopedReviewTask):
    """Review by the Department, which publishes."""

    rule = "content_repo.permissions.can_review_for_department"
