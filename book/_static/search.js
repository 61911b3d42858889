// Search in the index that the build wrote. MiniSearch finds and ranks; here are the words of three languages, the kinds,
// and the one state of the page: box, kind, results and address say the same.
"use strict";
window.evidenceSearch = (pages) => {
  const STEP = 50;
  // In this order kinds are offered; the number weighs what is found, so that what is read comes before what proves it.
  const KINDS = {
    chapter: ["Chapter", "Chapters", 10], figure: ["Figure", "Figures", 9], judgement: ["Judgement", "Judgements", 4],
    term: ["Term", "Terms", 6], element: ["Element", "Elements", 6], claim: ["Claim", "Claims", 1.6],
    indicator: ["Indicator", "Indicators", 1.6], result: ["Result", "Results", 1], assumption: ["Assumption", "Assumptions", 1.2],
    measure: ["Measure", "Measures", 1.6], works: ["Works", "Works", 1.4], series: ["Series of the record", "Series of the record", 0.8],
    record: ["Row of the record", "Rows of the record", 0.5], basis: ["What is counted", "What is counted", 0.8],
    source: ["Source", "Sources", 0.6], article: ["Article", "Articles", 1.4], search: ["Search made", "Searches made", 0.4],
    gap: ["Gap", "Gaps", 1], page: ["Page", "Other pages", 2],
  };
  const STOP = new Set("a an and are as at be by for from has have in is it its of on or that the to was were what which with".split(" "));
  // One spelling of words that are written in two ways.
  const SPELLINGS = [
    [/licens/, "licenc"], [/defens/, "defenc"], [/([iy])z(e[ds]?|ing|ations?)$/, "$1s$2"], [/(col|lab|harb|neighb)or/, "$1our"],
    [/^aluminum/, "aluminium"], [/^sulf/, "sulph"], [/^program(s?)$/, "programme$1"], [/^(cent|met|lit|fib)er(s?)$/, "$1re$2"],
  ];
  const SYMBOLS = /^(?:la|ce|pr|nd|pm|sm|eu|gd|tb|dy|ho|er|tm|yb|lu|sc){2,}$/;
  // Numbers with the commas of their thousands, runs of Chinese, Japanese or Korean, words with their hyphens.
  const SIGNS = "\\u1100-\\u11ff\\u3040-\\u30ff\\u3400-\\u9fff\\uac00-\\ud7af";
  const LETTERS = "0-9A-Za-z\\u00aa-\\u052f\\u1e00-\\u1eff\\uff10-\\uff5a";
  const NUMBER = "\\d+(?:[,\\u00a0\\u202f]\\d{3}(?!\\d))*(?:\\.\\d+)?";
  const WORD = new RegExp(`[${SIGNS}]+|${NUMBER}(?![${LETTERS}])|[${LETTERS}]+(?:[-'’][${LETTERS}]+)*`, "g");
  const english = new PorterStemmer();
  const russian = new RussianStemmer();
  // Words as they were met, with their stems; and stems by words in one spelling, from which a begun word is completed.
  const met = new Map();
  const stems = new Map();

  // Without case and accents; the breve stays, since the Russian stemmer knows "й" by it.
  const fold = (word) => word.toLowerCase().normalize("NFKD").replace(/(?!\u0306)\p{M}/gu, "").normalize("NFC");

  // One spelling of a word: "RU-013" is also RU013, "Pr-Nd" is NdPr.
  function spelling(word) {
    let one = fold(word).replace(/['’]s?$|[,\u00a0\u202f]/g, "");
    if (SYMBOLS.test(one)) one = one.match(/../g).sort().join("");
    for (const [written, ours] of SPELLINGS) one = one.replace(written, ours);
    return one;
  }

  function stem(one) {
    if (/\p{Script=Cyrillic}/u.test(one)) return russian.stemWord(one);
    return /^[a-z]+$/.test(one) ? english.stemWord(one) : one;
  }

  function term(word) {
    if (!met.has(word)) {
      const one = spelling(word);
      if (!stems.has(one)) stems.set(one, stem(one));
      met.set(word, stems.get(one));
    }
    return met.get(word);
  }

  const pairs = (run) => [...run.slice(1)].map((sign, index) => run[index] + sign);
  const hasSigns = (word) => word >= "\u1100" && !/^[\u1e00-\u1eff\uff10-\uff5a]/.test(word);
  // The parts of a word with a hyphen, but for words that are in every text.
  const parted = (word) => word.split(/[-'’]/).filter((part) => part && !STOP.has(part.toLowerCase()));
  // Of two parts a word may be written as one.
  const whole = (word) => (/^[^-]+-[^-]+$/.test(word) ? [word.replace("-", "")] : []);

  function tokens(text) {
    const found = [];
    for (const [word] of text.matchAll(WORD)) {
      if (hasSigns(word)) found.push(...word, ...pairs(word));
      else for (const part of [...parted(word), ...whole(word)]) found.push(term(part));
    }
    return found;
  }

  const places = pages.flatMap(([page, name, listed]) =>
    listed.map(([anchor, kind, title, text]) => ({ page, name, anchor, kind, title, text })));
  places.forEach((place, id) => { place.id = id; });
  const index = new MiniSearch({
    fields: ["title", "text"],
    tokenize: tokens,
    processTerm: (part) => part,
  });
  index.addAll(places);

  // Each word of a query must occur: by its stem, or as the begin of a word; forgiven, also as a word spelt alike.
  function asked(query, forgiving) {
    const tokenize = (text) => [text];
    const word = (text) => {
      const one = spelling(text);
      const own = stem(one);
      const begun = one.length > 1 ? [...stems].filter(([other]) => other.startsWith(one)).map(([, other]) => other) : [];
      return {
        combineWith: "OR",
        queries: [...new Set([own, ...begun])],
        tokenize,
        boostTerm: (other) => (other === own ? 1 : 0.6),
        fuzzy: (other) => forgiving && other.length > 3 && !/\d/.test(other) && (other.length > 5 ? 2 : 1),
      };
    };
    return [...query.matchAll(WORD)].flatMap(([text]) => {
      if (hasSigns(text)) return { combineWith: "AND", queries: text.length > 1 ? pairs(text) : [text], tokenize };
      const parts = parted(text);
      if (parts.length < 2) return parts.map(word);
      return { combineWith: "OR", queries: [...whole(text).map(word), { combineWith: "AND", queries: parts.map(term), tokenize }] };
    });
  }

  const OPTIONS = {
    boost: { title: 3 },
    weights: { prefix: 0.6, fuzzy: 0.3 },
    boostDocument: (id) => KINDS[places[id].kind][2],
  };

  const plain = (text) => fold(text.trim()).replace(/-/g, "");

  function find(query) {
    // An identifier leads to its entry, one begun to all that begin so; hyphens and case don't matter.
    const id = plain(query);
    const same = /\d|[.]/.test(id) && id.length > 3 ? places.filter((place) => plain(place.anchor).startsWith(id)) : [];
    for (const [way, forgiving, combineWith] of [["", false, "AND"], ["alike", true, "AND"], ["some", true, "OR"]]) {
      const queries = asked(query, forgiving);
      const found = queries.length ? index.search({ combineWith, queries }, OPTIONS) : [];
      if (found.length || (!forgiving && same.length)) {
        const matched = new Set(found.flatMap(({ match }) => Object.keys(match)));
        const rest = found.map((result) => places[result.id]).filter((place) => !same.includes(place));
        return { way, places: [...same, ...rest], matched };
      }
    }
    return { way: "", places: [], matched: new Set() };
  }

  const form = document.querySelector(".search-form");
  const box = form.elements.q;
  const count = document.querySelector(".search-count");
  const kinds = document.querySelector(".search-kinds");
  const list = document.querySelector(".search-results");
  const more = document.querySelector(".search-more");
  const advice = document.querySelector(".search-advice");
  const make = (name, properties, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };

  // The words of a text that were found, each with its begin and end.
  function hits(text, matched) {
    const found = [];
    for (const { 0: word, index: begin } of text.matchAll(WORD)) {
      if (hasSigns(word)) {
        const told = [...word].map((sign, at) => [sign, sign + word[at + 1], word[at - 1] + sign].some((part) => matched.has(part)));
        for (let at = 0; at < word.length; at += 1) {
          const from = at;
          while (told[at]) at += 1;
          if (at > from) found.push([begin + from, begin + at]);
        }
      } else if ([...parted(word), ...whole(word)].some((part) => matched.has(term(part)))) {
        found.push([begin, begin + word.length]);
      }
    }
    return found;
  }

  function marked(text, found, begin = 0, end = text.length) {
    const parts = document.createDocumentFragment();
    let place = begin;
    for (const [from, to] of found.filter(([from, to]) => from >= begin && to <= end)) {
      parts.append(text.slice(place, from), make("mark", {}, text.slice(from, to)));
      place = to;
    }
    parts.append(text.slice(place, end));
    return parts;
  }

  function shown(place, matched) {
    const { page, name, anchor, kind, title, text } = place;
    const inTitle = hits(title, matched);
    const inText = hits(text, matched);
    const first = inText.length ? inText[0][0] : 0;
    const begin = first > 80 ? text.indexOf(" ", first - 70) + 1 : 0;
    const end = Math.min(text.length, begin + 200);
    const words = [...inTitle.map((hit) => title.slice(...hit)), ...inText.map((hit) => text.slice(...hit))].map((word) => word.toLowerCase());
    const found = words.length ? `?found=${encodeURIComponent([...new Set(words)].slice(0, 8).join(" "))}` : "";
    const link = make("a", { href: `${page}${found}#${anchor}` }, marked(title, inTitle));
    const where = ["chapter", "figure", "page", "term", "basis"].includes(kind) ? name : anchor.replace(/^article-/, "");
    const head = make("p", { className: "search-kind" }, make("span", {}, KINDS[kind][0]), where === title ? "" : ` ${where}`);
    return make("li", {}, head, link, make("p", {}, begin ? "… " : "", marked(text, inText, begin, end), end < text.length ? " …" : ""));
  }

  // What the page shows: kept in the address, so that Back, a bookmark and a sent link show it again.
  let state = { query: "", kind: "" };
  let limit = STEP;
  let outcome = find("");

  function draw() {
    const { places: all, way, matched } = outcome;
    const counts = new Map();
    for (const place of all) counts.set(place.kind, (counts.get(place.kind) || 0) + 1);
    if (!counts.has(state.kind)) state.kind = "";
    const chosen = state.kind ? all.filter((place) => place.kind === state.kind) : all;
    const choices = [["", "All", all.length], ...Object.entries(KINDS).filter(([kind]) => counts.has(kind)).map(([kind, [, name]]) => [kind, name, counts.get(kind)])];
    kinds.hidden = all.length === 0;
    kinds.replaceChildren(...choices.map(([kind, name, number]) => {
      const button = make("button", { type: "button", value: kind }, `${name} ${number}`);
      button.setAttribute("aria-pressed", String(kind === state.kind));
      return button;
    }));
    list.replaceChildren(...chosen.slice(0, limit).map((place) => shown(place, matched)));
    more.hidden = chosen.length <= limit;
    const places = chosen.length === 1 ? "1 place" : `${chosen.length} places`;
    const said = { "": "", alike: " with words spelt alike: none has them as typed", some: " with some of the words: none has them all" };
    count.textContent = state.query ? `${all.length ? places : "Nothing found"}${said[way]}${all.length ? "." : `: “${state.query}”.`}` : "";
    advise(state.query && (way || !all.length));
  }

  // Words of the book that are spelt like those asked for.
  function advise(wanted) {
    advice.hidden = !wanted;
    if (!wanted) return;
    const words = parted(state.query.replace(/\s+/g, "-")).map(spelling).filter((one) => one.length > 3 && !/\d/.test(one));
    const written = new Map([...stems].reverse().map(([one, own]) => [own, one]));
    const near = words.flatMap((one) => {
      const found = index.search(stem(one), { tokenize: (text) => [text], fuzzy: 0.4, prefix: true }).flatMap(({ match }) => Object.keys(match));
      return [...new Set(found)].map((own) => written.get(own)).filter(Boolean).slice(0, 3);
    });
    const links = [...new Set(near)].slice(0, 6).flatMap((word) => [" ", make("a", { href: `?q=${encodeURIComponent(word)}` }, word)]);
    const hint = make("p", {}, "Words may be English, Chinese or Russian; an identifier such as RU-013 leads to its entry.");
    advice.replaceChildren(...(links.length ? [make("p", {}, "Words of the book spelt alike:", ...links)] : []), ...(outcome.places.length ? [] : [hint]));
  }

  function keep() {
    const address = new URLSearchParams(Object.entries({ q: state.query, kind: state.kind }).filter(([, value]) => value));
    history.replaceState(null, "", address.size ? `?${address}` : location.pathname);
  }

  function search(query, kind) {
    state = { query: query.trim(), kind };
    limit = STEP;
    outcome = find(state.query);
    draw();
  }

  form.addEventListener("input", () => {
    search(box.value, state.kind);
    keep();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  kinds.addEventListener("click", ({ target }) => {
    if (!target.matches("button")) return;
    state.kind = target.value;
    limit = STEP;
    draw();
    keep();
    kinds.querySelector("[aria-pressed=true]").focus();
  });
  more.addEventListener("click", () => {
    const next = limit;
    limit += STEP;
    draw();
    list.children[next].querySelector("a").focus();
  });
  const address = new URLSearchParams(location.search);
  box.value = address.get("q") || "";
  search(box.value, address.get("kind") || "");
};
