import QtQuick

// Which keys stand where. A row is words with gaps between them: what the key types, or $function; ":1.5" is its width in
// units of a tenth of the keyboard, "^2" the number of rows it fills, "~" leaves room. A row that is not full is centred.
QtObject {
    id: root

    readonly property string numbers: "1 2 3 4 5 6 7 8 9 0"
    readonly property var calculator: ["1:2 2:2 3:2 ~:0.5 $backspace:3.5", "4:2 5:2 6:2 ~:0.5 $clear:3.5", "7:2 8:2 9:2 ~:0.5 $done:3.5^2"]
    readonly property var fixed: ({
            "digits": root.calculator.concat("~:2 0:2 ~:6"),
            "phone": root.calculator.concat("~:2 0:2 ~:6"),
            "decision_number": root.calculator.concat("~:2 0:2 ~:6"),
            "id_number": root.calculator.concat("X:2 0:2 ~:6"),
            "search": ["q w e r t y u i o p", "a s d f g h j k l", "~:1.5 z x c v b n m $backspace:1.5", "$clear:3 $done:7"],
            // I and O are in no plate; 渝E was never given out
            "plate": ["渝A 渝B 渝C 渝D 渝F 渝G 渝H $clear:1.5 $backspace:1.5", root.numbers, "Q W E R T Y U P 学 警", "A S D F G H J K L 挂", "Z X C V B N M $done:3"],
            "email": [root.numbers, "q w e r t y u i o p", "a s d f g h j k l @", "z x c v b n m . _ -", "@qq.com:2 @163.com:2 @139.com:2 $backspace:1.5 $done:2.5"]
        })
    readonly property var symbols: ({
            "address": ["号 栋 幢 单元 室 楼 层 附 - /", "路 街 巷 弄 村 组 社 院 座 #", "$clear:1.5 大道:1.75 小区:1.75 广场:1.75 大厦:1.75 $backspace:1.5"],
            "text": ["， 。 、 ： ； ？ ！ （ ） -", "号 年 月 日 时 分 元 路 桥 /", "$clear:1.5 “:1.4 ”:1.4 《:1.4 》:1.4 #:1.4 $backspace:1.5"]
        })

    // `page` is pinyin, latin, digits or hand; it is of no meaning for pads without Chinese.
    function rows(pad: string, page: string): var {
        if (root.fixed[pad] !== undefined)
            return root.fixed[pad];
        const first = pad === "name" ? "" : root.numbers;
        const side = pad === "name" ? "·:1.5" : "$digits:1.5";
        if (page === "hand")
            return ["", "~:7.5 $undo:2.5", "~:7.5 $clear:2.5", "~:7.5 $backspace:2.5", "$pinyin:3 " + side + " $space:2 $done:3.5"];
        if (page === "digits")
            return [first].concat(root.symbols[pad] ?? [], "$letters:3 $hand:1.5 $space:2 $done:3.5");
        const third = (page === "latin" ? "$shift:1.5" : "$separate:1.5") + " z x c v b n m $backspace:1.5";
        return [first, "q w e r t y u i o p", "a s d f g h j k l", third, "$mode:1.5 " + side + " $hand:1.5 $space:2 $done:3.5"];
    }

    // The keys of rows, one after the other, with their place: x and span in units, row and how many rows.
    function keys(rows: var): var {
        const placed = rows.map((row, index) => root.placed(row.split(" ").filter(word => word !== "").map(root.parsed), index));
        return [].concat(...placed);
    }

    function parsed(word: string): var {
        const [whole, text, span, tall] = word.match(/^(.+?)(?::([\d.]+))?(?:\^(\d))?$/);
        return {
            "text": text,
            "span": Number(span ?? 1),
            "tall": Number(tall ?? 1)
        };
    }

    function placed(keys: var, row: int): var {
        let x = (10 - keys.reduce((sum, key) => sum + key.span, 0)) / 2;
        const standing = [];
        for (const key of keys) {
            if (key.text !== "~")
                standing.push(Object.assign({
                    "x": x,
                    "row": row
                }, key));
            x += key.span;
        }
        return standing;
    }
}
