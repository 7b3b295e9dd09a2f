// Paying: the keys of the PIN pad, and the acquirer with what it knows. Shares its place with what came out of the office.

import { currentLanguage, icon, node, post, text } from "./api.js";
import { count } from "./outside.js";

const KEYS = ["1", "2", "3", "cancel", "4", "5", "6", "clear", "7", "8", "9", null, null, "0", null, "enter"]; // as on the pad
const RIGHT = "123456";
const WRONG = "111111";
const panes = Object.fromEntries(["outside", "papers", "paying", "around", "presets"].map((name) => [name, document.getElementById(`pane-${name}`)]));
const tabs = document.getElementById("panes");
let shown = "outside";
let asked = false; // the pad asked for a PIN when it was last drawn
let once = true;
let typing = Promise.resolve(); // one key after the other

export function drawPaying(state, transactions) {
  if (state.pin_pad.taking_pin && !asked) shown = "paying"; // somebody has to type now
  asked = state.pin_pad.taking_pin;
  drawTabs();
  drawPinPad(state.pin_pad);
  drawAcquirer(state.acquirer, transactions);
}

function drawTabs() {
  const chips = Object.keys(panes).map((name) => node("button", {
    type: "button", id: `tab-${name}`, role: "tab", class: "chip good", "aria-selected": String(shown === name), "aria-pressed": String(shown === name),
    onclick: () => { shown = name; drawTabs(); },
  }, text(`panes.${name}`)));
  redraw(tabs, chips);
  for (const [name, pane] of Object.entries(panes)) pane.hidden = shown !== name;
}

function drawPinPad(pad) {
  document.getElementById("pin-state").textContent = pad.taking_pin ? text("pin_pad.typed", { n: pad.typed }) : text("pin_pad.resting");
  document.getElementById("pin-state").classList.toggle("asking", pad.taking_pin);
  redraw(document.getElementById("pin-keys"), KEYS.map((key) => (key === null ? node("i") : keyButton(key, pad.taking_pin))));
  redraw(document.getElementById("pin-whole"), [
    whole("pin_pad.right", RIGHT, pad.taking_pin), whole("pin_pad.wrong", WRONG, pad.taking_pin)]);
  drawFault("pin-fault", "pin_pad", pad);
}

function keyButton(key, taking) {
  const isDigit = key.length === 1;
  return node("button", { type: "button", class: isDigit ? "key" : `key ${key}`, "aria-disabled": String(!taking),
    onclick: () => type(taking, isDigit ? { digits: key } : { key }) }, isDigit ? key : text(`pin_pad.${key}`));
}

function whole(words, digits, taking) {
  return node("button", { type: "button", class: "button", "aria-disabled": String(!taking),
    onclick: () => type(taking, { digits, key: "enter" }) }, text(words, { digits }));
}

function type(taking, keys) {
  if (taking) typing = typing.then(() => post("/api/pin_pad/type", keys)).catch(() => {}); // the next drawing shows what became of it
}

function drawAcquirer(acquirer, transactions) {
  drawFault("acquirer-fault", "acquirer", acquirer);
  redraw(document.getElementById("acquirer-once"), [true, false].map((one) => chip(text(one ? "acquirer.once" : "acquirer.always"), once === one, () => {
    once = one;
    if (acquirer.fault !== null) post("/api/acquirer/fault", { fault: acquirer.fault, once }); else drawAcquirer(acquirer, transactions);
  })));
  const rows = [...transactions].reverse().map(row);
  count("n-transactions", rows.length);
  redraw(document.getElementById("transactions"), rows.length ? rows : [node("p", { class: "nothing" }, text("acquirer.none"))]);
}

function row(sale) {
  const at = new Date(sale.at).toLocaleTimeString(currentLanguage() === "zh" ? "zh-CN" : "en-GB", { hour12: false, timeZone: "Asia/Shanghai" });
  return node("div", { class: "sale" },
    node("b", {}, text("acquirer.yuan", { n: (sale.amount_fen / 100).toFixed(2) })),
    node("em", { class: sale.state }, text(`acquirer.${sale.state}`, { code: sale.response_code })),
    node("span", {}, sale.card, node("small", {}, at)),
    node("small", {}, text("acquirer.numbers", { batch: sale.batch, trace: sale.trace, reference: sale.reference })));
}

// A list that is open must not be drawn again under the hand: its words change with the language only.
function drawFault(id, words, device) {
  const list = document.getElementById(id);
  if (list.dataset.language !== currentLanguage()) {
    list.dataset.language = currentLanguage();
    list.setAttribute("aria-label", text(`${words}.fault`));
    list.replaceChildren(...["ok", ...device.faults].map((word) => node("option", { value: word }, text(`${words}.${word}`))));
  }
  list.value = device.fault ?? "ok";
  list.classList.toggle("bad", device.fault !== null);
}

function chosen(event) { return event.target.value === "ok" ? null : event.target.value; }

document.getElementById("pin-fault").addEventListener("change", (event) => post("/api/pin_pad/fault", { fault: chosen(event) }));
document.getElementById("acquirer-fault").addEventListener("change", (event) => post("/api/acquirer/fault", { fault: chosen(event), once }));

function chip(words, on, act) {
  return node("button", { type: "button", class: "chip good", "aria-pressed": String(on), onclick: act }, on ? icon("check") : null, words);
}

function redraw(place, drawn) {
  const held = place.contains(document.activeElement) ? document.activeElement.textContent : null; // focus outlives the drawing
  place.replaceChildren(...drawn);
  if (held !== null) [...place.querySelectorAll("button")].find((button) => button.textContent === held)?.focus();
}
