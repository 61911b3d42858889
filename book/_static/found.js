// The place a search led to: its words are marked, without touching the page's text. The address is left clean.
(() => {
  "use strict";
  const address = new URL(location.href);
  const words = address.searchParams.get("found").toLowerCase().split(" ").filter(Boolean);
  address.searchParams.delete("found");
  history.replaceState(history.state, "", address);
  const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!place || !window.Highlight) return;
  // A section is marked up to the next heading of its own kind, without the sections in it.
  const area = place.matches("dt") ? place.nextElementSibling : place;
  const isWord = /[\p{L}\p{N}]/u;
  const ranges = [];
  const walker = document.createTreeWalker(area, NodeFilter.SHOW_ALL, {
    acceptNode: (node) => (node.nodeType === Node.TEXT_NODE ? NodeFilter.FILTER_ACCEPT
      : node.nodeType === Node.ELEMENT_NODE && node.matches("section, svg, script, style, pre") && node !== area ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP),
  });
  while (walker.nextNode()) {
    const text = walker.currentNode.data.toLowerCase();
    if (text.length !== walker.currentNode.data.length) continue;
    for (const word of words) {
      for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
        const end = at + word.length;
        const inside = word.charCodeAt(0) < 0x1100 && (isWord.test(text[at - 1] || "") || isWord.test(text[end] || ""));
        if (inside) continue;
        const range = document.createRange();
        range.setStart(walker.currentNode, at);
        range.setEnd(walker.currentNode, end);
        ranges.push(range);
      }
    }
  }
  CSS.highlights.set("found", new Highlight(...ranges));
  const first = ranges.map((range) => range.getBoundingClientRect()).find((box) => box.height);
  if (first && first.bottom > innerHeight) scrollBy(0, first.top - innerHeight / 3);
})();
