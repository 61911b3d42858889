// Light or dark before anything is drawn: what the reader chose, else what the system asks for.
(() => {
  "use strict";
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const stored = () => {
    try {
      return localStorage.getItem("theme");
    } catch {
      return null; // storage is refused to some pages opened from a file
    }
  };
  const current = () => stored() || (system.matches ? "dark" : "light");
  const apply = (theme) => { root.dataset.theme = theme; };
  apply(current());
  system.addEventListener("change", () => apply(current()));
  function offer() {
    const button = document.querySelector(".theme-switch");
    const label = () => {
      const other = root.dataset.theme === "dark" ? "Light" : "Dark";
      button.textContent = other;
      button.setAttribute("aria-label", `${other} colours`);
    };
    button.hidden = false;
    label();
    button.addEventListener("click", () => {
      apply(root.dataset.theme === "dark" ? "light" : "dark");
      try { localStorage.setItem("theme", root.dataset.theme); } catch { /* the choice lasts as long as the page */ }
      label();
    });
  }
  // The page for addresses that lead nowhere loads this script late.
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", offer);
  else offer();
})();
