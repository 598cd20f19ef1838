"""Static files under names that carry their hash, so that browsers keep them for good."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage, which also writes the hashed names into ``import`` statements.

    Without that a module asked for by the page and by another module loads, and runs, twice.
    """

    support_js_module_import_aggregation = True
