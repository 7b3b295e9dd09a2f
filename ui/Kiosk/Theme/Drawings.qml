pragma Singleton
import QtQuick

// Which drawing stands for what.
QtObject {
    id: root

    readonly property var services: ({
            "violation_query": "violation-query",
            "violation_handling": "violation-handle",
            "fine_payment": "fine-pay",
            "driver_licence_renew_damage": "licence-damage",
            "driver_licence_renew_expiry": "licence-expiry",
            "driver_licence_renew_overage": "licence-age",
            "driver_licence_reissue_loss": "licence-lost",
            "vehicle_licence_reissue": "vlicence-new",
            "vehicle_licence_replace": "vlicence-swap",
            "plate_reissue": "plate-new",
            "plate_replace": "plate-swap",
            "contact_change_driver": "contact-driver",
            "contact_change_owner": "contact-owner",
            "truck_pass": "truck",
            "my_applications": "person-check"
        })

    readonly property var stops: ({
            "send_code": "sms",
            "compare_code": "sms"
        })

    function ofStop(step: string, slug: string): string {
        return root.stops[step] ?? root.ofService(slug);
    }

    function ofService(slug: string): string {
        return root.services[slug] ?? "licence";
    }
}
