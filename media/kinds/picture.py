"""Raster pictures: decoded whole on arrival; only re-encoded copies without metadata are ever served."""

import warnings
from pathlib import Path

from PIL import Image, ImageOps, ImageSequence

from media.kinds.base import Kind, Picture
from media.problems import Refusal

MAX_PIXELS = 40_000_000
MAX_FRAMES = 500
MAX_ANIMATION_PIXELS = 120_000_000  # width × height × frames that are worth re-encoding
CLEAN_SIDE, VIEW_SIDE, THUMB_SIDE = 4000, 960, 320
_FORMATS = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "gif": "GIF", "webp": "WEBP", "bmp": "BMP"}
_SAVE: dict[str, dict] = {
    "JPEG": {"quality": 85, "optimize": True, "progressive": True},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 80, "method": 4},
    "GIF": {"optimize": True},
    "BMP": {},
}


class PictureKind(Kind):
    """JPEG, PNG, GIF, WebP, BMP."""

    slug = "picture"
    media_types = {extension: f"image/{name.lower()}" for extension, name in _FORMATS.items()}
    preview = "image"
    is_cleaned = True
    icon = "image"

    def inspect(self, path: Path, extension: str) -> dict:
        """Decode every pixel of the first frame; facts are width, height, frames."""
        try:
            with _opened(path, extension) as image:
                facts = {"width": image.width, "height": image.height}
                image.load()
                if frames := _frames_beyond_first(image):
                    facts["frames"] = frames + 1
        except Refusal:
            raise
        except Exception as error:  # Pillow raises anything from SyntaxError to struct.error
            raise Refusal("bad_image", str(error)) from error
        return facts

    def pictures(self, path: Path, extension: str, folder: Path) -> list[Picture]:
        """Make ``clean`` (same format, at most 4,000 px), ``view`` (WebP, 960 px) and ``thumb`` (WebP, 320 px)."""
        with _opened(path, extension) as image:
            clean = _clean_animation(image, folder) or _clean_still(image, folder)
            image.seek(0)
            still = _without_metadata(image)
        return [
            clean,
            *(_webp(still, side, name, folder) for side, name in ((VIEW_SIDE, "view"), (THUMB_SIDE, "thumb"))),
        ]


def _opened(path: Path, extension: str) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = None  # checked here, before anything is decoded
    with warnings.catch_warnings(action="ignore"):
        try:
            image = Image.open(path, formats=sorted(set(_FORMATS.values())))
        except Image.UnidentifiedImageError as error:
            raise Refusal("bad_image" if _has_magic(path, extension) else "type_mismatch") from error
        except Exception as error:
            raise Refusal("bad_image", str(error)) from error
    if image.format != _FORMATS[extension]:
        image.close()
        raise Refusal("type_mismatch", image.format or "")
    if image.width * image.height > MAX_PIXELS:
        image.close()
        raise Refusal("too_many_pixels", f"{image.width} x {image.height}")
    if not image.width or not image.height:
        image.close()
        raise Refusal("bad_image", "0 px")
    return image


def _has_magic(path: Path, extension: str) -> bool:
    magic = {"JPEG": b"\xff\xd8", "PNG": b"\x89PNG", "GIF": b"GIF8", "WEBP": b"RIFF", "BMP": b"BM"}
    with path.open("rb") as file:
        return file.read(4).startswith(magic[_FORMATS[extension]])


def _frames_beyond_first(image: Image.Image) -> int:
    """Count further frames, up to the limit, without Pillow walking through all of them."""
    count = 0
    try:
        while count < MAX_FRAMES:
            image.seek(count + 1)
            count += 1
    except EOFError:
        pass
    image.seek(0)
    return count


def _without_metadata(image: Image.Image) -> Image.Image:
    """Return the pixels upright, in a mode every browser shows, with nothing beside them."""
    upright = ImageOps.exif_transpose(image)
    has_alpha = "A" in upright.getbands() or "transparency" in upright.info
    if upright.mode not in ("L", "RGB", "RGBA") or (has_alpha and upright.mode != "RGBA"):
        upright = upright.convert("RGBA" if has_alpha else "RGB")
    bare = Image.new(upright.mode, upright.size)
    bare.paste(upright)
    return bare


def _clean_still(image: Image.Image, folder: Path) -> Picture:
    image.seek(0)
    name = image.format or "PNG"
    bare = _without_metadata(image)
    bare.thumbnail((CLEAN_SIDE, CLEAN_SIDE))
    if bare.mode == "RGBA" and name in ("JPEG", "BMP"):
        bare = bare.convert("RGB")
    path = folder / "clean"
    bare.save(path, name, **_SAVE[name])
    return Picture("clean", path, f"image/{name.lower()}", bare.width, bare.height)


def _clean_animation(image: Image.Image, folder: Path) -> Picture | None:
    further = _frames_beyond_first(image) if image.format in ("GIF", "WEBP") else 0
    pixels = image.width * image.height * (further + 1)
    if not further or further >= MAX_FRAMES or pixels > MAX_ANIMATION_PIXELS:
        return None
    frames, durations = [], []
    for frame in ImageSequence.Iterator(image):
        durations.append(frame.info.get("duration", 100))
        frames.append(frame.convert("RGBA"))
        frames[-1].info.clear()
    path = folder / "clean"
    frames[0].save(path, image.format, save_all=True, append_images=frames[1:], duration=durations, loop=0)
    return Picture("clean", path, f"image/{str(image.format).lower()}", image.width, image.height)


def _webp(still: Image.Image, side: int, name: str, folder: Path) -> Picture:
    small = still.copy()
    small.thumbnail((side, side))
    path = folder / name
    small.save(path, "WEBP", quality=60, method=5)
    return Picture(name, path, "image/webp", small.width, small.height)
