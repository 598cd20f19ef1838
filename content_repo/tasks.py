"""Background work of the repository: keys in, fetch, do the work."""

from django_tasks import task

from content_repo.notices import tell_uploaders
from content_repo.queries import packages_concerned
from content_repo.services.packages import resolve_packages


@task()
def resolve_waiting(libraries: list[int]) -> None:
    """Resolve anew what waits for libraries about which something was decided; tell those who uploaded it.

    Can be repeated: what is resolved already does not wait any more.
    """
    tell_uploaders(resolve_packages(packages=packages_concerned(libraries)))
