pragma Singleton
import QtQuick
import Kiosk.Bridge

// Design tokens: colours, grid, type, shapes, touch, anatomy, motion. Pixels are those of a stage of 1080 x 1920 or
// 1920 x 1080. Colours and times stand here and nowhere else (tests/ui/test_tokens.py).
QtObject {
    id: root

    readonly property bool elder: Flow.elder
    readonly property bool contrast: Flow.contrast
    readonly property bool reachable: Flow.reachable
    readonly property bool portrait: Surroundings.portrait
    readonly property bool english: Flow.language === "en"

    // factors: words and targets grow in elder mode, and on a panel smaller than the reference
    readonly property real wordFactor: Math.max(elder ? 1.35 : 1, Surroundings.panelFactor)
    readonly property real touchFactor: Math.max(elder ? 1.25 : 1, Surroundings.panelFactor)
    readonly property bool large: wordFactor > 1.15

    // colours
    readonly property color paper: contrast ? "#000000" : "#F6F4EF"
    readonly property color surface: contrast ? "#000000" : "#FFFFFF"
    readonly property color sunken: contrast ? "#1C1C1C" : "#ECE9E1"
    readonly property color line: contrast ? "#8C8C8C" : "#DAD6CC"
    readonly property color edge: contrast ? "#FFFFFF" : "#7C8C9B"
    readonly property color ink: contrast ? "#FFFFFF" : "#14263A"
    readonly property color ink2: contrast ? "#E6E6E6" : "#465768"
    readonly property color deep: contrast ? "#000000" : "#0F3257"
    readonly property color blue: contrast ? "#FFFFFF" : "#1B568F"
    readonly property color mid: contrast ? "#BDBDBD" : "#7FA6C9"
    readonly property color soft: contrast ? "#D9D9D9" : "#B9D0E4"
    readonly property color pale: contrast ? "#262626" : "#DCE8F2"
    readonly property color faint: contrast ? "#141414" : "#EDF3F8"
    readonly property color amber: contrast ? "#FFD23F" : "#C46A00"
    readonly property color amberText: contrast ? "#FFD23F" : "#7A4300"
    readonly property color sand: contrast ? "#332A00" : "#F7E3C4"
    readonly property color glow: contrast ? "#FFD23F" : "#F0A03A"
    readonly property color red: contrast ? "#FFB4A3" : "#A93A24"
    readonly property color redTint: contrast ? "#2B0F0A" : "#F9E7E2"
    readonly property color primary: contrast ? "#FFD23F" : "#1B568F"
    readonly property color primaryPressed: contrast ? "#FFFFFF" : "#0F3257"
    readonly property color primaryText: contrast ? "#000000" : "#FFFFFF"
    readonly property color deepText: "#FFFFFF"
    readonly property color deepText2: contrast ? "#FFFFFF" : "#CFE0EE"
    readonly property color deepText3: contrast ? "#FFFFFF" : "#B9D0E4" // over contours, at 32 px or more
    readonly property color switched: contrast ? "#FFD23F" : "#0F3257" // a switch that is on
    readonly property color switchedText: contrast ? "#000000" : "#FFFFFF"
    readonly property color focus: contrast ? "#FFD23F" : "#14263A" // where the keypad is
    readonly property color penInk: contrast ? "#FFFFFF" : "#0F3257" // what a finger writes
    readonly property color darkroom: "#14263A" // behind a photograph
    readonly property color pressed: contrast ? "#4A4A4A" : "#DCE8F2"
    readonly property color frameless: "#000000" // beside the stage, on a panel of another shape
    readonly property color veil: contrast ? "#E6000000" : "#ED0F3257" // over what is covered
    // number plates by their kind (GA 24.7); blue ones take `blue`
    readonly property color plateGreen: contrast ? "#000000" : "#BFE3CB"
    readonly property color plateGreenEdge: contrast ? "#FFFFFF" : "#3F7F58"
    readonly property color plateYellow: contrast ? "#000000" : "#F5CB4A"
    readonly property color plateYellowEdge: contrast ? "#FFFFFF" : "#8A6A00"

    // grid: everything is a multiple of 8; these are the distances
    readonly property int grid: 8
    readonly property int space1: 8
    readonly property int space2: 16 // least gap between two targets
    readonly property int space3: 24
    readonly property int space4: 32
    readonly property int space6: 48
    readonly property int space8: 64
    readonly property int space12: 96

    // type: the scale grows in large type; what belongs to the frame has its place and does not
    readonly property int smallest: 24
    readonly property int caption: Math.round(24 * wordFactor)
    readonly property int small: Math.round(28 * wordFactor)
    readonly property int body: Math.round(32 * wordFactor)
    readonly property int lead: Math.round(40 * wordFactor)
    readonly property int question: Math.round(56 * wordFactor)
    readonly property int number: Math.round(80 * wordFactor)
    readonly property int sentence: large ? body : 36 // leads a sheet
    readonly property int name: large ? 44 : 36 // of a service or of the area, in the head
    readonly property int homeQuestion: portrait ? (english ? 64 : large ? 92 : 72) : large ? 64 : 60
    readonly property int countdown: portrait ? 120 : 88
    readonly property int numeral: portrait ? 320 : 260 // attract
    readonly property int hours: portrait ? 120 : 100
    readonly property int title: portrait ? 88 : 76
    readonly property int call: portrait ? 64 : 56
    readonly property int notice: portrait ? 104 : 88 // out of service

    // line heights, as a multiple of the size
    readonly property real tight: 1.2 // one line in a key or a frame
    readonly property real leadingHead: 1.3 // questions and headings
    readonly property real leadingBody: 1.42
    readonly property real leadingText: 1.5 // long texts

    // shape
    readonly property int border: contrast ? 3 : 2
    readonly property int hairline: contrast ? 2 : 1
    readonly property int radiusKey: 12
    readonly property int radius: 16
    readonly property int radiusSheet: 24
    readonly property int radiusDialog: 32
    readonly property int ring: 4 // focus ring, and as far outside
    readonly property int lip: 3 // lower edge of what can be pressed
    readonly property int gap: space3

    // touch: 88 px (27 mm) at least, keys of the keyboard 72
    readonly property int touch: Math.round(88 * touchFactor)
    readonly property int key: Math.round(72 * touchFactor)
    readonly property int button: Math.round(120 * (large ? 1.2 : 1))
    readonly property int reach: reachable ? Surroundings.reachLine : portrait ? 640 : 0 // above it one reads, one does not reach

    // anatomy
    readonly property int stageWidth: portrait ? 1080 : 1920
    readonly property int stageHeight: portrait ? 1920 : 1080
    readonly property int margin: portrait ? 72 : 96
    readonly property int contentWidth: stageWidth - 2 * margin
    readonly property int header: portrait ? 232 : 128
    readonly property int footer: portrait ? (large ? 192 : 176) : 128
    readonly property int footerTop: stageHeight - footer
    readonly property int bodyTop: header + 40
    readonly property int bodyBottom: footerTop - (portrait ? 32 : 40)
    readonly property int asideWidth: 840
    readonly property int paneX: 1008
    readonly property int paneWidth: 816

    // motion
    readonly property int pageTime: Surroundings.moving ? 200 : 0
    readonly property int partTime: Surroundings.moving ? 240 : 0
    readonly property int restTime: Surroundings.moving ? 1400 : 0
    readonly property int dotTime: 400
    readonly property int slide: 48 // px that a page comes from the side
    readonly property int doubleTap: 400 // a hand that taps twice means one touch
    readonly property int holdTime: 3000 // how long the hidden corner is held
    readonly property int keyBeat: 40 // how often a held key is asked
    readonly property bool moving: Surroundings.moving

    function rgb(colour: color): string {
        return String(colour).slice(-6);
    }
}
