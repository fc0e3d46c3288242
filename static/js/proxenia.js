// Small comforts. Every page reads and works without this file.
"use strict";

const THEMES = ["light", "dark"];

// "/" goes to the search box, unless the reader is typing.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const box = document.querySelector("[data-search]");
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
});

// A form or button that cannot be undone asks first.
document.addEventListener("submit", (event) => {
  const question = event.submitter?.dataset.confirm || event.target.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});

// A choice marked so is sent at once; its button is for readers without scripts.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-send]")) event.target.form?.requestSubmit();
});

// Menus close when the reader goes elsewhere or presses Escape.
function closeMenus(except) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!except || !menu.contains(except)) menu.open = false;
  }
}
document.addEventListener("click", (event) => closeMenus(event.target));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = event.target.closest("details[data-menu][open]");
  closeMenus(null);
  open?.querySelector("summary").focus();
});

// The theme: the system's unless the reader chose one; kept in a cookie so that the server draws it at once.
function showTheme(theme) {
  if (THEMES.includes(theme)) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  for (const button of document.querySelectorAll("button[data-set-theme]")) {
    button.setAttribute("aria-pressed", String(button.dataset.setTheme === (theme || "")));
  }
}
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-set-theme]");
  if (!button) return;
  const theme = button.dataset.setTheme;
  const age = theme ? 31536000 : 0;
  const [name, secure] = location.protocol === "https:" ? ["__Host-theme", "; secure"] : ["theme", ""];
  document.cookie = `${name}=${theme}; path=/; max-age=${age}; samesite=lax${secure}`;
  showTheme(theme);
});

function prepare() {
  for (const hidden of document.querySelectorAll("[data-with-scripts]")) hidden.hidden = false;
  showTheme(document.documentElement.dataset.theme || "");
  // A form that comes back with mistakes puts the reader at their list.
  document.querySelector("[data-wrong]")?.focus();
}
prepare();
