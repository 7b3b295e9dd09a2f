"""换领号牌 at the desks (公安部令第164号 §51): see :mod:`backoffice.review.vehicle_rows`."""

from backoffice.review.comparison import ServiceDesk
from backoffice.review.vehicle_rows import CORRECTABLE_WITH_PICTURE, compare, order_by, plates_to_make

DESK = ServiceDesk(
    compare=compare,
    correctable=CORRECTABLE_WITH_PICTURE,
    order=order_by(plates_to_make),
    work_order=plates_to_make,
    makes="plates",
)
