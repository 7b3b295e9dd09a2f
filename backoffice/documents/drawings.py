"""Drawings of papers as SVG: the signature's strokes, the bar code, the QR."""

import io
from collections.abc import Sequence

import segno

from backoffice.desk.marks import signature_paths

WIDTH, HEIGHT = 10_000, 3_900  # of the signature's box; strokes come in 1/10000 of either side


def signature_svg(strokes: Sequence[Sequence[tuple[int, int, int]]]) -> str:
    """Return a signature in ink; an empty drawing for none."""
    scaled = [[(x, y * HEIGHT // WIDTH, at) for x, y, at in stroke] for stroke in strokes]
    paths = "".join(f'<path d="{path}"/>' for path in signature_paths(scaled))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" fill="none" '
        f'stroke="#10233f" stroke-width="85" stroke-linecap="round" stroke-linejoin="round">{paths}</svg>'
    )


def qr_svg(text: str) -> str:
    """Return a QR code, error correction M."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", border=2, scale=4, xmldecl=False, svgns=True)
    return out.getvalue().decode()
