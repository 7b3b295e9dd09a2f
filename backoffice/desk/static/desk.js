/* Keys, dialogs, live state and lease countdown of the desk.
 *
 * Everything is declared in the page: data-key (which key presses it), data-opens (which dialog), data-list / data-row
 * (rows walked with J K or the arrows), data-row-key (which key presses it while its row is chosen). Letters act only when no field
 * has focus; a held key decides nothing. No evaluation of strings, no inline handlers: the strict CSP holds.
 */
(() => {
  "use strict";

  const TYPING = "input:not([type=checkbox]):not([type=radio]):not([type=hidden]), textarea, select";
  const NATIVE_ENTER = "button, a[href], summary, input[type=checkbox]";
  const LATE_MS = 5000; // DESK.md §4: later than 5 s is said
  const LOST_MS = 15000;
  const GO_MS = 1500; // how long G waits for its letter
  const LEAVE_MS = 5000;

  let ready = false; // the page is read; presses before that wait
  let onTheWay = null; // the request that fetches the page's middle
  let leaving = false; // another page is coming
  const waiting = [];

  const openDialog = () => document.querySelector("dialog[open]");
  const shown = (element) => element.checkVisibility();
  const inScope = (element) => (openDialog() ? openDialog().contains(element) : !element.closest("dialog"));

  /* ---- pressing what a key stands for ---- */
  const keyed = (name) =>
    [...document.querySelectorAll("[data-key]")].find(
      (element) => element.dataset.key.split("|").includes(name) && inScope(element) && shown(element),
    );
  const press = (element) => {
    if (!element || element.getAttribute("aria-disabled") === "true") return false;
    if (element.matches(TYPING)) element.focus();
    else element.click();
    return true;
  };

  /* ---- rows ---- */
  const list = () => [...document.querySelectorAll("[data-list]")].find((element) => inScope(element) && shown(element));
  const rowsOf = (table) => [...table.querySelectorAll("[data-row]")].filter(shown);
  const chosen = (table) => table && table.querySelector(`[data-row].${table.dataset.list}`);
  const choose = (table, row) => {
    const before = chosen(table);
    if (before) before.classList.remove(table.dataset.list);
    row.classList.add(table.dataset.list);
    row.scrollIntoView({ block: "nearest" });
    const summary = document.getElementById("summary");
    if ("summary" in row.dataset && summary && shown(summary)) htmx.trigger(row, "chosen");
    fitFoot();
  };
  const walk = (step) => {
    const table = list();
    if (!table) return false;
    const rows = rowsOf(table);
    const at = rows.indexOf(chosen(table));
    const next = rows[Math.min(Math.max(at + step, 0), rows.length - 1)];
    if (next) choose(table, next);
    return Boolean(next);
  };
  const inRow = (name) => {
    const row = chosen(list());
    const pressed = (element) => element.dataset.rowKey.split("|").includes(name);
    return row && [...row.querySelectorAll("[data-row-key]")].find(pressed);
  };

  /* ---- the foot of the page: only keys that do something now ---- */
  const isLive = (cap) => {
    if (cap === "…") return true;
    if (cap === "J" || cap === "K") return Boolean(chosen(list()));
    const name = cap.length === 1 ? cap.toLowerCase() : cap === "Esc" ? "Escape" : cap;
    const element = inRow(name) || keyed(name);
    return Boolean(element) && element.getAttribute("aria-disabled") !== "true";
  };
  const fitFoot = () => {
    if (openDialog()) return; // its own keys stand on it
    document.querySelectorAll("[data-live-key]").forEach((entry) => {
      entry.hidden = !entry.dataset.liveKey.split(" ").every(isLive);
    });
  };

  /* ---- keys ---- */
  let going = 0;
  const go = (letter) => {
    going = 0;
    return press(document.querySelector(`[data-go="${letter}"]`));
  };
  const named = {
    ArrowDown: () => walk(1),
    ArrowUp: () => walk(-1),
    j: () => walk(1),
    k: () => walk(-1),
    "/": () => focusFind(),
    "?": () => {
      listKeys();
      return show(document.getElementById("all-keys"));
    },
    g: () => {
      going = performance.now();
      return true;
    },
  };

  /* ---- ? lists the keys of this page: what can be pressed now, in the words that stand on it ---- */
  const NAMES = { Escape: "Esc", PageUp: "PgUp", PageDown: "PgDn", ArrowUp: "↑", ArrowDown: "↓" };
  const wordsOf = (element) => {
    const label = element.dataset.keyLabel || (element.matches(TYPING) ? element.getAttribute("aria-label") || element.placeholder : "");
    if (label) return label;
    const copy = element.cloneNode(true);
    copy.querySelectorAll("kbd, svg, b, i, .t0").forEach((part) => part.remove());
    const own = copy.textContent.trim().replace(/\s+/g, " ");
    if (/^[\d\s]+$/.test(own)) return document.querySelector('meta[name="desk-form-open"]')?.content || own; // a number: it opens what is called so
    return own || element.getAttribute("aria-label") || element.title || element.textContent.trim();
  };
  const keysHere = () => {
    const found = new Map();
    const note = (keys, element) => {
      const names = keys.split("|").filter((key) => key && !found.has(key));
      if (names.length && wordsOf(element)) names.forEach((key) => found.set(key, { keys: names, words: wordsOf(element) }));
    };
    const buttons = [...document.querySelectorAll("[data-key]")].filter((element) => !element.closest("dialog") && shown(element));
    buttons.filter((element) => element.getAttribute("aria-disabled") !== "true").forEach((element) => note(element.dataset.key, element));
    const table = [...document.querySelectorAll("[data-list]")].find((element) => !element.closest("dialog") && shown(element));
    if (table) {
      const rows = [chosen(table), ...rowsOf(table)].filter(Boolean);
      rows.flatMap((row) => [...row.querySelectorAll("[data-row-key]")]).forEach((element) => note(element.dataset.rowKey, element));
    }
    return [...new Map([...found.values()].map((one) => [one.keys.join("|"), one])).values()];
  };
  const listKeys = () => {
    const place = document.querySelector("[data-page-keys]");
    if (!place) return;
    const walks = place.querySelector("[data-walk]");
    walks.hidden = !document.querySelector("main [data-list]");
    place.replaceChildren(
      walks,
      ...keysHere().map((one) => {
        const line = document.createElement("div");
        for (const name of one.keys.flatMap((key) => key.split(" "))) {
          const cap = document.createElement("kbd");
          cap.textContent = NAMES[name] || (name.length === 1 ? name.toUpperCase() : name);
          line.append(cap);
        }
        const words = document.createElement("span");
        words.textContent = one.words;
        line.append(words);
        return line;
      }),
    );
  };
  const focusFind = () => {
    const find = document.querySelector("[data-find]");
    if (find) find.focus();
    return Boolean(find);
  };
  const act = (key) => {
    if (going && performance.now() - going < GO_MS && go(key)) return true;
    going = 0;
    const name = key === " " ? "Space" : key;
    if (press(inRow(name)) || press(keyed(name))) return true;
    return named[key] ? named[key]() : false;
  };
  const repeated = (event) => {
    const walking = ["ArrowDown", "ArrowUp", "j", "k"].includes(event.key);
    if (!walking && !event.target.matches(TYPING)) event.preventDefault();
    return !walking;
  };
  const escape = (event) => {
    if (openDialog()) return; // the browser closes it
    if (event.target.matches(TYPING)) event.target.blur();
    else press(keyed("Escape"));
  };
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || (event.repeat && repeated(event))) return;
    if (event.key === "Escape") return escape(event);
    if (event.ctrlKey && event.key === "Enter") {
      if (press(keyed("Ctrl Enter"))) event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.matches(TYPING)) return;
    if ((event.key === "Enter" || event.key === " ") && event.target.matches(NATIVE_ENTER)) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (act(key)) event.preventDefault();
  });

  /* ---- clicks ---- */
  const show = (dialog) => {
    if (!dialog || dialog.open) return false;
    dialog.showModal();
    return true;
  };
  const toggles = {
    fold: (element) => element.closest(".card").classList.toggle("folded"),
    differences: (element) => {
      element.classList.toggle("on");
      document.querySelector(".cmp").classList.toggle("only-different");
    },
    flicker: (element) => flicker(element),
    original: (element) => {
      const wanted = element.classList.toggle("on") ? "original" : "levelled";
      document.querySelectorAll("img[data-original]").forEach((image) => {
        image.setAttribute("src", image.dataset[wanted]);
        image.closest(".ph").classList.toggle("aligned", wanted === "levelled");
      });
    },
    print: () => window.print(),
  };
  let flickering = 0;
  const flicker = (button) => {
    const within = button.closest("dialog") || document.getElementById("main");
    const pair = [...within.querySelectorAll("[data-flicker]")].filter((image) => image.closest("dialog") === button.closest("dialog"));
    button.classList.toggle("on");
    clearInterval(flickering);
    if (pair.length < 2 || !button.classList.contains("on")) return pair[0] && pair[0].removeAttribute("data-over");
    const [below, above] = pair;
    const own = below.getAttribute("src");
    flickering = setInterval(() => {
      if (!button.classList.contains("on")) return;
      below.setAttribute("src", below.getAttribute("src") === own ? above.getAttribute("src") : own);
    }, 450);
    button.addEventListener("click", () => below.setAttribute("src", own), { once: true });
  };
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener && opener.getAttribute("aria-disabled") !== "true") show(document.getElementById(opener.dataset.opens));
    const closer = event.target.closest("[data-closes]");
    if (closer) closer.closest("dialog").close();
    const toggle = event.target.closest("[data-toggle]");
    if (toggle) toggles[toggle.dataset.toggle](toggle);
    const row = event.target.closest("[data-row]");
    if (row && row.closest("[data-list]")) choose(row.closest("[data-list]"), row);
  });
  document.addEventListener("dblclick", (event) => {
    const row = event.target.closest("[data-row]");
    if (row) press(row.querySelector("[data-row-key^=Enter]"));
  });

  /* ---- a form is sent once; its button says so and keeps its width ---- */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method === "dialog" || form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    const button = event.submitter;
    if (button && button.dataset.busy) {
      button.style.minWidth = `${button.offsetWidth}px`;
      button.textContent = button.dataset.busy;
    }
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload(); // no stale page, no personal data out of the cache
  });

  const watch = () => {
    /* ---- live state: 实时, 迟滞, 已断开 ---- */
    const live = document.querySelector("[data-live]");
    let heard = performance.now();
    const judge = () => {
      const silence = performance.now() - heard;
      live.dataset.state = silence > LOST_MS ? "lost" : silence > LATE_MS ? "late" : "live";
    };
    if (live) {
      document.addEventListener("htmx:sseMessage", () => {
        heard = performance.now();
        judge();
      });
      document.addEventListener("htmx:sseError", () => {
        heard = Math.min(heard, performance.now() - LATE_MS - 1);
        judge();
      });
      setInterval(judge, 1000);
    }

    /* ---- lease 租约; the page's middle may be swapped, so the element is looked up each time ---- */
    const lease = () => document.querySelector("[data-lease]");
    let began = performance.now();
    const expire = (element) => {
      document.querySelectorAll("[data-decision]").forEach((press) => press.setAttribute("aria-disabled", "true"));
      document.querySelectorAll("button[data-decision]").forEach((button) => (button.disabled = true));
      document.querySelectorAll("[data-when-expired]").forEach((element) => (element.hidden = false));
      element.hidden = true;
    };
    const grown = (seconds) => Number(seconds) - (performance.now() - began) / 1000;
    const age = () => {
      document.querySelectorAll("[data-fresh]").forEach((element) => {
        if (grown(element.dataset.fresh) > 0) return;
        element.hidden = true; // the registry's answer has become too old to decide on
        document.querySelectorAll("[data-when-stale]").forEach((closed) => (closed.hidden = false));
      });
    };
    const count = () => {
      age();
      const element = lease();
      if (!element || element.hidden) return;
      const left = Math.max(0, Math.floor(grown(element.dataset.lease)));
      element.querySelector("[data-left]").textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
      element.classList.toggle("warn", left < 120);
      if (left === 0) expire(element);
    };
    setInterval(count, 1000);
    count();

    /* ---- the page's middle has been swapped ---- */
    const swapsMain = (event) => event.detail.target && event.detail.target.id === "main";
    const arrived = (event) => {
      if (event.detail.xhr !== onTheWay) return; // every swapped part says that it has settled; only the newest request counts
      onTheWay = null;
      began = performance.now();
      count();
      pressWaiting();
    };
    document.addEventListener("htmx:beforeRequest", (event) => {
      if (!swapsMain(event)) return;
      onTheWay = event.detail.xhr;
      const focused = document.activeElement;
      if (event.detail.elt.contains(focused) && focused.matches("[data-scan]")) focused.blur(); // what is scanned next is for the next field
    });
    document.addEventListener("htmx:afterSettle", fitFoot);
    document.addEventListener("htmx:afterSettle", arrived); // not earlier: only now do the new forms know what to do
    document.addEventListener("htmx:afterRequest", (event) => {
      if (event.detail.failed) arrived(event);
    });
  };

  /* ---- presses that come too early wait; presses after the page was left are nobody's ---- */
  const typeAgain = (field, key) => {
    if (key === "Enter" && field.matches("[data-find]")) {
      waiting.length = 0; // the rest was meant for what is found
      field.form.requestSubmit();
    } else if (key === "Enter" && field.matches("[data-scan]")) {
      if (field.value) field.form.requestSubmit();
    } else if (key.length === 1 && typeof field.selectionStart === "number") {
      field.setRangeText(key, field.selectionStart, field.selectionEnd, "end");
      field.dispatchEvent(new InputEvent("input", { bubbles: true, data: key }));
    }
  };
  const pressAgain = (key) => {
    const focused = document.activeElement;
    if (focused && focused.matches(TYPING)) return typeAgain(focused, key); // a field has the focus: nothing is a shortcut any more
    if (key === "Enter" && focused && focused.matches("dialog[open] button")) return focused.click();
    act(key.length === 1 ? key.toLowerCase() : key);
    if (key === "/" && !document.activeElement.matches(TYPING)) waiting.length = 0; // nowhere to type what was typed after it
  };
  const pressWaiting = () => {
    while (waiting.length && !onTheWay && !leaving) pressAgain(waiting.shift());
  };
  document.addEventListener(
    "keydown",
    (event) => {
      if (!leaving && ready && !onTheWay) return;
      if (event.ctrlKey || event.altKey || event.metaKey || (event.target.matches && event.target.matches(TYPING))) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!leaving && !event.repeat) waiting.push(event.key);
    },
    true,
  );
  window.addEventListener("beforeunload", () => {
    leaving = true;
    setTimeout(() => (leaving = false), LEAVE_MS); // the new page did not come: the old one is in use again
  });
  document.addEventListener("DOMContentLoaded", () => {
    watch();
    fitFoot();
    show(document.querySelector("dialog[data-opened]"));
    setTimeout(() => {
      ready = true; // after htmx has read the page
      pressWaiting();
    });
  });
})();
