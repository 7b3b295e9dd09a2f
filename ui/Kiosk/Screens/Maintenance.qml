pragma ComponentBehavior: Bound

import Kiosk.Maintenance

// 维护模式 stands in a module of its own.
MaintenancePage {}
