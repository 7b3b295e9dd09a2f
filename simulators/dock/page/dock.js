// The dock: asks for the whole state after every event and draws it; the state is small and the page is one person's.

import { currentLanguage, get, loadTexts, post, switchLanguage, text } from "./api.js";
import { drawAround } from "./around.js";
import { drawMouth, drawPad, drawPeople } from "./cabinet.js";
import { drawBankCard } from "./card.js";
import { drawCamera, watchCamera } from "./camera.js";
import { drawFaults } from "./faults.js";
import { watchOffice } from "./office.js";
import { drawLetters, drawMessages, drawSlips } from "./outside.js";
import { drawPapers } from "./papers.js";
import { drawPaying } from "./paying.js";
import { drawPresets } from "./presets.js";
import { watchScreen } from "./screen.js";
import { drawLog, followLog } from "./terminal_log.js";

const SURE_MS = 3000;
const AGAIN_MS = 2000;
let drawing = false;
let again = false;

async function draw() {
  if (drawing) { again = true; return; }
  drawing = true;
  try {
    do {
      again = false;
      const parts = ["state", "slips", "letters", "sms", "acquirer/transactions", "sheets", "presets"];
      const [state, slips, letters, messages, transactions, sheets, presets] = await Promise.all(parts.map((part) => get(`/api/${part}`)));
      drawAll(state, slips, letters, messages);
      drawPaying(state, transactions);
      drawPapers(state, sheets);
      drawPresets(presets);
    } while (again);
    say("live");
  } catch {
    say("lost");
  } finally {
    drawing = false;
  }
}

function drawAll(state, slips, letters, messages) {
  drawPeople(state);
  drawPad(state);
  drawMouth(state, slips);
  drawCamera(state);
  drawBankCard(state);
  drawFaults(state);
  drawAround(state);
  drawSlips(slips, state.run);
  drawLetters(letters);
  drawMessages(messages);
  drawDesk(state.links.desk);
}

function drawDesk(address) {
  const link = document.getElementById("desk");
  link.setAttribute("aria-disabled", String(!address));
  link.title = address ? "" : text("desk_missing");
  if (address) link.href = address; else link.removeAttribute("href");
}

function say(word) {
  const live = document.getElementById("live");
  live.textContent = text(word);
  live.classList.toggle("lost", word === "lost");
}

function write() {
  document.documentElement.lang = currentLanguage() === "zh" ? "zh-CN" : "en";
  for (const place of document.querySelectorAll("[data-text]")) place.textContent = text(place.dataset.text.replace(/^dock\./, ""));
  document.title = `${text("title")} · ${text("sample")}`;
  document.getElementById("frame").alt = text("terminal.screen");
  document.querySelector("#reset span").textContent = text("reset");
}

function listen() {
  const events = new EventSource("/api/events");
  events.onmessage = (event) => (event.data === "terminal_log" ? followLog() : draw());
  events.onerror = () => {
    say("lost");
    if (events.readyState === EventSource.CLOSED) setTimeout(listen, AGAIN_MS);
  };
}

document.getElementById("language").addEventListener("click", () => { switchLanguage(); write(); draw(); drawLog(); });

const reset = document.getElementById("reset");
reset.addEventListener("click", () => {
  if (!reset.classList.contains("sure")) {
    reset.classList.add("sure");
    reset.querySelector("span").textContent = text("reset_again");
    setTimeout(() => { reset.classList.remove("sure"); write(); }, SURE_MS);
    return;
  }
  reset.classList.remove("sure");
  write();
  post("/api/reset");
});

await loadTexts();
write();
await draw();
listen();
watchScreen();
followLog();
watchCamera();
watchOffice();
