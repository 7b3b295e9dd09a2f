pragma ComponentBehavior: Bound

import QtQuick

// 等结果: what was handed in is stored; the office is about to say what it makes of it.
Wait {
    screen: "outcome"
}
