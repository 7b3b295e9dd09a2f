// The terminal's live screen: frames by long poll, the mouse as a finger.

import { post } from "./api.js";

const frame = document.getElementById("frame");
const dark = document.getElementById("dark");
const screen = document.getElementById("screen");
const AWAY_MS = 1500;
const MOVE_MS = 30;

let number = -1;
let touches = Promise.resolve(); // one after the other, or a release could overtake its press
let pressed = false;
let movedAt = 0;

export async function watchScreen() {
  for (;;) {
    try {
      await nextFrame();
    } catch {
      showNothing();
      await new Promise((done) => setTimeout(done, AWAY_MS));
    }
  }
}

async function nextFrame() {
  const answer = await fetch(`/terminal/frame?after=${number}`);
  if (answer.status === 204) return;
  if (!answer.ok) throw new Error(String(answer.status));
  number = Number(answer.headers.get("X-Frame"));
  const wide = Number(answer.headers.get("X-Width")) > Number(answer.headers.get("X-Height"));
  screen.closest(".cabinet").classList.toggle("wide", wide);
  const url = URL.createObjectURL(await answer.blob());
  const before = frame.src;
  frame.src = url;
  if (before) URL.revokeObjectURL(before);
  frame.hidden = false;
  dark.hidden = true;
}

function showNothing() {
  number = -1;
  frame.hidden = true;
  dark.hidden = false;
}

function touch(kind, event) {
  const box = frame.getBoundingClientRect();
  const share = (value) => Math.min(1, Math.max(0, value));
  const x = share((event.clientX - box.left) / box.width);
  const y = share((event.clientY - box.top) / box.height);
  touches = touches.then(() => post("/terminal/touch", { kind, x, y })).catch(() => undefined);
}

frame.addEventListener("pointerdown", (event) => {
  event.preventDefault();
  frame.setPointerCapture(event.pointerId);
  pressed = true;
  touch("press", event);
});
frame.addEventListener("pointermove", (event) => {
  if (!pressed || event.timeStamp - movedAt < MOVE_MS) return;
  movedAt = event.timeStamp;
  touch("move", event);
});
for (const end of ["pointerup", "pointercancel"]) {
  frame.addEventListener(end, (event) => {
    if (!pressed) return;
    pressed = false;
    touch("release", event);
  });
}
