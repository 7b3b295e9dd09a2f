// What came out of terminal and office: slips, letters, messages.

import { currentLanguage, node, post, text } from "./api.js";

const WAY = ["collected", "in_transit", "out_for_delivery", "delivered"];
const BAD = ["not_delivered", "returned"];
const dialog = document.getElementById("paper");

export function enlarge(slip, run) {
  document.getElementById("paper-picture").src = `${slip.picture}?run=${run}`;
  dialog.showModal();
}

dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });

export function count(id, number) {
  const shown = document.getElementById(id);
  shown.textContent = number;
  shown.classList.toggle("zero", number === 0);
}

function fill(id, empty, drawn) {
  count(`n-${id}`, drawn.length);
  document.getElementById(id).replaceChildren(...(drawn.length ? drawn : [node("p", { class: "nothing" }, text(empty))]));
}

export function drawSlips(slips, run) {
  const figures = [...slips].reverse().map((slip) => node("figure", { class: slip.taken ? "" : "waiting" },
    node("figcaption", {}, node("b", {}, text("slips.number", { n: slip.number })), text("slips.length", { n: slip.length_mm }),
      node("span", { class: "at" }, text(slip.taken ? "slips.taken" : "slips.waiting"))),
    node("button", { type: "button", "aria-label": text("slips.number", { n: slip.number }), onclick: () => enlarge(slip, run) },
      node("img", { src: `${slip.picture}?run=${run}`, alt: "" }))));
  fill("slips", "slips.none", figures);
}

export function drawMessages(messages) {
  fill("sms", "sms_list.none", [...messages].reverse().map((message) => node("div", { class: "message" },
    node("small", {}, node("b", {}, message.phone), clock(message.at)), node("p", {}, message.text))));
}

export function drawLetters(letters) {
  fill("letters", "letters.none", [...letters].reverse().map(letterRow));
}

function letterRow(letter) {
  return node("div", { class: "letter" },
    node("div", { class: "row" }, node("b", {}, grouped(letter.waybill_number)), node("small", {}, letter.sorting_code)),
    node("p", {}, `${letter.recipient}　${letter.phone}`), node("p", {}, letter.address), way(letter), acts(letter));
}

function way(letter) {
  const reached = Math.max(...letter.events.map((event) => WAY.indexOf(event.state)), -1);
  const bad = BAD.includes(letter.state);
  return node("div", { class: "way" }, ...WAY.map((state, place) => {
    if (bad && place === 3) return node("span", { class: "bad" }, text(`letters.${letter.state}`));
    const kind = place < reached || (place === reached && (bad || state === "delivered")) ? "past" : place === reached ? "here" : "";
    return node("span", { class: kind }, text(`letters.${state}`));
  }));
}

function acts(letter) {
  const following = nextOf(letter.state);
  if (!following) return null;
  const move = (state) => () => post(`/api/letters/${letter.waybill_number}/advance`, { state });
  const bad = letter.state === "out_for_delivery" ? ["not_delivered", "returned"] : letter.state === "not_delivered" ? ["returned"] : [];
  return node("div", { class: "acts" },
    node("button", { type: "button", class: "button", onclick: move(following) }, text("letters.next", { state: text(`letters.${following}`) })),
    ...bad.map((state) => node("button", { type: "button", class: "button", onclick: move(state) }, text(`letters.${state}`))));
}

function nextOf(state) {
  if (state === null) return WAY[0];
  if (state === "cancelled") return null;
  if (state === "not_delivered") return "out_for_delivery";
  return WAY[WAY.indexOf(state) + 1] && state !== "returned" ? WAY[WAY.indexOf(state) + 1] : null;
}

const grouped = (number) => number.replace(/^(\d{4})(\d{4})(\d+)$/, "$1 $2 $3");

const clock = (moment) => new Date(moment).toLocaleTimeString(currentLanguage() === "zh" ? "zh-CN" : "en-GB",
  { hour12: false, timeZone: "Asia/Shanghai" });
