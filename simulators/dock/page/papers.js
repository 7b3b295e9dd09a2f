// Papers: what the A4 printer does and what lies in its tray, and codes that are held to the scanner.

import { currentLanguage, icon, node, post, text } from "./api.js";
import { count, enlarge } from "./outside.js";

const tray = document.getElementById("sheets");
const chips = document.getElementById("a4-faults");
const acts = document.getElementById("a4-acts");
const scanner = document.getElementById("scanner");
const field = document.getElementById("code-text");
const kind = document.getElementById("code-kind");
const fault = document.getElementById("code-fault");
const shown = document.getElementById("code-shown");
let written = null; // the language of the lists: an open list must not be drawn again under the hand
let codes = 0;
let last = null;

export function drawPapers(state, sheets) {
  drawPrinter(state.document_printer);
  drawTray(sheets, state.run);
  drawScanner(state.code_scanner);
}

function drawPrinter(printer) {
  chips.replaceChildren(...printer.faults.map((word) => {
    const on = printer.on.includes(word);
    return node("button", { type: "button", class: "chip", "aria-pressed": String(on),
      onclick: () => post("/api/document_printer/fault", { fault: word, on: !on }) }, on ? icon("cross") : null, text(`a4.${word}`));
  }));
  document.getElementById("a4-state").textContent = text(printer.printing ? "a4.printing" : "a4.resting");
  acts.replaceChildren(
    node("button", { type: "button", class: "button", onclick: () => post("/api/document_printer/refill") }, text("a4.refill")),
    node("button", { type: "button", class: printer.at_exit > 0 ? "button first" : "button", "aria-disabled": String(printer.at_exit === 0),
      onclick: () => printer.at_exit > 0 && post("/api/document_printer/take") }, text("a4.take", { n: printer.at_exit })));
}

function drawTray(sheets, run) {
  count("n-sheets", sheets.length);
  const figures = [...sheets].reverse().map((sheet) => node("figure", { class: sheet.taken ? "" : "waiting" },
    node("figcaption", {}, node("b", {}, text("slips.number", { n: sheet.number })), text("a4.page", { document: sheet.document, page: sheet.page }),
      node("span", { class: "at" }, text(sheet.taken ? "slips.taken" : "slips.waiting"))),
    node("button", { type: "button", "aria-label": text("slips.number", { n: sheet.number }), onclick: () => enlarge(sheet, run) },
      node("img", { src: `${sheet.picture}?run=${run}`, alt: "" }))));
  tray.replaceChildren(...(figures.length ? figures : [node("p", { class: "nothing" }, text("a4.none"))]));
}

function drawScanner(state) {
  if (written !== currentLanguage()) write(state);
  fault.value = state.fault ?? "ok";
  fault.classList.toggle("bad", state.fault !== null);
  shown.hidden = state.shown === null;
  if (state.shown !== null && last !== codes) shown.src = `/api/code_scanner/code.png?n=${codes}`;
  last = codes;
}

function write(state) {
  const chosen = kind.value || state.symbologies[0];
  written = currentLanguage();
  for (const [place, words] of [[field, "scanner.text"], [kind, "scanner.kind"], [fault, "scanner.fault"]]) place.setAttribute("aria-label", text(words));
  field.placeholder = text("scanner.text");
  kind.replaceChildren(...state.symbologies.map((word) => node("option", { value: word }, text(`scanner.${word}`))));
  kind.value = chosen;
  fault.replaceChildren(...["ok", ...state.faults].map((word) => node("option", { value: word }, text(`scanner.${word}`))));
}

fault.addEventListener("change", () => post("/api/code_scanner/fault", { fault: fault.value === "ok" ? null : fault.value }));

scanner.addEventListener("submit", async (event) => {
  event.preventDefault();
  codes += 1;
  try {
    await post("/api/code_scanner/show", { text: field.value, symbology: kind.value });
    field.setCustomValidity("");
  } catch {
    field.setCustomValidity(text("scanner.impossible"));
    field.reportValidity();
  }
});

field.addEventListener("input", () => field.setCustomValidity(""));
