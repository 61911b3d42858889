// The frame of a page: the switch between light and dark (what a page begins with is chosen before anything is drawn: see
// choose_theme.js), its address with its edition, the words of a search, the heading that is being read, drawers that close
// behind a reader who has chosen.
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

  // The last heading above the upper third of the window is the present one.
  const links = new Map();
  for (const link of document.querySelectorAll(".page-toc a[href^='#']")) {
    const part = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (part && part.tagName !== "MAIN") links.set(part, link);
  }
  const inSight = new Set();
  let present = null;
  const watch = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) inSight[isIntersecting ? "add" : "delete"](target);
    const now = links.get([...links.keys()].findLast((part) => inSight.has(part)));
    if (now === present) return;
    present?.removeAttribute("aria-current");
    present = now;
    present?.setAttribute("aria-current", "location");
  }, { rootMargin: "-20% 0px -79% 0px" });
  for (const part of links.keys()) watch.observe(part);

  for (const drawer of document.querySelectorAll("[popover]")) {
    drawer.addEventListener("click", (event) => { if (event.target.closest("a")) drawer.hidePopover(); });
  }

  // What may be wider than the page can be reached by the tab key, to scroll it; what fits needn't.
  for (const part of document.querySelectorAll("main :is(pre, table, .figure-table)[tabindex]")) {
    new ResizeObserver(() => {
      const wider = part.scrollWidth > part.clientWidth || part.scrollHeight > part.clientHeight;
      if (wider) part.setAttribute("tabindex", "0");
      else part.removeAttribute("tabindex");
    }).observe(part);
  }
})();
