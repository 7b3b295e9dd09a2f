// What a citizen's hands do: lay a card, take it away, take the slip.

import { currentLanguage, icon, node, post, text } from "./api.js";
import { enlarge } from "./outside.js";

const pad = document.getElementById("pad");
const mouth = document.getElementById("mouth");
const people = document.getElementById("people");

const lay = (person) => post("/api/id_card_reader/card", { person });

pad.addEventListener("dragover", (event) => { event.preventDefault(); pad.classList.add("over"); });
pad.addEventListener("dragleave", () => pad.classList.remove("over"));
pad.addEventListener("drop", (event) => {
  event.preventDefault();
  pad.classList.remove("over");
  const person = event.dataTransfer.getData("text/plain");
  if (person) lay(person);
});

const nameOf = (person) => (currentLanguage() === "zh" ? person.name : person.latin_name);

// Portraits are drawn when they are first asked for. One after the other, so that no click waits behind them.
const fetched = new Set();
let fetching = false;

async function fetchPortraits(people) {
  if (fetching) return;
  fetching = true;
  for (const { portrait } of people.filter((person) => !fetched.has(person.portrait))) {
    const picture = new Image();
    picture.src = portrait;
    await picture.decode().then(() => fetched.add(portrait), () => {});
    for (const place of document.querySelectorAll(`img[data-src="${portrait}"]`)) place.src = portrait;
  }
  fetching = false;
}

export function drawPeople(state) {
  const scrolled = people.scrollTop;
  people.replaceChildren(...["passes", "refused"].flatMap((group) => [
    node("h3", {}, text(`people.${group}`)),
    node("div", { class: "cards" }, ...state.people.filter((person) => person.group === group).map((person) => personCard(person, state))),
  ]));
  people.scrollTop = scrolled;
  fetchPortraits(state.people);
}

function personCard(person, state) {
  const laid = state.id_card_reader.card === person.id;
  return node("button", {
    type: "button", class: "person", "aria-pressed": String(laid), draggable: "true",
    onclick: () => lay(laid ? null : person.id),
    ondragstart: (event) => event.dataTransfer.setData("text/plain", person.id),
  },
  node("img", { "data-src": person.portrait, src: fetched.has(person.portrait) ? person.portrait : null, alt: "", width: 43, height: 54 }),
  node("span", {},
    person.expects === "eligible" ? null : node("em", {}, person.expects),
    node("b", {}, nameOf(person)),
    node("small", {}, laid ? text("people.laid") : person.about[currentLanguage()])));
}

export function drawPad(state) {
  const { card, read } = state.id_card_reader;
  const person = state.people.find((one) => one.id === card);
  pad.classList.toggle("empty", !person);
  document.querySelector(".cabinet").classList.toggle("waiting", Boolean(person) || state.receipt_printer.at_exit > 0);
  if (!person) {
    pad.replaceChildren(icon("idcard"), node("b", {}, text("terminal.reader")), node("small", {}, text("terminal.lay_here")));
    return;
  }
  pad.replaceChildren(
    node("div", { class: "who" },
      node("img", { src: person.portrait, alt: "" }),
      node("span", {}, node("b", {}, nameOf(person)), node("small", {}, text(read ? "terminal.card_read" : "terminal.card_lies")))),
    node("button", { type: "button", class: "button first", onclick: () => lay(null) }, text("terminal.take_card")));
}

export function drawMouth(state, slips) {
  const waiting = slips.filter((slip) => !slip.taken);
  const head = node("b", {}, text("terminal.exit"));
  if (waiting.length === 0) {
    mouth.replaceChildren(head, node("span", { class: "none" }, text("terminal.exit_empty")));
    return;
  }
  const last = waiting[waiting.length - 1];
  mouth.replaceChildren(head,
    node("img", { class: "out", src: `${last.picture}?run=${state.run}`, alt: "", onclick: () => enlarge(last, state.run) }),
    node("button", { type: "button", class: "button first", onclick: () => post("/api/receipt_printer/take") }, text("terminal.take_slip")));
}
