"""Join the style sheets, bundle the scripts, draw the icon sprite and copy third-party browser files."""

import re
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management.base import BaseCommand, CommandError
from lxml import etree
from rcssmin import cssmin

from elearn.bundling import NODE_MODULES, bundle_scripts, named_scripts
from elearn.environment import PROJECT_DIR

SVG = "{http://www.w3.org/2000/svg}"
# Files served to browsers from npm packages (package.json pins the versions).
VENDOR_FILES = {
    "hash-wasm/dist/sha256.umd.min.js": "vendor/sha256.js",
    "opus-decoder/dist/opus-decoder.min.js": "vendor/opus-decoder.js",
    "h5p-standalone/dist/frame.bundle.js": "vendor/h5p/core.js",
    "h5p-standalone/dist/fonts/h5p-core-30.woff2": "vendor/h5p/core-icons.woff2",
    "h5p-standalone/dist/fonts/h5p-theme.woff2": "vendor/h5p/theme-icons.woff2",
    "h5p-standalone/dist/images/throbber.gif": "vendor/h5p/throbber.gif",
    "h5p-standalone/dist/images/h5p.svg": "vendor/h5p/h5p.svg",
    "scorm-again/dist/scorm12.min.js": "vendor/scorm12.js",
    "scorm-again/dist/scorm2004.min.js": "vendor/scorm2004.js",
}
# The styles of H5P's core (npm) → without the fonts that are for its editor or as large as a lesson; others stay.
H5P_STYLES = "h5p-standalone/dist/styles/h5p.css"
H5P_PLACES = {
    "../fonts/h5p-core-30.woff2": "core-icons.woff2",
    "../fonts/h5p-theme.woff2": "theme-icons.woff2",
    "../images/throbber.gif?ver=1.2.1": "throbber.gif",
}
# Scripts that no page names: the frames of packages ask for them.
FRAME_SCRIPTS = {"content_repo/player/h5p.js"}
FRAME_STYLES = "content_repo/player/h5p.css"  # joined to the styles of H5P's core
SOURCE_MAP_LINE = re.compile(rb"\n?//# sourceMappingURL=\S+\s*$")
ICON_IN_TEMPLATE = re.compile(r"""{%\s*icon\s+["']([a-z0-9-]+)["']""")


class Command(BaseCommand):
    """``manage.py build_assets``: run after ``npm ci`` and before ``collectstatic``."""

    help = __doc__

    def handle(self, **options):
        """Write the style sheets, ``icons.svg``, the apps' scripts and ``vendor/`` below ``ASSETS_DIR``."""
        target = settings.ASSETS_DIR
        target.mkdir(parents=True, exist_ok=True)
        for name, parts in settings.STYLE_SHEETS.items():
            (target / name).write_text(_joined_css(parts), encoding="utf-8")
        (target / "icons.svg").write_text(_sprite(), encoding="utf-8")
        names = named_scripts([folder / "templates" for folder in own_apps()])
        static_folders = [folder / "static" for folder in own_apps() if (folder / "static").exists()]
        bundle_scripts(names=names | FRAME_SCRIPTS, static_folders=static_folders, target=target)
        for source, name in VENDOR_FILES.items():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            # The map that the last line names is not served, and collectstatic would look for it.
            text = (NODE_MODULES / source).read_bytes()
            (target / name).write_bytes(SOURCE_MAP_LINE.sub(b"", text))
        styles = trimmed_core_styles((NODE_MODULES / H5P_STYLES).read_text(encoding="utf-8"))
        (target / "vendor/h5p/core.css").write_text(styles + _joined_css([FRAME_STYLES]), encoding="utf-8")


def trimmed_core_styles(css: str) -> str:
    """Return the core's styles: faces of text (110 KB each) give way to the phone's own, icons stay."""
    css = re.sub(r"@font-face\s*{[^}]*?/(?:inter/|open-sans/|h5p-hub-publish)[^}]*}", "", css)
    for place, name in H5P_PLACES.items():
        css = css.replace(place, name)
    return cssmin(css)


def _joined_css(parts: list[str]) -> str:
    paths = [finders.find(name) for name in parts]
    return "\n".join(cssmin(Path(path).read_text(encoding="utf-8")) for path in paths)


def used_icons() -> set[str]:
    """Return the names of the icons that templates and ``elearn/icons.txt`` name."""
    listed = (PROJECT_DIR / "elearn" / "icons.txt").read_text(encoding="utf-8").splitlines()
    names = {line.strip() for line in listed if line.strip() and not line.startswith("#")}
    for folder in own_apps():
        for path in folder.glob("templates/**/*.html"):
            names.update(ICON_IN_TEMPLATE.findall(path.read_text(encoding="utf-8")))
    return names


def own_apps() -> list[Path]:
    """Return the folders of the project's own apps."""
    return [Path(config.path) for config in apps.get_app_configs() if Path(config.path).parent == PROJECT_DIR]


def _sprite() -> str:
    own = etree.parse(PROJECT_DIR / "elearn" / "own_icons.svg").getroot()
    drawn = {symbol.get("id") for symbol in own}
    for name in sorted(used_icons() - drawn):
        path = NODE_MODULES / "lucide-static" / "icons" / f"{name}.svg"
        if not path.exists():
            raise CommandError(f"No Lucide icon is called {name!r}.")
        symbol = etree.SubElement(own, f"{SVG}symbol", id=name, viewBox="0 0 24 24")
        symbol.extend(child for child in etree.parse(path).getroot() if isinstance(child.tag, str))
    for element in own.iter():
        element.tail = element.text = None
    etree.cleanup_namespaces(own)
    return etree.tostring(own, encoding="unicode")
