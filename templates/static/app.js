// Theme, copy buttons, keyboard, announcements. Pages work without any of it.
"use strict";

const stored = {
  get(name) { try { return localStorage.getItem(`flywheel.${name}`); } catch { return null; } },
  set(name, value) { try { localStorage.setItem(`flywheel.${name}`, value); } catch { /* storage is blocked */ } },
};

function announce(text) {
  const region = document.getElementById("announcer");
  if (region) region.textContent = text;
}

// Theme: the button names what it will do.
function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}
function toggleTheme() {
  const theme = isDark() ? "light" : "dark";
  document.documentElement.dataset.theme = theme;
  stored.set("theme", theme);
  labelTheme();
}
function labelTheme() {
  for (const button of document.querySelectorAll("[data-theme-toggle]")) {
    button.textContent = isDark() ? "Light" : "Dark";
    button.setAttribute("aria-label", `Switch to ${isDark() ? "light" : "dark"} theme`);
  }
}

// Copying: the clipboard API needs a secure context, so plain http on another host falls back to a selection.
async function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(source.textContent);
    button.textContent = "Copied";
    announce("Copied to the clipboard");
  } catch {
    getSelection().selectAllChildren(source);
    button.textContent = "Press Ctrl+C";
    announce("The text is selected, press Control C");
  }
  setTimeout(() => { button.textContent = "Copy"; }, 2000);
}

// Keyboard. Bare keys are ignored while typing, on buttons, with modifiers, in dialogs, and when switched off.
const TYPING = "input, textarea, select, button, summary, [contenteditable], [role=textbox], [role=combobox], [role=listbox]";

function ignoresKeys(event) {
  return event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey
    || event.target.closest?.(TYPING) || document.querySelector("dialog[open]") || stored.get("keys") === "off";
}
function step(by) {
  const follow = document.querySelector(by > 0 ? "[data-next]" : "[data-previous]");
  const rows = [...document.querySelectorAll("[data-row]")];
  if (!rows.length) return follow?.click();
  const at = rows.indexOf(document.activeElement);
  const to = at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by;
  if (rows[to]) rows[to].focus();
  else if (at >= 0) follow?.click();
}
const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  u: () => document.querySelector("[data-up]")?.click(),
  v: () => document.querySelector("[data-view]")?.click(),
  a: () => document.querySelector("[data-agree]")?.click(),
  d: () => document.querySelector("[data-disagree]")?.click(),
  c: () => document.querySelector("[data-cannot-tell]")?.click(),
  "/": () => document.querySelector("[data-search]")?.focus(),
  "?": () => showKeys(),
};
function showKeys() {
  const dialog = document.getElementById("keys");
  if (!dialog) return;
  dialog.querySelector("[data-keys-switch]").checked = stored.get("keys") !== "off";
  dialog.showModal();
}

document.addEventListener("keydown", (event) => {
  if (ignoresKeys(event) || !Object.hasOwn(KEYS, event.key)) return;
  event.preventDefault();
  KEYS[event.key]();
});
document.addEventListener("click", (event) => {
  const target = event.target;
  const copyButton = target.closest("[data-copy]");
  if (copyButton) copy(copyButton);
  if (target.closest("[data-theme-toggle]")) toggleTheme();
  if (target.closest("[data-show-keys]")) showKeys();
  for (const menu of document.querySelectorAll("details.switch[open]")) if (!menu.contains(target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.switch[open]")) { menu.open = false; menu.querySelector("summary").focus(); }
});
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-keys-switch]")) stored.set("keys", event.target.checked ? "on" : "off");
});
// A swapped fragment may carry something worth saying aloud; what merely refreshed stays silent.
document.addEventListener("htmx:afterSwap", (event) => {
  const spoken = event.target.querySelector?.("[data-announce]") ?? event.target.closest?.("[data-announce]");
  if (spoken && spoken.dataset.announce !== announce.last) announce((announce.last = spoken.dataset.announce));
});
document.addEventListener("DOMContentLoaded", labelTheme);
