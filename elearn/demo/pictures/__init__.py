"""Pictures of the demo lessons, drawn with Pillow: small PNG files with few colours, readable on a phone."""

import io
from functools import cache

from elearn.demo.pictures import cells, fractions, quadrilaterals

PICTURES = {**fractions.PICTURES, **quadrilaterals.PICTURES, **cells.PICTURES}


@cache
def picture_png(name: str) -> bytes:
    """Return a picture as PNG bytes, the same each time."""
    file = io.BytesIO()
    PICTURES[name]().quantize(48).save(file, "PNG", optimize=True)
    return file.getvalue()
