"""Letters: Roboto in place of any family, as it has all of Vietnamese; another font for signs it lacks."""

import unicodedata
from functools import lru_cache
from pathlib import Path

import font_roboto
from PIL import ImageFont

_FOLDER = Path(font_roboto.__file__).parent / "files"
_NARROW = {"calibri": 0.94, "times new roman": 0.94, "cambria": 0.97, "garamond": 0.92, "arial narrow": 0.86}
_USUAL = 0.98  # Roboto runs a little wider than what slides are set in
_OTHERS = (
    Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"),
    Path("/usr/share/fonts/TTF/DejaVuSans.ttf"),
    Path("/usr/share/fonts/truetype/noto/NotoSansMath-Regular.ttf"),
)
_PLAIN = {"∥": "//", "→": "->", "←": "<-", "⇒": "=>", "⇔": "<=>", "✓": "√", "△": "Δ", "∈": "€", "■": "•", "●": "•"}
_BULLETS = "★▪◆➢❖✦✔➔►▶○◦"
_PRIVATE = range(0xE000, 0xF900)  # Wingdings and Symbol put their signs here


def size_factor(family: str) -> float:
    """Return by what to scale a size so that lines are about as long as in the family that was meant."""
    return _NARROW.get(family.lower(), _USUAL)


@lru_cache(maxsize=256)
def font(size: int, bold: bool = False, italic: bool = False) -> ImageFont.FreeTypeFont:
    """Return Roboto at a size in pixels."""
    style = {(False, False): "Regular", (True, False): "Bold", (False, True): "Italic", (True, True): "BoldItalic"}
    path = _FOLDER / f"Roboto-{style[bold, italic]}.ttf"
    return ImageFont.truetype(path, max(4, size), layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=64)
def _other_font(size: int) -> ImageFont.FreeTypeFont | None:
    found = next((path for path in _OTHERS if path.is_file()), None)
    return ImageFont.truetype(found, max(4, size), layout_engine=ImageFont.Layout.BASIC) if found else None


def drawable(text: str) -> str:
    """Return text with what can't be shown replaced: signs of symbol fonts by a dot, controls by nothing."""
    return "".join(map(_shown, unicodedata.normalize("NFC", text)))


def _shown(sign: str) -> str:
    if ord(sign) in _PRIVATE:
        return "•"
    if sign in "\u00a0\u2007\u202f":
        return " "
    return "" if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Cn") and sign not in "\n\t" else sign


@lru_cache(maxsize=4096)
def _has(sign: str) -> bool:
    probe = font(24)
    return _mask(probe, sign) != _mask(probe, "\U0010fffe")


def _mask(face: ImageFont.FreeTypeFont, sign: str) -> tuple:
    mask = face.getmask(sign)
    return mask.size, bytes(mask)


def pieces(text: str, size: int, *, bold: bool, italic: bool) -> list[tuple[str, ImageFont.FreeTypeFont]]:
    """Split text into stretches of one font each."""
    face, other = font(size, bold, italic), _other_font(size)
    found: list[tuple[str, ImageFont.FreeTypeFont]] = []
    for sign in text:
        is_own = sign.isascii() or _has(sign)
        if not is_own and other is None:
            sign, is_own = _PLAIN.get(sign, "•" if sign in _BULLETS else "□"), True
        wanted = face if is_own else other
        if found and found[-1][1] is wanted:
            found[-1] = (found[-1][0] + sign, wanted)
        else:
            found.append((sign, wanted))  # type: ignore[arg-type]
    return found


def width_of(text: str, size: int, *, bold: bool, italic: bool) -> float:
    """Return the width of a text in pixels."""
    return sum(face.getlength(piece) for piece, face in pieces(text, size, bold=bold, italic=italic))
