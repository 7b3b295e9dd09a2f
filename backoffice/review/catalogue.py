"""Which services have a desk."""

from collections.abc import Mapping

from backoffice.review.comparison import ServiceDesk
from backoffice.review.services import driver_licence_reissue_loss
from domain.services import ServiceSlug

DESKS: Mapping[ServiceSlug, ServiceDesk] = {
    ServiceSlug.DRIVER_LICENCE_REISSUE_LOSS: driver_licence_reissue_loss.DESK,
}
