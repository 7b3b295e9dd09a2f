// What surrounds the terminal: the board with its sensors and lamps, the power supply, the loudspeaker.

import { icon, node, post, text } from "./api.js";

const SENSORS = ["door_open", "service_key", "presence"];
const EXITS = ["slip_at_exit", "document_at_exit"];
const place = document.getElementById("around");

export function drawAround(state) {
  place.replaceChildren(
    node("h3", {}, text("around.board")), board(state.cabinet),
    node("h3", {}, text("around.supply")), supply(state.ups),
    node("h3", {}, text("around.speaker")), speaker(state.speaker));
}

function chip(words, on, act) {
  return node("button", { type: "button", class: "chip", "aria-pressed": String(on), onclick: act }, on ? icon("check") : null, text(words));
}

function faults(slug, words, device) {
  const options = ["ok", ...device.faults].map((word) =>
    node("option", { value: word, selected: word === (device.fault ?? "ok") ? "" : null }, text(words + word)));
  const set = (word) => post(`/api/${slug}/fault`, { fault: word === "ok" ? null : word });
  return node("select", { class: "button", onchange: (event) => set(event.target.value) }, ...options);
}

function board(cabinet) {
  const sense = (sensor, on) => post("/api/cabinet/sensor", { sensor, on });
  const sensors = SENSORS.map((sensor) => chip(`around.${sensor}`, cabinet.sensors[sensor], () => sense(sensor, !cabinet.sensors[sensor])));
  // An exit that sees a real sheet stays pressed until the sheet is taken; here the sensor sticks.
  const exits = EXITS.map((sensor) => chip(`around.${sensor}`, cabinet.sensors[sensor], () => sense(sensor, !cabinet.stuck[sensor])));
  const lamps = Object.entries(cabinet.lamps).map(([lamp, burns]) =>
    node("span", { class: `bulb ${burns}` }, node("i", { "aria-hidden": "true" }), text(`around.lamp_${lamp}`)));
  return node("div", {}, node("div", { class: "chips" }, faults("cabinet", "cabinet.", cabinet), ...sensors, ...exits), node("div", { class: "bulbs" }, ...lamps));
}

function supply(ups) {
  const set = (changes) => post("/api/ups/power", { on_battery: ups.on_battery, low: ups.low, worn: ups.worn, ...changes });
  const range = node("input", { type: "range", min: "0", max: "100", value: String(ups.charge), "aria-label": text("around.charge", { n: ups.charge }),
    onchange: (event) => set({ charge: Number(event.target.value) }) });
  return node("div", {},
    node("div", { class: "chips" }, faults("ups", "ups.", ups),
      chip(ups.on_battery ? "around.battery" : "around.mains", ups.on_battery, () => set({ on_battery: !ups.on_battery })),
      chip("around.low", ups.low, () => set({ low: !ups.low })), chip("around.worn", ups.worn, () => set({ worn: !ups.worn }))),
    node("div", { class: "charge" }, range, node("span", {}, text("around.charge", { n: ups.charge })),
      ups.power_offs > 0 ? node("b", {}, text("around.power_offs", { n: ups.power_offs })) : null));
}

function speaker(device) {
  const heard = device.heard;
  const listen = () => new Audio(`/api/speaker/sound.wav?n=${heard.number}`).play();
  return node("div", { class: "chips" }, faults("speaker", "speaker.", device),
    node("span", {}, heard ? text("around.heard", { n: heard.number, seconds: heard.seconds }) : text("around.nothing_heard")),
    heard ? node("button", { type: "button", class: "button", onclick: listen }, text("around.listen")) : null);
}
