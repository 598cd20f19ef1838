"""The registry of kinds of file; a new kind is one module, one line here, one test, one heading in the docs."""

from media.kinds.archive import ArchiveKind
from media.kinds.base import Kind, Picture
from media.kinds.html import HtmlKind
from media.kinds.office import OfficeKind
from media.kinds.old_office import OldOfficeKind
from media.kinds.package import PackageKind
from media.kinds.pdf import PdfKind
from media.kinds.picture import PictureKind
from media.kinds.sound import AudioKind, VideoKind
from media.kinds.svg import SvgKind
from media.kinds.text import TextKind
from media.kinds.voice import VoiceKind

__all__ = ["KINDS", "Kind", "Picture", "kind_of_extension"]

KINDS: dict[str, Kind] = {
    kind.slug: kind
    for kind in (
        PdfKind(),
        OfficeKind(),
        OldOfficeKind(),
        PictureKind(),
        AudioKind(),
        VideoKind(),
        TextKind(),
        HtmlKind(),
        SvgKind(),
        PackageKind(),
        ArchiveKind(),
        VoiceKind(),
    )
}
_BY_EXTENSION = {extension: kind for kind in KINDS.values() for extension in kind.media_types}


def kind_of_extension(extension: str) -> Kind | None:
    """Return the kind that claims an extension (lower case, without dot)."""
    return _BY_EXTENSION.get(extension)
