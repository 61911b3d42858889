// The switch between light and dark. What a page begins with is chosen before anything is drawn: see choose_theme.js.
(() => {
  "use strict";
  const root = document.documentElement;
  let chosen = false;
  try {
    chosen = localStorage.getItem("theme") !== null;
  } catch { /* storage is refused to some pages opened from a file */ }
  const button = document.querySelector(".theme-switch");
  function show(theme) {
    const other = theme === "dark" ? "Light" : "Dark";
    root.dataset.theme = theme;
    button.textContent = other;
    button.setAttribute("aria-label", `${other} colours`);
  }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", (system) => {
    if (!chosen) show(system.matches ? "dark" : "light");
  });
  button.addEventListener("click", () => {
    const theme = root.dataset.theme === "dark" ? "light" : "dark";
    chosen = true;
    try { localStorage.setItem("theme", theme); } catch { /* the choice lasts as long as the page */ }
    show(theme);
  });
  show(root.dataset.theme);
  button.hidden = false;
})();
