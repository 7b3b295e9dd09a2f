/* Forms of the desk: an own line about what is missing instead of the browser's bubbles, reasons that are searched and ticked by digits.
 *
 * Declared in the page: required, pattern … as usual; data-one-of (at least one box in it, named so), data-needed-with (needed once that
 * box is ticked), data-day (a day like 2026-11-23), data-wrong (what is said of a value that does not fit), data-problem (where it is said),
 * data-pick (a list of boxes), data-filter (its search), data-digit (the digit of a box). Nothing typed is ever lost: what is not complete
 * is not sent. The words come from the page's head.
 */
(() => {
  "use strict";

  const TYPING = "input:not([type=checkbox]):not([type=radio]):not([type=hidden]), textarea, select";
  const DIGITS = 9;
  const said = (name) => document.querySelector(`meta[name="desk-form-${name}"]`)?.content || "";

  /* ---- what is missing ---- */
  const plain = (element) => {
    const copy = element.cloneNode(true);
    copy.querySelectorAll("input, textarea, select, kbd, svg, small").forEach((part) => part.remove());
    return copy.textContent.trim();
  };
  const nameOf = (field) =>
    field.getAttribute("aria-label") || (field.labels && field.labels[0] && plain(field.labels[0])) || field.placeholder || field.name;
  const isDay = (text) => {
    const day = new Date(`${text}T00:00:00Z`);
    return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
  };
  const isNeeded = (field) => {
    const box = field.dataset.neededWith && field.form.querySelector(`input[value="${field.dataset.neededWith}"]:checked`);
    return Boolean(box) && !field.value.trim();
  };
  const isMissing = (field) => field.validity.valueMissing || (field.required && !field.value.trim()) || isNeeded(field);
  const inDocumentOrder = (one, other) => (one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1);
  const problemsOf = (form) => {
    const found = { missing: [], day: [], malformed: [], fields: [] };
    for (const field of [...form.elements, ...form.querySelectorAll("[data-one-of]")].sort(inDocumentOrder)) {
      if (field.matches("[data-one-of]")) {
        if (field.querySelector("input:checked")) continue;
        found.missing.push(field.dataset.oneOf);
      } else if (!field.willValidate || field.matches("button")) continue;
      else if (isMissing(field)) found.missing.push(nameOf(field));
      else if (field.matches("[data-day]") && field.value && !isDay(field.value)) found.day.push(nameOf(field));
      else if (!field.validity.valid) found.malformed.push(field.dataset.wrong || nameOf(field));
      else continue;
      found.fields.push(field);
    }
    return found;
  };
  const sentenceOf = (found) =>
    ["missing", "day", "malformed"]
      .filter((sort) => found[sort].length)
      .map((sort) => said(sort) + [...new Set(found[sort])].join(said("between")))
      .join("　");
  const lineOf = (form) => {
    const around = form.parentElement.matches(".row") ? form.parentElement : form; // beside other things: below the whole row
    const there = form.querySelector("[data-problem]") || (around.nextElementSibling?.matches("[data-problem]") && around.nextElementSibling);
    if (there) return there;
    const line = document.createElement("p");
    line.className = "bar warn wrong";
    line.setAttribute("role", "alert");
    line.dataset.problem = "";
    line.dataset.test = "form.problem";
    line.append(document.createElement("span"));
    const foot = form.querySelector("footer");
    if (foot) foot.before(line);
    else around.after(line);
    return line;
  };
  const tell = (form, found) => {
    form.querySelectorAll("[aria-invalid]").forEach((field) => field.removeAttribute("aria-invalid"));
    found.fields.forEach((field) => field.matches("input, textarea, select") && field.setAttribute("aria-invalid", "true"));
    const line = lineOf(form);
    line.querySelector("span").textContent = sentenceOf(found);
    line.hidden = !found.fields.length;
  };
  const report = (form) => {
    const found = problemsOf(form);
    if (!found.fields.length) return false;
    tell(form, found);
    form.dataset.told = "yes"; // from now on the line follows what is typed
    const first = found.fields[0];
    const focused = first.matches("[data-one-of]") ? first.parentElement.querySelector("[data-filter]") || first.querySelector("input") : first;
    if (focused) focused.focus();
    return true;
  };
  let reporting = null; // the browser tells of every field; the line is written once
  document.addEventListener(
    "invalid",
    (event) => {
      event.preventDefault(); // no bubble
      const form = event.target.form;
      if (!form || reporting === form) return;
      reporting = form;
      queueMicrotask(() => {
        reporting = null;
        report(form);
      });
    },
    true,
  );
  document.addEventListener(
    "submit",
    (event) => {
      if (event.target.method === "dialog" || !report(event.target)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    true,
  );
  const follow = (event) => {
    const form = event.target.form;
    if (form && form.dataset.told) tell(form, problemsOf(form));
  };
  document.addEventListener("input", follow);
  document.addEventListener("change", follow);

  /* ---- reasons: typing filters, digits tick ---- */
  const boxesOf = (pick) => [...pick.querySelectorAll("label:has(input[type=checkbox], input[type=radio])")];
  const shownOf = (pick) => boxesOf(pick).filter((box) => !box.hidden);
  const number = (pick) => {
    let place = 0;
    for (const box of boxesOf(pick)) {
      if (!box.hidden) place += 1;
      const digit = box.querySelector("[data-digit]");
      digit.hidden = box.hidden || place > DIGITS;
      digit.textContent = String(place);
    }
    pick.querySelectorAll("[data-none]").forEach((line) => (line.hidden = place > 0));
  };
  const filter = (pick, text) => {
    const parts = text.toLowerCase().split(/\s+/).filter(Boolean);
    for (const box of boxesOf(pick)) {
      const own = plain(box).toLowerCase();
      box.hidden = !parts.every((part) => own.includes(part));
    }
    number(pick);
  };
  const tick = (pick, digit) => shownOf(pick)[digit - 1]?.click();
  const pickOf = (element) => element.closest("[data-pick]");
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!field.matches("[data-filter]") || event.isComposing) return;
    const digits = field.value.match(/[1-9]/g) || [];
    if (digits.length) field.value = field.value.replace(/\d/g, "");
    digits.forEach((digit) => tick(pickOf(field), Number(digit)));
    field.focus();
    filter(pickOf(field), field.value);
  });
  document.addEventListener("compositionend", (event) => {
    if (event.target.matches("[data-filter]")) filter(pickOf(event.target), event.target.value);
  });
  const inFilter = (event, field) => {
    if (event.key === "Escape" && field.value) field.value = "";
    else if (event.key === "Enter" && !event.ctrlKey) {
      if (field.value) tick(pickOf(field), 1); // the only one left, mostly; sending takes Ctrl+Enter
      field.value = "";
    } else return;
    event.preventDefault();
    event.stopImmediatePropagation();
    filter(pickOf(field), field.value);
  };
  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.target.matches("[data-filter]")) return inFilter(event, event.target);
    const pick = document.querySelector("dialog[open] [data-pick], main [data-pick]:not(dialog [data-pick])");
    if (!pick || event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.target.matches(TYPING)) return;
    if (event.key.length !== 1 || event.key === " ") return;
    event.stopImmediatePropagation();
    if (event.key >= "1" && event.key <= "9") {
      event.preventDefault();
      tick(pick, Number(event.key));
    } else pick.querySelector("[data-filter]")?.focus(); // the letter goes there
  });
})();
