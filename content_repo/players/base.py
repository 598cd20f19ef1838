"""What plays a package: the page in the sandboxed frame, and how its members are served.

Packages come with their blob loaded. ``content_repo.package_addresses.is_package_host(request)`` tells whether the
frame has an origin of its own; on the site's own host it never has.
"""

from django.http import HttpRequest, HttpResponse

from content_repo.models import Package


class Player:
    """One format's player. Methods are called by :mod:`content_repo.views.package_files`, which has checked the token,
    and sets the policy, the caching and the cross-origin headers of every response.
    """

    wants_origin = False  # True: needs a host of its own (PACKAGE_ORIGIN) to be complete; see ``is_package_host``
    is_tall = False  # the frame takes the height of the screen instead of growing with its content
    keeps_results = True  # False: there is nothing to note for those who only try it
    extra_sandbox = ""  # flags beside those of all frames, for players that run nothing of the package
    # Sources beside those of all frames (views.policies); ``{packages}`` is the address of ``/goi/`` on this host.
    extra_directives: dict[str, list[str]] = {}

    def frame(self, request: HttpRequest, package: Package, base: str) -> HttpResponse:
        """Return the document of the frame; ``base`` is the address below which members lie (ends with a slash)."""
        raise NotImplementedError

    def member(self, request: HttpRequest, package: Package, base: str, name: str) -> HttpResponse | None:
        """Return a member that is served otherwise than as it lies in the package; None for all others."""
        return None

    def files(self, package: Package) -> list[str]:
        """Return addresses that the frame will ask the page for, as far as they are known; loaded beside it."""
        return []

    def size_bytes(self, package: Package) -> int:
        """Return about what the first start costs on the wire, in bytes."""
        raise NotImplementedError
