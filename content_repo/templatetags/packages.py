"""What the section of a package needs to know."""

from typing import NamedTuple

from django import template

from content_repo.choices import PackageState
from content_repo.models import Package
from content_repo.package_addresses import frame_address
from content_repo.players import PLAYERS

register = template.Library()


class Section(NamedTuple):
    """A package on a page: where its frame is, what the start costs, how it is held."""

    address: str
    size_bytes: int
    is_tall: bool
    keeps_results: bool
    sandbox: str
    files: list[str]


@register.simple_tag
def section_of(package: Package) -> Section | None:
    """Return how the package is shown, or None while it waits for trust or where no player is for it."""
    player = PLAYERS.get(package.format)
    if player is None or package.state != PackageState.READY:
        return None
    address = frame_address(package)
    # An origin of its own is for the other host name alone; an address of this host has none.
    sandbox = "allow-scripts" if address.startswith("/") else "allow-scripts allow-same-origin allow-forms"
    return Section(
        address,
        player.size_bytes(package),
        player.is_tall,
        player.keeps_results,
        f"{sandbox} {player.extra_sandbox}".strip(),
        player.files(package),
    )
