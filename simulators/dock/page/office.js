// The authenticators of the office's staff: who they are and the code that each would type now.

import { get, node, text } from "./api.js";

const EVERY_MS = 1000;
const panel = document.getElementById("office");
const place = document.getElementById("office-codes");

async function draw() {
  if (!panel.open) return;
  try {
    const { staff, seconds_left: left } = await get("/api/desk/codes");
    const rows = staff.map((one) => node("li", {}, node("b", {}, one.name), node("span", {}, one.username),
      node("code", {}, `${one.code.slice(0, 3)} ${one.code.slice(3)}`)));
    place.replaceChildren(...(rows.length ? rows : [node("li", { class: "nothing" }, text("office.none"))]));
    document.getElementById("office-left").textContent = rows.length ? text("office.left", { n: left }) : "";
  } catch {
    place.replaceChildren();
  }
}

export function watchOffice() {
  panel.addEventListener("toggle", draw);
  setInterval(draw, EVERY_MS);
}
