"""Synthetic papers for the document camera: vehicle licence, damaged plate, proof of fresh goods. All of it is invented."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from simulators.devices.paper import FONT_BOLD, FONT_REGULAR
from simulators.world.wear import PlateDamage, worn_plate

PAPER = (236, 234, 226)
CARD = (228, 236, 240)
INK = (38, 40, 46)
BLUE = (28, 66, 120)
RED = (172, 40, 40)
SAMPLE = "样本"


class DocumentKind(StrEnum):
    """What can be laid on the tray."""

    VEHICLE_LICENCE = "vehicle_licence"
    DAMAGED_PLATE = "damaged_plate"
    FRESH_GOODS = "fresh_goods"


@dataclass(frozen=True)
class Holder:
    """Whose paper it is, and of which vehicle."""

    name: str = "张三丰"
    plate: str = "渝A1B015"
    plate_kind: str = "02"
    damage: PlateDamage = PlateDamage.SCRATCHED
    address: str = "重庆市渝中区民权路28号"


@lru_cache(maxsize=32)
def draw(kind: DocumentKind, holder: Holder) -> Image.Image:
    """Return the paper as it lies, seen from above, about 6 px to the millimetre (a plate: 1.5)."""
    painters = {
        DocumentKind.VEHICLE_LICENCE: _vehicle_licence,
        DocumentKind.DAMAGED_PLATE: lambda one: worn_plate(one.plate, one.plate_kind, one.damage),
        DocumentKind.FRESH_GOODS: _fresh_goods,
    }
    return painters[kind](holder)


def _vehicle_licence(holder: Holder) -> Image.Image:
    """行驶证, main page: 88 × 60 mm (GA 37)."""
    image, draw_ = _sheet((880, 600), CARD)
    draw_.rectangle((14, 14, 865, 585), outline=BLUE, width=3)
    draw_.text((440, 52), "中华人民共和国机动车行驶证", font=_font(38, bold=True), fill=BLUE, anchor="mm")
    draw_.text((440, 88), "Vehicle License of the People's Republic of China", font=_font(20), fill=BLUE, anchor="mm")
    rows = (
        ("号牌号码", holder.plate, "车辆类型", "小型轿车"),
        ("所有人", holder.name, "使用性质", "非营运"),
        ("住址", holder.address, "", ""),
        ("品牌型号", "长安牌SC7168", "发动机号", "JL4G15A0731"),
        ("车辆识别代号", "LS5A2ABE1KA004412", "", ""),
        ("注册日期", "2019-06-18", "发证日期", "2019-06-20"),
    )
    for line, (key, value, other, more) in enumerate(rows):
        y = 140 + 62 * line
        draw_.line((200, y + 42, 850, y + 42), fill=(150, 165, 180), width=1)
        _pair(draw_, (200, y), key, value)
        _pair(draw_, (560, y), other, more)
    _seal(draw_, (108, 440), "交通管理局")
    return image


def _fresh_goods(holder: Holder) -> Image.Image:
    """A proof that fresh goods are carried (鲜活农产品运输证明), A5 lengthwise."""
    image, draw_ = _sheet((1260, 888), PAPER)
    draw_.text((630, 84), "鲜活农产品运输证明", font=_font(54, bold=True), fill=INK, anchor="mm")
    lines = (
        f"承运车辆：{holder.plate}      承运人：{holder.name}",
        "货物名称：莲藕、儿菜、豌豆尖      数量：3.6 吨",
        "产地：重庆市璧山区大路街道      目的地：双福国际农贸城",
        "整车合法装载鲜活农产品目录内品种，占核定载质量 80% 以上。",
        "本证明仅供办理货车进城通行使用，有效期三日。",
    )
    for line, text in enumerate(lines):
        y = 200 + 96 * line
        draw_.text((96, y), text, font=_font(34), fill=INK)
        draw_.line((90, y + 62, 1170, y + 62), fill=(178, 174, 164), width=2)
    draw_.text((1150, 760), "大路街道农业服务中心", font=_font(32), fill=INK, anchor="rm")
    draw_.text((1150, 816), "2026 年 11 月 21 日", font=_font(32), fill=INK, anchor="rm")
    _seal(draw_, (960, 720), "农业服务中心")
    return image


def _sheet(size: tuple[int, int], ground: tuple[int, int, int]) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", size, ground)
    draw_ = ImageDraw.Draw(image)
    mark = (ground[0] - 18, ground[1] - 18, ground[2] - 18)
    draw_.text((size[0] * 0.7, size[1] * 0.62), SAMPLE, font=_font(110, bold=True), fill=mark, anchor="mm")
    return image, draw_


def _pair(draw_: ImageDraw.ImageDraw, place: tuple[int, int], key: str, value: str) -> None:
    draw_.text(place, key, font=_font(18), fill=BLUE)
    draw_.text((place[0] + 112, place[1] - 6), value, font=_font(28), fill=INK)


def _seal(draw_: ImageDraw.ImageDraw, centre: tuple[int, int], words: str) -> None:
    x, y = centre
    draw_.ellipse((x - 78, y - 78, x + 78, y + 78), outline=RED, width=5)
    draw_.text((x, y - 14), "重庆市", font=_font(24, bold=True), fill=RED, anchor="mm")
    draw_.text((x, y + 18), words, font=_font(20), fill=RED, anchor="mm")


@lru_cache(maxsize=32)
def _font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT_BOLD if bold else FONT_REGULAR, size)
