"""交通违法查询: what is open against the own vehicles and the own driving licence.

Read the card, verify the face (or see an overview only), look. Nothing is lodged and nothing is paid.
"""

from domain.services import ServiceSlug
from kiosk.flow.plan import Fact, Plan
from kiosk.flow.visit import Visit


def facts(_: Visit) -> list[Fact]:
    """Nothing is confirmed: this service only shows."""
    return []


PLAN = Plan(
    slug=ServiceSlug.VIOLATION_QUERY,
    steps=("read_id_card", "face_consent", "face", "violations"),
    stations=(
        "station.read",  # 读证
        "station.face",  # 人脸
        "station.face",
        "station.query",  # 查询
    ),
    notices=(),
    facts=facts,
)
