// Everything the dock says to the control API, and the texts it shows.

let book = { zh: {}, en: {} };
let language = "zh";
try { language = localStorage.getItem("dock.language") || "zh"; } catch { /* a browser without storage keeps Chinese */ }

export async function loadTexts() {
  book = await get("/api/texts");
}

export function currentLanguage() { return language; }

export function switchLanguage() {
  language = language === "zh" ? "en" : "zh";
  try { localStorage.setItem("dock.language", language); } catch { /* only this page then */ }
}

export function text(key, values = {}) {
  const words = book[language][`dock.${key}`] ?? key;
  return words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

export async function get(path) {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

export async function post(path, body) {
  const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body ?? {}) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

// node("button", {class: "chip", onclick: act}, "word", otherNode)
export function node(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

export function icon(name) {
  const drawn = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  drawn.setAttribute("class", "i");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${name}`);
  drawn.append(use);
  return drawn;
}
