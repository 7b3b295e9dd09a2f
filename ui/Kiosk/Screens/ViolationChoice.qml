pragma ComponentBehavior: Bound

import QtQuick

// 选择违法: the list of the query, where each row that may be settled has a box to be ticked.
Violations {}
