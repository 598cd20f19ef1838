"""Every text has its English translation, and no entry is left over."""

import pytest

from elearn.catalogues import APPS
from elearn.extraction import problems_of


@pytest.mark.parametrize("app", APPS)
def test_every_text_of_an_app_has_an_english_translation(app):
    assert problems_of(app) == []
