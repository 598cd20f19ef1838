"""Where a collection of attack files lies, if there is one beside the checkout; the rules are tested without it too."""

from elearn.environment import PROJECT_DIR

HOSTILE = PROJECT_DIR.parent / "shared" / "corpus" / "hostile"
PACKAGES = PROJECT_DIR.parent / "shared" / "corpus" / "packages"
REASON = "the collection of attack files is not beside the checkout"
