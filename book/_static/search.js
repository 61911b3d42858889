// Search in the index that the build wrote: every word of the query must occur, in any language, as any part of a word.
"use strict";
window.evidenceSearch = (entries) => {
  const LIMIT = 100;
  const fold = (text) => text.normalize("NFKC").toLowerCase();
  const folded = entries.map(([href, title, text]) => ({ href, title, text, head: fold(title), body: fold(text) }));
  const form = document.querySelector(".search-form");
  const count = document.querySelector(".search-count");
  const list = document.querySelector(".search-results");

  function rank(entry, words) {
    const anchor = fold(entry.href.split("#")[1]);
    let score = 0;
    for (const word of words) {
      if (anchor === word) score += 100;
      else if (entry.head.includes(word)) score += 10;
      else if (entry.body.includes(word)) score += 1;
      else return 0;
    }
    return score;
  }

  function mark(text, words) {
    const parts = document.createDocumentFragment();
    const low = fold(text);
    // Where folding changed the length the places don't fit: then the text stands unmarked.
    const first = low.length === text.length ? Math.min(...words.map((word) => (low.indexOf(word) + 1 || Infinity) - 1)) : Infinity;
    if (first === Infinity) {
      parts.append(text.slice(0, 160));
      return parts;
    }
    const word = words.find((candidate) => low.startsWith(candidate, first));
    const begin = Math.max(0, first - 60);
    const marked = document.createElement("mark");
    marked.textContent = text.slice(first, first + word.length);
    parts.append(begin ? "... " : "", text.slice(begin, first), marked, text.slice(first + word.length, first + 120));
    return parts;
  }

  function show(query) {
    const words = fold(query).split(/\s+/).filter(Boolean);
    const found = words.length
      ? folded.map((entry) => ({ entry, score: rank(entry, words) })).filter(({ score }) => score).sort((a, b) => b.score - a.score)
      : [];
    list.replaceChildren(...found.slice(0, LIMIT).map(({ entry }) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = entry.href;
      link.textContent = entry.title;
      const text = document.createElement("p");
      text.append(mark(entry.text, words));
      item.append(link, text);
      return item;
    }));
    if (!words.length) count.textContent = "";
    else if (found.length > LIMIT) count.textContent = `${found.length} places; the first ${LIMIT} are shown.`;
    else count.textContent = found.length === 1 ? "1 place" : `${found.length} places`;
  }

  const query = new URLSearchParams(location.search).get("q") || "";
  form.elements.q.value = query;
  show(query);
  form.elements.q.addEventListener("input", () => show(form.elements.q.value));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show(form.elements.q.value);
  });
};
