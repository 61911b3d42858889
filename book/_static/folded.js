// Folded entries: the address of an entry, or of anything in it, opens it; so does printing.
(() => {
  "use strict";
  const entries = document.querySelectorAll("details.folded");
  function reveal() {
    const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const entry = place && place.closest("details.folded");
    if (!entry || entry.open) return;
    entry.open = true;
    place.scrollIntoView();
  }
  addEventListener("hashchange", reveal);
  // A link to where the address is already changes nothing by itself.
  addEventListener("click", ({ target }) => { if (target.closest("a[href*='#']")) setTimeout(reveal); });
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...entries].filter((entry) => !entry.open);
    for (const entry of folded) entry.open = true;
  });
  addEventListener("afterprint", () => { for (const entry of folded) entry.open = false; });
  const button = document.querySelector(".unfold");
  if (button) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const opens = button.textContent === "Open all entries";
      for (const entry of entries) entry.open = opens;
      button.textContent = opens ? "Close all entries" : "Open all entries";
    });
  }
  reveal();
})();
