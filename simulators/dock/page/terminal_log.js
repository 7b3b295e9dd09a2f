// What the terminal did: its screens and the events that it notes of itself, newest first.

import { currentLanguage, get, node, text } from "./api.js";
import { count } from "./outside.js";

const list = document.getElementById("terminal-log");
const MOST = 400;
let entries = [];
let asking = false;
let again = false;

export async function followLog() {
  if (asking) { again = true; return; }
  asking = true;
  try {
    do {
      again = false;
      const after = entries.length > 0 ? entries[0].n : 0;
      const fresh = await get(`/api/terminal/log?after=${after}`);
      entries = [...fresh.reverse(), ...entries].slice(0, MOST);
    } while (again);
    drawLog();
  } catch { /* the line above says that the cabinet is gone */ } finally { asking = false; }
}

export function drawLog() {
  count("n-log", entries.length);
  list.replaceChildren(...(entries.length > 0 ? entries.map(line) : [node("li", { class: "nothing" }, text("log.none"))]));
}

function line(entry) {
  return node("li", { class: `of-${entry.kind}${isBad(entry) ? " bad" : ""}` }, node("time", {}, clock(entry.at)), node("b", {}, heading(entry)), ...marks(entry));
}

function isBad(entry) {
  const told = { ...entry, ...entry.details };
  return entry.kind === "lost" || Boolean(told.failure) || told.passed === false;
}

function heading(entry) {
  if (entry.kind === "screen") return text("log.screen");
  if (entry.kind === "event") return known(`log_event.${entry.event}`, entry.event);
  return text(entry.kind === "found" ? "log.found" : "log.lost");
}

// Devices and their standing by name; every other word is the terminal's own, as its log has it.
function marks(entry) {
  const told = entry.kind === "screen" ? entry : entry.details ?? {};
  const shown = Object.entries(told).filter(([key]) => !["n", "at", "kind", "event"].includes(key));
  if (entry.kind === "screen" && told.step === told.screen) shown.splice(shown.findIndex(([key]) => key === "step"), 1);
  return shown.map(([key, value]) => node("span", { class: `told-${key}` }, mark(key, value)));
}

function mark(key, value) {
  if (value === true || value === false) return value ? key : `${key}: ${text("log.no")}`;
  if (key === "device") return known(`log_device.${value}`, value);
  if (key === "status") return known(`log_status.${value}`, value);
  return value;
}

function known(key, otherwise) {
  const words = text(key);
  return words === key ? otherwise : words;
}

const clock = (moment) => new Date(moment).toLocaleTimeString(currentLanguage() === "zh" ? "zh-CN" : "en-GB",
  { hour12: false, timeZone: "Asia/Shanghai" });
