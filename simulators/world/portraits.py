"""Portraits: the same invented face on the chip, in the registry, in the dock and before the camera."""

import io
from dataclasses import replace

import numpy as np
from PIL import Image, ImageFilter

from simulators.world.faces.looks import CLOTHES, Looks
from simulators.world.faces.picture import HEIGHT, WIDTH, picture_of

__all__ = ["CHIP_SIZE", "REGISTRY_SIZE", "Looks", "chip_jpeg", "dock_jpeg", "registry_jpeg"]

REGISTRY_SIZE = (413, 600)  # pixels, about 32 × 45 mm at 330 dpi
CHIP_SIZE = (102, 126)  # pixels of the photo in a resident ID card


def registry_jpeg(looks: Looks) -> bytes:
    """Return the registry's photograph: white ground, other clothes, JPEG 413 × 600."""
    dressed = replace(looks, clothes=CLOTHES[(CLOTHES.index(looks.clothes) + 3) % len(CLOTHES)])
    picture = _before(dressed, (251, 251, 251))
    width = round(HEIGHT * REGISTRY_SIZE[0] / REGISTRY_SIZE[1])
    left = (WIDTH - width) // 2
    return _jpeg(picture.crop((left, 0, left + width, HEIGHT)).resize(REGISTRY_SIZE, Image.Resampling.LANCZOS), 88)


def chip_jpeg(looks: Looks, limit: int) -> bytes:
    """Return the chip's photograph: grey, 102 × 126, JPEG of at most `limit` bytes."""
    picture = _before(looks, (242, 243, 241)).resize(CHIP_SIZE, Image.Resampling.LANCZOS).convert("L")
    picture = picture.filter(ImageFilter.GaussianBlur(0.5))
    for quality in range(60, 0, -2):
        data = _jpeg(picture, quality)
        if len(data) <= limit:
            return data
    raise ValueError(f"portrait does not fit into {limit} bytes")


def dock_jpeg(looks: Looks) -> bytes:
    """Return the small picture that the dock shows, JPEG 192 × 240."""
    return _jpeg(_before(looks, (220, 232, 242)).resize((192, 240), Image.Resampling.LANCZOS), 86)


def _before(looks: Looks, ground: tuple[int, int, int]) -> Image.Image:
    """Return the person before a plain ground."""
    person = Image.fromarray(np.ascontiguousarray(picture_of(looks)[:, :, [2, 1, 0, 3]]), "RGBA")
    picture = Image.new("RGBA", person.size, (*ground, 255))
    picture.alpha_composite(person)
    return picture.convert("RGB")


def _jpeg(image: Image.Image, quality: int) -> bytes:
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=quality, optimize=True)
    return stream.getvalue()
