// Presets: what goes wrong one after the other, at one click, and how far it has come.

import { icon, node, post, text } from "./api.js";

const list = document.getElementById("presets");
const said = document.getElementById("preset-state");
const stop = document.getElementById("preset-stop");
let shown = null; // the preset that was brought into sight
// Under which heading the dock knows a device, and where its words for faults are.
const WORDS = {
  id_card_reader: ["reader.heading", "reader."], camera: ["camera.heading", "camera."], document_camera: ["tray.heading", "tray."],
  bank_card: ["card.name", "card."], pin_pad: ["pin_pad.heading", "pin_pad."], code_scanner: ["scanner.heading", "scanner."],
  receipt_printer: ["printer.heading", "printer."], document_printer: ["a4.heading", "a4."], cabinet: ["around.board", "cabinet."],
  ups: ["around.supply", "ups."], speaker: ["around.speaker", "speaker."], acquirer: ["acquirer.heading", "acquirer."],
  acquirer_once: ["acquirer.heading", "acquirer."], power: ["around.supply", "around."], sensor: ["around.sensors", "around."],
  network: ["line.network", "line."], hand: ["preset.hand", "preset."], registry: ["line.registry", "line."],
  post: ["line.post", "line."], sms: ["line.sms", "line."],
};

export function drawPresets(told) {
  const playing = told.playing;
  const runs = playing !== null && !playing.done;
  said.textContent = playing === null ? "" : text(whereabouts(playing), { n: playing.round });
  said.className = runs ? "runs" : "";
  stop.hidden = playing === null || (playing.done && playing.broken.length === 0);
  stop.replaceChildren(icon("stop"), text(runs ? "presets.stop" : "presets.mend"));
  const scrolled = list.scrollTop;
  list.replaceChildren(...told.presets.map((preset) => row(preset, playing)));
  list.scrollTop = scrolled;
  if (!runs) shown = null;
  else if (playing.name !== shown && list.offsetParent !== null) {
    list.querySelector(".preset.on").scrollIntoView({ block: "nearest" });
    shown = playing.name;
  }
}

function whereabouts(playing) {
  if (playing.done) return playing.broken.length > 0 ? "presets.stays" : "presets.over";
  return playing.round > 1 ? "presets.round" : "presets.runs";
}

function row(preset, playing) {
  const on = playing !== null && playing.name === preset.name;
  const steps = preset.steps.map((step, place) => stepLine(step, on ? standing(place, playing) : ""));
  return node("div", { class: on ? (playing.done ? "preset past" : "preset on") : "preset" },
    node("button", { type: "button", class: "play", "aria-label": text(`preset.${preset.name}`), onclick: () => post(`/api/presets/${preset.name}/play`) },
      icon(on && playing.done ? "redo" : "play")),
    node("div", { class: "what" },
      node("b", {}, text(`preset.${preset.name}`), preset.rounds > 1 ? node("em", {}, text("presets.rounds", { n: preset.rounds })) : null),
      node("ul", {}, ...steps)));
}

function standing(place, playing) {
  if (place < playing.step || playing.done) return "past";
  return place === playing.step ? "here" : "";
}

function stepLine(step, where) {
  const [heading, words] = WORDS[step.device];
  const when = step.when === null ? null : node("i", {}, text(`preset_when.${step.when}`));
  const after = step.after > 0 ? node("i", {}, text("presets.after", { n: step.after })) : null;
  const lasting = step.for === null ? null : node("i", {}, text("presets.for", { n: step.for }));
  return node("li", { class: where }, when, after, node("span", {}, `${text(heading)} · ${text(words + step.fault)}`), lasting);
}

stop.addEventListener("click", () => post("/api/presets/stop"));
