"""换领行驶证 at the desks (公安部令第164号 §52): see :mod:`backoffice.review.vehicle_rows`."""

from backoffice.review.comparison import ServiceDesk
from backoffice.review.vehicle_rows import CORRECTABLE, compare, licence_to_make, order_by

DESK = ServiceDesk(
    compare=compare,
    correctable=CORRECTABLE,
    order=order_by(licence_to_make),
    work_order=licence_to_make,
    makes="vehicle_licence",
)
