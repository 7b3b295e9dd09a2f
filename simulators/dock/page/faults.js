// What can go wrong: reader, camera, printer, line and partners.

import { icon, node, post, text } from "./api.js";

const devices = document.getElementById("devices");
const ROLL_MM = 80000;
const LOW_MM = 3000;

export function drawFaults(state) {
  devices.replaceChildren(
    group("idcard", "reader.heading", listed("id_card_reader", "reader.", state.id_card_reader)),
    group("camera", "camera.heading", listed("camera", "camera.", state.camera)),
    group("camera", "tray.heading", ...trayRows(state.document_camera)),
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

// A device that is broken in one way at a time: on one line, whatever can go wrong.
function listed(slug, words, device) {
  const options = ["ok", ...device.faults].map((word) =>
    node("option", { value: word, selected: word === (device.fault ?? "ok") ? "" : null }, text(words + word)));
  const set = (word) => post(`/api/${slug}/fault`, { fault: word === "ok" ? null : word });
  return node("div", { class: "chips" }, node("select", { class: "button", onchange: (event) => set(event.target.value) }, ...options));
}

// What lies under the document camera, of which vehicle, how it lies, and what is wrong with the camera.
function trayRows(tray) {
  const lay = (kind, lie, vehicle = tray.vehicle) => post("/api/document_camera/paper", { kind, lie, vehicle });
  const list = (words, chosen, act, named = (word) => text("tray." + (word || "empty"))) =>
    node("select", { class: "button", onchange: (event) => act(event.target.value) },
      ...words.map((word) => node("option", { value: word, selected: word === chosen ? "" : null }, named(word))));
  const papers = list(["", ...tray.kinds], tray.kind ?? "", (kind) => lay(kind || null, tray.lie));
  const faults = list(["ok", ...tray.faults], tray.fault ?? "ok", (fault) => post("/api/document_camera/fault", { fault: fault === "ok" ? null : fault }));
  const plates = list(["", ...tray.plates.keys()], tray.vehicle ?? "", (place) => lay(tray.kind, tray.lie, place === "" ? null : Number(place)),
    (place) => place === "" ? text("tray.any_vehicle") : tray.plates[place]);
  const whose = tray.plates.length > 1 ? plates : null;
  return [node("div", { class: "chips" }, papers, whose, list(tray.lies, tray.lie, (lie) => lay(tray.kind, lie)), faults)];
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
