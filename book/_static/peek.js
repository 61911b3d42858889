// The small card that a number in prose opens: what it rests on, without leaving the sentence; an abbreviation opens one
// that explains it. Without this script, or where a page can't load its cards, each stays what it is: a link.
(() => {
  "use strict";
  const cards = new Map();
  // What the words of a comparison rest on stands in the link's title, which readers without this script see.
  const rests = new Map();
  let loading = null;
  let shown = null;
  let timer = 0;
  // Whether a reader goes back to the number to close its card.
  let leaving = false;

  window.evidencePeek = { define: (entries) => Object.entries(entries).forEach(([href, card]) => cards.set(href, card)) };

  function load() {
    loading ??= new Promise((resolve) => {
      const script = document.createElement("script");
      script.src = `peek/${location.pathname.split("/").pop().replace(/\.html$/, "")}.js`;
      script.onload = script.onerror = resolve;
      document.head.append(script);
    });
    return loading;
  }

  // Runs of Chinese and Russian are marked, so that screen readers and fonts treat them rightly.
  function element(name, text, parent) {
    const made = document.createElement(name);
    for (const part of text.split(/(\p{Script=Han}+|\p{Script=Cyrillic}+(?:[ ,-]+\p{Script=Cyrillic}+)*)/u)) {
      const language = /^\p{Script=Han}/u.test(part) ? "zh" : /^\p{Script=Cyrillic}/u.test(part) ? "ru" : "";
      if (language) made.append(Object.assign(document.createElement("span"), { lang: language, textContent: part }));
      else made.append(part);
    }
    parent.append(made);
    return made;
  }

  function close() {
    clearTimeout(timer);
    if (!shown) return;
    shown.link.removeAttribute("aria-describedby");
    shown.card.remove();
    shown = null;
  }

  // Below the number or above it, where there is more room, and no higher than that: what is longer scrolls inside.
  function place(card, link) {
    const box = link.getClientRects()[0];
    const room = document.documentElement.clientWidth;
    const left = Math.max(16, Math.min(box.left, room - card.offsetWidth - 16));
    const [above, below] = [box.top - 14, innerHeight - box.bottom - 14];
    const under = card.offsetHeight <= below || below >= above;
    card.style.maxHeight = `${under ? below : above}px`;
    card.style.left = `${left + scrollX}px`;
    card.style.top = `${scrollY + (under ? box.bottom + 6 : box.top - card.offsetHeight - 6)}px`;
  }

  async function open(link) {
    await load();
    const own = cards.get(link.getAttribute("href"));
    const entry = rests.has(link) ? { ...own, title: "This holds:", rows: rests.get(link) } : own;
    if (!entry || shown?.link === link) return;
    close();
    const card = document.createElement("div");
    card.className = "peek";
    card.id = "peek";
    card.setAttribute("role", "tooltip");
    element("p", entry.title, card);
    const list = element("dl", "", card);
    for (const [name, text] of entry.rows) {
      if (name) element("dt", name, list);
      element("dd", text, list);
    }
    const ways = element("p", "", card);
    ways.className = "peek-ways";
    element("a", link.classList.contains("term") ? "The whole entry" : "All the evidence", ways).href = link.href;
    if (entry.change) element("a", "Change this number", ways).href = entry.change;
    if (link.matches(":focus-visible")) element("span", "Arrow down leads here.", ways);
    for (const name of ["pointerenter", "focusin"]) card.addEventListener(name, () => clearTimeout(timer));
    // A finger that is lifted leaves the card too, and the reader reads on.
    card.addEventListener("pointerleave", (event) => { if (event.pointerType !== "touch") later(); });
    card.addEventListener("focusout", later);
    card.addEventListener("keydown", (event) => step(event, event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0));
    document.body.append(card);
    link.setAttribute("aria-describedby", "peek");
    shown = { card, link };
    place(card, link);
  }

  // By arrows from the number into its card, from link to link and back: the tab key goes through the text.
  function step(event, by) {
    if (!by || !shown) return;
    const stops = [shown.link, ...shown.card.querySelectorAll("a")];
    stops[(stops.indexOf(document.activeElement) + by + stops.length) % stops.length].focus();
    event.preventDefault();
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(close, 250);
  }

  for (const link of document.querySelectorAll("a.comparison")) {
    rests.set(link, link.title.split("; ").map((reading) => ["", reading]));
    link.removeAttribute("title");
  }
  for (const link of document.querySelectorAll("a.fact, a.term, a.comparison")) {
    let touched = false;
    link.addEventListener("pointerdown", (event) => { touched = event.pointerType === "touch"; });
    link.addEventListener("pointerenter", (event) => {
      if (event.pointerType === "touch") return;
      clearTimeout(timer);
      timer = setTimeout(() => open(link), 150);
    });
    link.addEventListener("pointerleave", (event) => { if (event.pointerType !== "touch") later(); });
    link.addEventListener("focus", () => { if (!touched && !leaving) open(link); });
    link.addEventListener("blur", later);
    link.addEventListener("keydown", (event) => { if (shown?.link === link) step(event, event.key === "ArrowDown" ? 1 : 0); });
    // The first tap shows the card; the second, or the card's own link, leads to the evidence.
    link.addEventListener("click", (event) => {
      if (touched && shown?.link !== link) {
        event.preventDefault();
        open(link);
      }
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !shown) return;
    const { card, link } = shown;
    leaving = true;
    if (card.contains(document.activeElement)) link.focus();
    leaving = false;
    close();
  });
  // A tap elsewhere closes it; a finger that drags the page along doesn't.
  document.addEventListener("click", (event) => {
    if (shown && !shown.card.contains(event.target) && !shown.link.contains(event.target)) close();
  });
})();
