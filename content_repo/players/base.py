"""What plays a package: the page in the sandboxed frame, and how its members are served."""

from django.http import HttpRequest, HttpResponse

from content_repo.models import Package


class Player:
    """One format's player. Methods are called by :mod:`content_repo.views.package_files`, which has checked the token,
    and sets the policy, the caching and the cross-origin headers of every response.
    """

    wants_origin = False  # True: needs a host of its own (PACKAGE_ORIGIN) to be complete; see ``is_full``
    is_tall = False  # the frame takes the height of the screen instead of growing with its content
    extra_directives: dict[str, list[str]] = {}  # of the Content-Security-Policy of the frame, beside those of all

    def frame(self, request: HttpRequest, package: Package, base: str) -> HttpResponse:
        """Return the document of the frame; ``base`` is the address below which members lie (ends with a slash)."""
        raise NotImplementedError

    def member(self, request: HttpRequest, package: Package, base: str, name: str) -> HttpResponse | None:
        """Return a member that is served otherwise than as it lies in the package; None for all others."""
        return None

    def size_bytes(self, package: Package) -> int:
        """Return about what the first start costs on the wire, in bytes."""
        raise NotImplementedError
