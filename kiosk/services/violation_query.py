"""交通违法查询: what is open against the own vehicles and the own driving licence.

Read the card, verify the face (or see an overview only), look. Nothing is lodged and nothing is paid.
"""

from domain.services import ServiceSlug
from kiosk.flow.contents import Fact
from kiosk.flow.plan import Plan, Stop
from kiosk.flow.visit import Visit


def facts(_: Visit) -> list[Fact]:
    """Nothing is confirmed: this service only shows."""
    return []


PLAN = Plan(
    slug=ServiceSlug.VIOLATION_QUERY,
    stops=(
        Stop("read_id_card", "station.read"),  # 读证
        Stop("face_consent", "station.face"),  # 人脸
        Stop("face", "station.face"),
        Stop("violations", "station.query"),  # 查询
    ),
    notices=(),
    facts=facts,
)
