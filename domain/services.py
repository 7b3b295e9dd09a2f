"""The fourteen services 业务: slugs, groups, and what each needs before it may begin."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar


class ServiceSlug(StrEnum):
    """One slug names the module, the rule file, the configuration, the test, the page and the texts of a service."""

    VIOLATION_QUERY = "violation_query"  # 交通违法查询
    VIOLATION_HANDLING = "violation_handling"  # 交通违法处理
    FINE_PAYMENT = "fine_payment"  # 罚款缴纳
    DRIVER_LICENCE_RENEW_DAMAGE = "driver_licence_renew_damage"  # 驾驶证损毁换证
    DRIVER_LICENCE_RENEW_EXPIRY = "driver_licence_renew_expiry"  # 驾驶证期满换证
    DRIVER_LICENCE_RENEW_OVERAGE = "driver_licence_renew_overage"  # 驾驶证超龄换证
    DRIVER_LICENCE_REISSUE_LOSS = "driver_licence_reissue_loss"  # 驾驶证遗失补证
    VEHICLE_LICENCE_REISSUE = "vehicle_licence_reissue"  # 补领行驶证
    VEHICLE_LICENCE_REPLACE = "vehicle_licence_replace"  # 换领行驶证
    PLATE_REISSUE = "plate_reissue"  # 补领号牌
    PLATE_REPLACE = "plate_replace"  # 换领号牌
    CONTACT_CHANGE_DRIVER = "contact_change_driver"  # 变更驾驶人联系方式
    CONTACT_CHANGE_OWNER = "contact_change_owner"  # 变更机动车所有人联系方式
    TRUCK_PASS = "truck_pass"  # noqa: S105 - 主城区货车通行证, not a password


class HomeEntry(StrEnum):
    """What home offers besides the services."""

    MY_APPLICATIONS = "my_applications"  # 我的申请


Offered = ServiceSlug | HomeEntry
"""What can be begun at home."""


class ServiceGroup(StrEnum):
    """The four groups of the home screen."""

    VIOLATIONS = "violations"  # 违法
    PASS_AND_CONTACT = "pass_and_contact"  # noqa: S105 - 通行证与联系方式
    DRIVER_LICENCE = "driver_licence"  # 驾驶证
    VEHICLE = "vehicle"  # 机动车


GROUPS: dict[ServiceGroup, tuple[ServiceSlug, ...]] = {
    ServiceGroup.VIOLATIONS: (
        ServiceSlug.VIOLATION_QUERY,
        ServiceSlug.VIOLATION_HANDLING,
        ServiceSlug.FINE_PAYMENT,
    ),
    ServiceGroup.PASS_AND_CONTACT: (
        ServiceSlug.TRUCK_PASS,
        ServiceSlug.CONTACT_CHANGE_DRIVER,
        ServiceSlug.CONTACT_CHANGE_OWNER,
    ),
    ServiceGroup.DRIVER_LICENCE: (
        ServiceSlug.DRIVER_LICENCE_REISSUE_LOSS,
        ServiceSlug.DRIVER_LICENCE_RENEW_DAMAGE,
        ServiceSlug.DRIVER_LICENCE_RENEW_EXPIRY,
        ServiceSlug.DRIVER_LICENCE_RENEW_OVERAGE,
    ),
    ServiceGroup.VEHICLE: (
        ServiceSlug.VEHICLE_LICENCE_REISSUE,
        ServiceSlug.VEHICLE_LICENCE_REPLACE,
        ServiceSlug.PLATE_REISSUE,
        ServiceSlug.PLATE_REPLACE,
    ),
}

WITHOUT_APPLICATION = frozenset({ServiceSlug.VIOLATION_QUERY})
"""Services that are answered at once and leave no application: no clerk reviews them, nothing is posted."""


class End(StrEnum):
    """Where an application of a service ends."""

    POST = "post"  # a document is made and posted
    COMPLETED = "completed"  # decided, and done with that: no post


@dataclass(frozen=True)
class ServiceTerms:
    """What configuration says of one service (`config/services/<slug>.toml`)."""

    slug: ServiceSlug
    needs_devices: tuple[str, ...]
    needs_network: bool
    promised_working_days: int  # what the citizen is told
    statutory_working_days: int  # what the regulation allows
    reissue_limit: int  # so many re-issues ... (0: nothing is re-issued)
    reissue_window_months: int  # ... within so many months go to the window
    issuer_prefixes: tuple[str, ...]  # archive number prefixes of the offices whose licences are served here
    second_person_reasons: tuple[str, ...]  # when a second clerk must agree; "always": whatever the reasons
    ends: End = End.POST
    own: object | None = field(default=None)  # what the service's `parse_own` made of its table `[rules]`
    sha256: str = ""  # of everything that decides: hex, over the texts of the rulebook


Own = TypeVar("Own")


def own_of(terms: ServiceTerms, kind: type[Own]) -> Own:
    """Return the service's own terms; raises :class:`TypeError` when they are another service's: a bug."""
    if not isinstance(terms.own, kind):
        raise TypeError(f"{terms.slug} has no {kind.__name__}")
    return terms.own
