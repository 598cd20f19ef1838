"""Draws the slides of a PPTX file as small pictures: shapes, text, pictures, tables; of a chart, its words.

Runs in the sandboxed child on files that passed :meth:`media.kinds.office.OfficeKind.inspect`; knows no Django.
"""

from media.slides.drawing import draw_slides

__all__ = ["draw_slides"]
