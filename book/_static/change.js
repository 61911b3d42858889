// The page on which a reader changes a number: it computes what follows by the formulas of data/results, which come as
// lists, and says what it can't compute. The address holds what was changed.
(() => {
  "use strict";
  const page = document.querySelector(".change");
  const here = new URL(".", document.currentScript.src).href;
  let book = null;
  let loading = null;

  window.evidenceChange = { define: (data) => { book = data; }, load, suppose: (changes) => suppose(changes) };

  function script(address) {
    return new Promise((resolve, reject) => {
      const made = Object.assign(document.createElement("script"), { src: address, onload: resolve, onerror: reject });
      document.head.append(made);
    });
  }

  function load() {
    loading ??= script("change-data.js");
    return loading;
  }

  // Formulas.

  const flat = (given) => given.flat();
  const OPERATIONS = {
    "+": (a, b) => a + b, "-": (a, b) => a - b, "*": (a, b) => a * b, "/": (a, b) => a / b, neg: (a) => -a,
    "<": (a, b) => +(a < b), "<=": (a, b) => +(a <= b), ">": (a, b) => +(a > b), ">=": (a, b) => +(a >= b),
    pow: Math.pow, abs: Math.abs, exp: Math.exp, log: Math.log, sqrt: Math.sqrt,
    max: (...given) => Math.max(...flat(given)),
    min: (...given) => Math.min(...flat(given)),
    total: (...given) => flat(given).reduce((sum, number) => sum + number),
    mean: (...given) => flat(given).reduce((sum, number) => sum + number) / flat(given).length,
    count: (...given) => flat(given).length,
    rank: (own, ...others) => 1 + flat(others).filter((other) => other > own).length,
  };

  function evaluate(node, numbers) {
    if (typeof node === "number") return node;
    if (typeof node === "string") return numbers[node];
    const [name, ...given] = node;
    return OPERATIONS[name](...given.map((part) => evaluate(part, numbers)));
  }

  // Facts. An answer is {value, low, high}, or {open: key} where an algorithm would have to compute it.

  const split = (key) => {
    const found = /^(.*)\.(low|high)$/.exec(key);
    return found && !book.facts[key] ? [found[1], found[2]] : [key, ""];
  };
  const point = (fact) => fact.value ?? (fact.low === undefined ? fact.high : fact.high === undefined ? fact.low : NaN);

  // What each result rests on, to the end: results whose roots are untouched keep the book's number.
  let rests = null;
  function roots(key) {
    rests ??= new Map();
    if (rests.has(key)) return rests.get(key);
    const found = new Set([key]);
    rests.set(key, found);
    const [whole] = split(key);
    found.add(whole);
    const inputs = book.results[whole] ? Object.values(book.results[whole].of).flat() : [book.adopted[whole]].filter(Boolean);
    for (const input of inputs) for (const root of roots(input)) found.add(root);
    return found;
  }

  function suppose(changes) {
    const set = {};
    for (const [key, number] of Object.entries(changes)) {
      let [whole, bound] = split(key);
      if (book.adopted[whole]) {
        const [adopted, inner] = split(book.adopted[whole]);
        [whole, bound] = [adopted, bound || inner];
      }
      set[whole] = bound ? { ...(set[whole] ?? numbers(book.facts[whole])), [bound]: number } : { value: number };
    }
    const changed = Object.keys(set);
    const known = new Map();
    const isTouched = (key) => changed.some((one) => roots(key).has(one)) || book.results[key]?.tables;

    function answer(key) {
      if (known.has(key)) return known.get(key);
      const [whole, bound] = split(key);
      let found;
      if (bound) {
        const all = answer(whole);
        found = all.open ? all : { value: all[bound] };
      } else if (set[whole]) found = set[whole];
      else if (!isTouched(whole)) found = numbers(book.facts[whole]);
      else if (book.adopted[whole]) found = answer(book.adopted[whole]);
      else if (book.results[whole]) found = result(whole);
      else found = numbers(book.facts[whole]);
      known.set(key, found);
      return found;
    }

    function result(key) {
      const { of, is, by } = book.results[key];
      if (by) return { open: key };
      const given = {};
      for (const [name, input] of Object.entries(of)) {
        const answers = [input].flat().map(answer);
        const open = answers.find((one) => one.open);
        if (open) return open;
        const values = answers.map(point);
        given[name] = Array.isArray(input) ? values : values[0];
      }
      const ends = is.map((tree) => evaluate(tree, given));
      return ends.length > 1 ? { low: ends[0], high: ends[1] } : { value: ends[0] };
    }

    const facts = {};
    for (const key of Object.keys(book.facts)) {
      if (set[key] || isTouched(key)) facts[key] = answer(key);
    }
    return { facts, answer, set };
  }

  const numbers = (fact) => Object.fromEntries(["value", "low", "high"].filter((name) => name in fact).map((name) => [name, fact[name]]));

  // How the book prints numbers.

  const SCALES = [[1e12, "trillion"], [1e9, "billion"], [1e6, "million"]];
  const PRINTED = new Set(["about", "over", "under", "up to", "at least", "at most"]);

  function digits(number, decimals) {
    const [whole, rest = ""] = Math.abs(number).toFixed(decimals).split(".");
    const tail = rest.replace(/0+$/, "");
    return `${number < 0 ? "−" : ""}${whole.replace(/\B(?=(\d{3})+$)/g, ",")}${tail ? `.${tail}` : ""}`;
  }

  function print(key, answer) {
    const { unit, qualifier = "", digits: significant } = book.facts[key];
    const round = (number) => (significant && number ? Number(number.toPrecision(significant)) : number);
    const { value, low, high } = Object.fromEntries(Object.entries(answer).map(([name, number]) => [name, round(number)]));
    const given = [value, low, high].filter((number) => number !== undefined);
    if (!given.every(Number.isFinite)) return "no answer";
    const { scaled, plain } = book.words;
    const [factor, scale] = (unit in scaled && SCALES.find(([size]) => Math.max(...given.map(Math.abs)) >= size)) || [1, ""];
    const write = (number) => digits(number / factor, factor === 1 ? 4 : 2);
    const tail = unit === "%" ? "%" : [scale, scaled[unit] ?? plain[unit] ?? unit].filter(Boolean).map((part) => `\u00a0${part}`).join("");
    const ranges = value === undefined && low !== undefined && high !== undefined;
    const said = PRINTED.has(qualifier) ? qualifier : value === undefined ? (low === undefined ? "under" : "over") : "";
    const body = ranges ? `${write(low)} to ${write(high)}` : write(value ?? low ?? high);
    if (unit === "rank") return `number\u00a0${body}`;
    return `${!ranges && said ? `${said}\u00a0` : ""}${body}${tail}`;
  }

  window.evidenceChange.print = print;
  if (!page) return;

  // The page.

  const form = page.querySelector(".change-search");
  const query = form.querySelector("input");
  const list = page.querySelector(".change-found");
  const chosen = page.querySelector(".change-chosen");
  const summary = page.querySelector(".change-summary");
  const outcome = page.querySelector(".change-outcome");
  const changes = new Map();
  let entries = null;

  function make(name, { text = "", ...properties } = {}, ...children) {
    const element = Object.assign(document.createElement(name), properties);
    element.append(text, ...children);
    return element;
  }

  const fold = (text) => text.normalize("NFKC").toLowerCase();
  const canChange = (key) => !book.results[key];
  const current = (key) => point(book.facts[key]);

  async function search() {
    await load();
    entries ??= Object.keys(book.facts).filter(canChange).map((key) => ({ key, words: fold(`${key} ${book.facts[key].label}`) }));
    const words = fold(query.value).split(/\s+/).filter(Boolean);
    const kinds = (key) => (key.startsWith("assume.") ? 0 : key in book.adopted ? 1 : key.includes("/") ? 2 : 3);
    const found = words.length ? entries.filter((entry) => words.every((word) => entry.words.includes(word))) : [];
    found.sort((one, other) => kinds(one.key) - kinds(other.key));
    list.replaceChildren(...found.slice(0, 12).map(({ key }) => make("li", {}, make("button", {
      type: "button",
      onclick: () => { add(key); query.value = ""; list.replaceChildren(); },
    }, make("strong", { text: book.facts[key].text }), ` ${book.facts[key].label}`))));
    if (words.length && !found.length) list.replaceChildren(make("li", { text: "No number is found by these words." }));
    if (found.length > 12) list.append(make("li", { text: `and ${found.length - 12} more: add a word` }));
  }

  function add(key, number = null) {
    if (!changes.has(key)) changes.set(key, number ?? current(key));
    show();
    chosen.querySelector(`[data-key="${CSS.escape(key)}"] input`)?.focus();
  }

  function fault(key, number) {
    const { unit, unbounded } = book.facts[key];
    if (!Number.isFinite(number)) return "It takes a number.";
    if (number < 0 && !unbounded) return "It can't be negative: what is counted is nought or more.";
    if (unit === "%" && number > 100 && !unbounded) return "It can't be more than 100%: it is part of a whole.";
    return "";
  }

  function row(key) {
    const fact = book.facts[key];
    const name = `change-${key}`;
    const warning = make("p", { className: "change-fault", id: `${name}-fault`, role: "alert" });
    const unit = print(key, { value: 0 }).replace(/^.*?0/, "").trim() || fact.unit;
    const input = make("input", { type: "text", inputMode: "decimal", id: name, value: changes.get(key) });
    input.setAttribute("aria-describedby", warning.id);
    const took = (text) => {
      const number = text.trim() === "" ? NaN : Number(text.replaceAll(",", "").replace("−", "-"));
      warning.textContent = fault(key, number);
      input.setAttribute("aria-invalid", String(Boolean(warning.textContent)));
      if (!warning.textContent) { changes.set(key, number); follow(); }
    };
    input.addEventListener("input", () => { took(input.value); if (slider) slider.value = input.value; });
    const parts = [make("label", { htmlFor: name, text: fact.label }), input, make("span", { text: unit === "ratio" ? "" : unit })];
    let slider = null;
    if (fact.range) {
      const [low, high] = fact.range;
      slider = make("input", { type: "range", min: low, max: high, step: (high - low) / 100 });
      slider.value = changes.get(key);
      slider.setAttribute("aria-label", `${fact.label}, from ${low} to ${high}`);
      slider.addEventListener("input", () => { input.value = slider.value; took(slider.value); });
      parts.push(slider);
    }
    const others = (fact.rivals ?? []).filter((rival) => Number.isFinite(current(rival)));
    if (others.length) {
      const select = make("select", {}, make("option", { value: "", text: "or a rival …" }), ...others.map((rival) =>
        make("option", { value: rival, text: `${book.facts[rival].text} (${rival})` })));
      select.setAttribute("aria-label", `Rivals for: ${fact.label}`);
      select.addEventListener("change", () => { if (select.value) { input.value = current(select.value); took(input.value); } });
      parts.push(select);
    }
    parts.push(make("button", { type: "button", text: "Remove", ariaLabel: `Remove: ${fact.label}`, onclick: () => { changes.delete(key); show(); } }));
    const item = make("li", {}, ...parts, make("p", { className: "change-was" }, "The book has ", make("a", { href: fact.href, text: fact.text })), warning);
    item.dataset.key = key;
    return item;
  }

  function show() {
    chosen.hidden = !changes.size;
    chosen.querySelector("ol").replaceChildren(...[...changes.keys()].map(row));
    follow();
  }

  const RELATIONS = {
    "<": (a, b) => a < b, "<=": (a, b) => a <= b, ">": (a, b) => a > b, ">=": (a, b) => a >= b, "=": (a, b) => a === b,
    "~": (a, b) => Math.abs(a - b) <= 0.05 * Math.max(Math.abs(a), Math.abs(b)),
  };

  function broken({ facts, answer }) {
    const isTouched = (side) => split(side)[0] in facts;
    const found = [];
    for (const comparison of book.comparisons) {
      for (const [left, relation, right] of comparison.conditions) {
        if (![left, right].some(isTouched)) continue;
        const [one, other] = [left, right].map((side) => (side === "" || Number.isNaN(Number(side)) ? answer(side) : { value: Number(side) }));
        if (one.open || other.open) continue;
        if (!RELATIONS[relation](point(one), point(other))) { found.push(comparison); break; }
      }
    }
    return found;
  }

  const place = ({ page: name, words }) => `${name}.html#:~:text=${encodeURIComponent(words)}`;

  function follow() {
    const state = new URLSearchParams([...changes].map(([key, number]) => [key, number]));
    history.replaceState(null, "", changes.size ? `#${state}` : location.pathname + location.search);
    if (!changes.size) { summary.textContent = ""; outcome.replaceChildren(); return; }
    const begun = performance.now();
    const found = suppose(Object.fromEntries(changes));
    const moved = [];
    const open = [];
    for (const [key, answer] of Object.entries(found.facts)) {
      if (answer.open) { if (answer.open === key) open.push(key); continue; }
      const text = print(key, answer);
      if (text !== book.facts[key].text) moved.push([key, text]);
    }
    const false_ = broken(found);
    const touched = new Set([...moved.map(([key]) => key), ...Object.keys(found.set)]);
    const drawn = book.figures.filter((figure) => figure.evidence.some((key) => touched.has(split(key)[0])));
    page.dataset.took = performance.now() - begun;
    summary.textContent = `${moved.length} facts change, ${false_.length} comparisons of the prose no longer hold, ${drawn.length} figures show another picture.`;
    const table = make("table", {}, make("thead", {}, make("tr", {}, ...["Fact", "In the book", "Now"].map((text) => make("th", { scope: "col", text })))),
      make("tbody", {}, ...moved.map(([key, text]) => make("tr", {},
        make("td", {}, make("a", { href: book.facts[key].href, text: book.facts[key].label })), make("td", { text: book.facts[key].text }), make("td", { text })))));
    const parts = [];
    if (moved.length) parts.push(make("h2", { text: "Facts" }), make("div", { className: "change-table", tabIndex: 0 }, table));
    if (false_.length) {
      parts.push(make("h2", { text: "Sentences that would no longer be true" }), make("ul", {}, ...false_.map((one) => {
        const [before, after] = one.sentence.split(one.words, 2);
        return make("li", {}, before, make("a", { href: place(one), text: one.words }), after ?? "");
      })));
    }
    if (drawn.length) parts.push(make("h2", { text: "Figures" }), ...drawn.map((figure) => redrawn(figure, found)));
    if (open.length) {
      const line = `suppose({${[...changes].map(([key, number]) => `"${key}": ${number}`).join(", ")}})`;
      parts.push(make("h2", { text: "What needs an algorithm" }),
        make("p", { text: `${open.length} results are computed by an algorithm and are left open here, with what rests on them. In a notebook:` }),
        make("pre", {}, make("code", { text: line })),
        make("details", {}, make("summary", { text: "Which" }), make("ul", {}, ...open.map((key) => make("li", {}, make("a", { href: book.facts[key].href, text: book.facts[key].label }))))));
    }
    outcome.replaceChildren(...parts);
  }

  // Figures: the rows of a changed fact take its new numbers, in whatever scale the picture has them.

  const specs = new Map();
  window.evidenceFigures ??= { define: (id, layouts) => specs.set(id, layouts) };

  function redraw(spec, { facts, set }) {
    let all = true;
    for (const rows of Object.values(spec.datasets ?? {})) {
      for (const row of rows) {
        if (!row.evidence) continue;
        const [key, bound] = split(row.evidence);
        const answer = set[key] ?? facts[key];
        if (!answer) continue;
        if (answer.open) { all = false; continue; }
        const before = bound ? { value: book.facts[key][bound] } : numbers(book.facts[key]);
        const after = bound ? { value: answer[bound] ?? answer.value } : answer;
        let met = false;
        for (const [column, cell] of Object.entries(row)) {
          if (column === "text" && cell === book.facts[key].text) row.text = print(key, after);
          if (typeof cell !== "number") continue;
          for (const [name, number] of Object.entries(before)) {
            const scale = [1, 1e3, 1e6, 1e9].find((one) => number && Math.abs(cell * one - number) <= 1e-9 * Math.abs(number));
            if (scale && (after[name] ?? after.value) !== undefined) { row[column] = (after[name] ?? after.value) / scale; met = true; break; }
          }
        }
        all &&= met;
      }
    }
    return all;
  }

  function redrawn(figure, found) {
    const holder = make("div", { className: "change-figure" });
    const button = make("button", { type: "button", text: "Draw it with these numbers" });
    button.addEventListener("click", async () => {
      await Promise.all([script(`${here}vega.js`), script(`figures/${figure.id}.js`)]);
      const spec = structuredClone(specs.get(figure.id)[innerWidth < 700 ? "narrow" : "wide"]);
      const whole = redraw(spec, found);
      const options = { renderer: "svg", actions: false, ast: true, defaultStyle: false, tooltip: { disableDefaultStyle: true } };
      const chart = make("div", { className: "figure-chart" });
      chart.dataset.state = "interactive";
      await window.vegaEmbed(chart, spec, options);
      holder.replaceChildren(make("p", { className: "change-was", text: whole
        ? "As changed. Titles and texts of the picture are the book's."
        : "As changed, but for what needs an algorithm or a number of its own. Titles and texts of the picture are the book's." }), chart);
    });
    holder.append(button);
    return make("article", {}, make("h3", {}, make("a", { href: `${figure.page}.html#${figure.id}`, text: figure.title })), holder);
  }

  // The address holds the changes; `about` asks what a result could be changed by.
  async function restore() {
    const state = new URLSearchParams(location.hash.slice(1));
    if (![...state].length) return;
    await load();
    changes.clear();
    for (const [key, text] of state) {
      if (key === "about") { about(text); continue; }
      const [whole] = split(key);
      if (book.facts[whole] && canChange(whole)) changes.set(key, text === "" ? current(key) : Number(text));
    }
    show();
  }

  function about(key) {
    const inputs = [...roots(key)].filter((root) => root !== key && book.facts[root] && canChange(root));
    list.replaceChildren(...inputs.map((root) => make("li", {}, make("button", {
      type: "button", onclick: () => { list.replaceChildren(); add(root); },
    }, make("strong", { text: book.facts[root].text }), ` ${book.facts[root].label}`))));
    summary.textContent = `${book.facts[key]?.label ?? key} rests on ${inputs.length} numbers: choose one.`;
  }

  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  query.addEventListener("focus", load, { once: true });
  query.addEventListener("input", search);
  page.querySelector(".change-reset").addEventListener("click", () => { changes.clear(); show(); query.focus(); });
  page.querySelector(".change-copy").addEventListener("click", () => navigator.clipboard?.writeText(location.href));
  addEventListener("hashchange", restore);
  restore();
})();
