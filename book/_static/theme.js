// The switch between light and dark; the page's address with its edition; the words of a search. What a page begins with is chosen before anything is drawn: see choose_theme.js.
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
  const link = document.querySelector(".page-facts a[href*='?edition=']");
  const copy = document.querySelector(".copy-address");
  if (link && copy) {
    copy.hidden = !navigator.clipboard;
    copy.addEventListener("click", async () => {
      const address = new URL(link.href);
      address.hash = location.hash;
      await navigator.clipboard.writeText(address.href);
      copy.textContent = "Copied";
    });
    // Who followed a permanent link of another edition is told so.
    const meant = new URLSearchParams(location.search).get("edition");
    const here = new URL(link.href).searchParams.get("edition");
    if (meant && meant !== here) {
      const changes = Object.assign(document.createElement("a"), { href: "changelog.html", textContent: "what changed" });
      const notice = Object.assign(document.createElement("p"), { className: "other-edition" });
      notice.append(`The link was to edition ${meant}; this is edition ${here}. See `, changes, ".");
      link.closest("ul").after(notice);
    }
  }
  // Only whoever comes from the search needs what marks its words.
  if (new URLSearchParams(location.search).has("found")) {
    const src = new URL("found.js", document.currentScript.src).href;
    document.head.append(Object.assign(document.createElement("script"), { src }));
  }
})();
