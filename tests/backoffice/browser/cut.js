// What of a page is cut, leaves the window, or makes the page itself scroll. Returns sentences.
() => {
  const problems = [];
  const root = document.documentElement;
  const name = (element) => `${element.className || element.tagName} "${element.textContent.trim().slice(0, 20)}"`;
  if (root.scrollWidth > innerWidth || root.scrollHeight > innerHeight) problems.push("the page scrolls");
  const looked = ".btn, .tag, .chip, .tabs a, .casehd > *, .top > *, .decide > *, th, .desk, dialog[open] header *, dialog[open] footer *";
  for (const element of document.querySelectorAll(looked)) {
    if (!element.checkVisibility() || element.closest(".unseen, .defs, svg")) continue;
    const box = element.getBoundingClientRect();
    if (box.width && (box.right > innerWidth + 1 || box.left < -1)) problems.push(`${name(element)} leaves the window`);
    const hides = getComputedStyle(element).overflowX !== "visible";
    if (hides && element.scrollWidth > element.clientWidth + 2) problems.push(`${name(element)} is cut`);
  }
  for (const element of document.querySelectorAll(".card .btn, .card .tag, .card .chip")) {
    if (!element.checkVisibility() || element.closest(".unseen, dialog, .scroll, .col")) continue;
    const card = element.closest(".card").getBoundingClientRect();
    if (element.getBoundingClientRect().right > card.right + 1) problems.push(`${name(element)} leaves its card`);
  }
  for (const list of document.querySelectorAll(".scroll, .col > .sp")) {
    if (list.scrollWidth > list.clientWidth + 1) problems.push(`${name(list)} scrolls sideways`);
  }
  for (const dialog of document.querySelectorAll("dialog[open]")) {
    const box = dialog.getBoundingClientRect();
    if (box.top < 0 || box.bottom > innerHeight) problems.push(`${dialog.id} is higher than the window`);
  }
  return problems;
}
