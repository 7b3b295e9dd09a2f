// Who stands in front of the camera and where that person looks, with the picture that the camera sees.

import { currentLanguage, icon, node, post, text } from "./api.js";

const PICTURE_MS = 150;
const AGAIN_MS = 1000;
const seen = document.getElementById("camera");
const dark = document.getElementById("camera-dark");
const who = document.getElementById("camera-who");
const SCENES = ["person", "other", "photo", "two", "empty"]; // in the order in which one tries them
const OBEYING = ["person", "other"];

export function drawCamera(state) {
  const { scene, pose, fault } = state.camera;
  who.textContent = fault === "unplugged" ? "" : standing(state);
  dark.textContent = text("camera.no_picture");
  seen.alt = text("camera.picture");
  choices(document.getElementById("camera-scenes"), "camera.scenes", SCENES.map((word) =>
    choice(text(`camera.${word}`), scene === word, () => post("/api/camera/scene", { scene: word }))));
  const still = !OBEYING.includes(scene);
  choices(document.getElementById("camera-poses"), "camera.looks",
    [node("span", {}, text("camera.looks")), node("div", { class: "switch" }, ...state.camera.poses.map((word) =>
      choice(text(`camera.${word}`), pose === word, () => post("/api/camera/pose", { pose: word }), still)))]);
}

function standing(state) {
  const person = state.people.find((one) => one.id === state.camera.person);
  const name = currentLanguage() === "zh" ? person.name : person.latin_name;
  return text(`camera.seen_${state.camera.scene}`, { name });
}

function choices(place, label, buttons) {
  const held = place.contains(document.activeElement) ? document.activeElement.textContent : null; // focus outlives the drawing
  place.setAttribute("aria-label", text(label));
  place.replaceChildren(...buttons);
  if (held !== null) [...place.querySelectorAll("button")].find((button) => button.textContent === held)?.focus();
}

function choice(words, on, act, dull = false) {
  return node("button", { type: "button", class: dull ? "chip good dull" : "chip good", "aria-pressed": String(on), onclick: act }, on ? icon("check") : null, words);
}

export function watchCamera() {
  let number = 0;
  const next = () => {
    if (document.hidden) { setTimeout(next, AGAIN_MS); return; }
    number += 1;
    seen.src = `/api/camera/picture.jpg?n=${number}`;
  };
  const arrived = (there, wait) => {
    seen.hidden = !there;
    dark.hidden = there;
    setTimeout(next, wait);
  };
  seen.addEventListener("load", () => arrived(true, PICTURE_MS));
  seen.addEventListener("error", () => arrived(false, AGAIN_MS)); // unplugged: the camera gives nothing
  next();
}
