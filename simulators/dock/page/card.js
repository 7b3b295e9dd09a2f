// The bank card: which one is put into the reader, pulling it, and what goes wrong with it.

import { currentLanguage, node, post, text } from "./api.js";

const cards = document.getElementById("bank-cards");
const faults = document.getElementById("bank-card-faults");
const act = document.getElementById("bank-card-act");
let card = null;
let written = null; // the language of the list: an open list must not be drawn again under the hand

export function drawBankCard(state) {
  card = state.bank_card.card;
  if (written !== currentLanguage()) write(state.bank_card);
  if (card !== null) cards.value = card;
  cards.title = cards.selectedOptions[0].textContent;
  cards.disabled = card !== null;
  cards.classList.toggle("in", card !== null);
  act.textContent = text(card === null ? "card.insert" : "card.pull");
  act.classList.toggle("first", card !== null);
  faults.value = state.bank_card.fault ?? "ok";
  faults.classList.toggle("bad", state.bank_card.fault !== null);
}

function write(reader) {
  const chosen = cards.value || reader.cards[0].id;
  written = currentLanguage();
  cards.setAttribute("aria-label", text("card.choose"));
  cards.replaceChildren(...reader.cards.map((one) => node("option", { value: one.id }, one.about[written])));
  cards.value = chosen;
  faults.setAttribute("aria-label", text("card.fault"));
  faults.replaceChildren(...["ok", ...reader.faults].map((word) => node("option", { value: word }, text(`card.${word}`))));
}

faults.addEventListener("change", () => post("/api/bank_card/fault", { fault: faults.value === "ok" ? null : faults.value }));

act.addEventListener("click", async () => {
  act.disabled = true; // the reader takes half a second to notice
  try {
    if (card === null) await post("/api/bank_card/insert", { card: cards.value });
    else await post("/api/bank_card/pull");
  } finally {
    act.disabled = false;
  }
});
