// What can go wrong: reader, camera, printer, line and partners.

import { icon, node, post, text } from "./api.js";

const devices = document.getElementById("devices");
const ROLL_MM = 80000;
const LOW_MM = 3000;

export function drawFaults(state) {
  devices.replaceChildren(
    group("idcard", "reader.heading", oneOf("id_card_reader", "reader.", state.id_card_reader)),
    group("camera", "camera.heading", oneOf("camera", "camera.", state.camera)),
    group("printer", "printer.heading", ...printerRows(state.receipt_printer)),
    group("line", "line.heading", lineRows(state)));
}

function group(drawing, heading, ...rows) {
  return node("div", { class: "group" }, node("h2", {}, icon(drawing), text(heading)), node("div", {}, ...rows));
}

function chip(words, on, act, good = false) {
  const mark = on ? icon(good ? "check" : "cross") : null;
  return node("button", { type: "button", class: good ? "chip good" : "chip", "aria-pressed": String(on), onclick: act }, mark, words);
}

function oneOf(slug, words, device) {
  const set = (fault) => post(`/api/${slug}/fault`, { fault });
  return node("div", { class: "chips" },
    chip(text(words + "ok"), device.fault === null, () => set(null), true),
    ...device.faults.map((fault) => chip(text(words + fault), device.fault === fault, () => set(device.fault === fault ? null : fault))));
}

function printerRows(printer) {
  const chips = printer.faults.map((fault) => {
    const on = printer.on.includes(fault);
    return chip(text(`printer.${fault}`), on, () => post("/api/receipt_printer/fault", { fault, on: !on }));
  });
  return [node("div", { class: "chips" }, ...chips), roll(printer)];
}

function roll(printer) {
  const empty = printer.on.includes("paper_end");
  const left = empty ? 0 : printer.roll_left_mm;
  const bar = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  bar.setAttribute("class", left < LOW_MM ? "bar low" : "bar");
  const filled = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  filled.setAttribute("width", `${(left / ROLL_MM) * 100}%`);
  filled.setAttribute("height", "100%");
  bar.append(filled);
  const held = printer.held_back > 0 ? node("b", {}, text("printer.held", { n: printer.held_back })) : null;
  return node("div", { class: "roll" }, bar, text("printer.roll", { m: (left / 1000).toFixed(1) }), held, node("span", { class: "grow" }),
    node("button", { type: "button", class: "button", onclick: () => post("/api/receipt_printer/refill") }, text("printer.refill")));
}

function lineRows(state) {
  const network = node("div", { class: "pair" }, node("span", {}, text("line.network")),
    node("div", { class: "switch" }, ...["up", "cut", "hang"].map((word) =>
      chip(text(`line.${word}`), state.network.state === word, () => post("/api/network", { state: word }), word === "up"))));
  const partners = Object.entries(state.partners).map(([name, partner]) =>
    node("div", { class: "pair" }, node("span", {}, text(`line.${name}`)),
      node("div", { class: "switch" },
        chip(text("line.works"), partner.fault === null, () => post(`/api/partners/${name}/fault`, { fault: null }), true),
        chip(text("line.down"), partner.fault !== null, () => post(`/api/partners/${name}/fault`, { fault: "down" })))));
  return node("div", { class: "pairs" }, network, ...partners);
}
