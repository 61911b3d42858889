// The page on which a reader changes a number: it computes what follows by the formulas of data/results, which come as
// lists, and says what it can't compute. The address holds what was changed. The data load when a reader begins.
(() => {
  "use strict";
  const statics = new URL(".", document.currentScript.src).href;
  let book = null;

  const loading = new Map();
  function load(address) {
    if (!loading.has(address)) {
      const script = document.createElement("script");
      loading.set(address, new Promise((resolve, reject) => {
        const fail = () => reject(new Error(`could not load ${address}`));
        Object.assign(script, { src: address, onload: resolve, onerror: fail });
      }));
      loading.get(address).catch(() => loading.delete(address));
      document.head.append(script);
    }
    return loading.get(address);
  }

  // The book: facts by key, and by each key what rests on it.

  const ENDS = ["value", "low", "high"];
  const PAGES = { indicator: "indicators", assumption: "assumptions", claim: "ledger", record: "record", model: "results" };
  // Kinds that only follow from others.
  const FOLLOWING = { model: true, book: true };
  const TABLES = { assumption: "assumptions", claim: "claims", record: "observations" };

  function define(data) {
    book = { ...data, facts: new Map(), users: new Map(), unbounded: new Set(data.unbounded) };
    for (const [kind, entries] of Object.entries(data.facts)) {
      for (const [key, cells] of Object.entries(entries)) {
        const said = cells.map((cell, place) => [data.columns[place], cell]).filter(([, cell]) => cell !== null);
        const fact = Object.fromEntries(said);
        const numbers = Object.fromEntries(ENDS.filter((end) => end in fact).map((end) => [end, fact[end]]));
        book.facts.set(key, { ...fact, key, kind, numbers, from: data.sources[fact.from], basis: data.bases[fact.basis] });
      }
    }
    for (const key of book.facts.keys()) {
      for (const input of inputs(key)) {
        if (!book.users.has(input)) book.users.set(input, []);
        book.users.get(input).push(key);
      }
    }
  }

  function split(key) {
    const [, whole, end] = /^(.*)\.(low|high)$/.exec(key) ?? [];
    return end ? [whole, end] : [key, ""];
  }

  const join = (key, end) => (end ? `${key}.${end}` : key);

  // The key of a row of the record with its edition, which may be left out where there is just one.
  function inFull(key) {
    const editions = book.facts.has(key) ? [key] : [...book.facts.keys()].filter((one) => one.startsWith(`${key}@`));
    return editions.length === 1 ? editions[0] : key;
  }

  const named = (node) => (typeof node === "string" ? [node] : Array.isArray(node) ? node.slice(1).flatMap(named) : []);

  // What a fact is computed from or taken over from, without the ends of ranges.
  function inputs(key) {
    const { adopted } = book.facts.get(key);
    const { is = [], rests } = book.results[key] ?? {};
    const keys = rests === undefined ? [...is.flatMap(named), adopted ?? []].flat() : book.inputs[rests];
    return new Set(keys.map((input) => split(input)[0]));
  }

  const users = (key) => book.users.get(key) ?? [];

  // Keys reached from some by a step, nearest first, those included.
  function reach(keys, step) {
    const reached = new Set(keys);
    for (const key of reached) for (const next of step(key)) reached.add(next);
    return reached;
  }

  // Formulas. A number may be missing: for want of an algorithm (then it is open), or because nothing can be computed.

  class Missing extends Error {
    constructor(open) {
      super();
      this.open = open;
    }
  }

  const sum = (numbers) => numbers.reduce((total, number) => total + number);
  const OPERATIONS = {
    "+": (a, b) => a + b, "-": (a, b) => a - b, "*": (a, b) => a * b, "/": (a, b) => a / b, neg: (a) => -a,
    "<": (a, b) => +(a < b), "<=": (a, b) => +(a <= b), ">": (a, b) => +(a > b), ">=": (a, b) => +(a >= b),
    pow: Math.pow, abs: Math.abs, exp: Math.exp, log: Math.log, sqrt: Math.sqrt, max: Math.max, min: Math.min,
    total: (...numbers) => sum(numbers),
    mean: (...numbers) => sum(numbers) / numbers.length,
    count: (...numbers) => numbers.length,
    rank: (own, ...others) => 1 + others.filter((other) => other > own).length,
  };

  function evaluate(node, number) {
    if (typeof node === "number") return node;
    if (typeof node === "string") return number(node);
    const [name, ...given] = node;
    const outcome = OPERATIONS[name](...given.map((part) => evaluate(part, number)));
    if (!Number.isFinite(outcome)) throw new Missing(false);
    return outcome;
  }

  // What follows from changes: by key of a fact its numbers, or {open} where an algorithm would have to compute them, or
  // {none} where nothing can be computed. What rests on the changes for certain comes first, nearest first; what only may,
  // since its algorithm reads whole tables, comes last.
  function suppose(changes) {
    const set = settle(changes);
    const tables = new Set([...set.keys()].map((key) => TABLES[book.facts.get(key).kind]));
    const readers = Object.keys(book.results).filter((key) => book.results[key].tables?.some((name) => tables.has(name)));
    const certain = reach(set.keys(), users);
    const reached = reach([...certain, ...readers], users);
    const known = new Map(set);

    function answer(key) {
      const [whole, end] = split(key);
      if (!known.has(whole)) known.set(whole, reached.has(whole) ? follow(whole) : cells(book.facts.get(whole)));
      const numbers = known.get(whole);
      if (numbers.open || numbers.none) return numbers;
      if (end) return "low" in numbers && "high" in numbers ? { value: numbers[end] } : { none: true };
      return "value" in numbers && book.facts.get(whole).range ? { value: numbers.value } : numbers;
    }

    function number(key) {
      const numbers = answer(key);
      const one = single(numbers);
      if (one === undefined) throw new Missing(Boolean(numbers.open));
      return one;
    }

    function follow(key) {
      const fact = book.facts.get(key);
      const { is } = book.results[key] ?? {};
      try {
        if (fact.range) return { ...cells(fact), value: number(fact.adopted) };
        if (fact.adopted) return answer(fact.adopted);
        if (!is) return { open: true };
        const ends = is.map((formula) => evaluate(formula, number));
        return ends.length > 1 ? { low: ends[0], high: ends[1] } : { value: ends[0] };
      } catch (missing) {
        if (missing instanceof Missing) return missing.open ? { open: true } : { none: true };
        throw missing;
      }
    }

    return { set, certain, facts: new Map([...reached].map((key) => [key, answer(key)])), answer };
  }

  // The numbers of a fact in its table: beside its value an assumption has the range in which it may lie.
  const cells = ({ numbers, range }) => (range ? { low: range[0], high: range[1], ...numbers } : numbers);

  // Changes by the row that holds the number, which an indicator takes over.
  function settle(changes) {
    const set = new Map();
    for (const [key, number] of Object.entries(changes)) {
      let [whole, end] = split(key);
      const { kind, adopted } = book.facts.get(whole);
      if (kind === "indicator") {
        const [row, inner] = split(adopted);
        [whole, end] = [row, end || inner];
      }
      const fact = book.facts.get(whole);
      const before = set.get(whole) ?? cells(fact);
      if (end) set.set(whole, { ...before, [end]: number });
      else set.set(whole, fact.range ? { ...before, value: number } : { value: number });
    }
    return set;
  }

  // The one number that some numbers stand for: the value, or the only end that is known.
  function single({ value, low, high }) {
    return value ?? (low === undefined ? high : high === undefined ? low : undefined);
  }

  const differ = (one, other) => ENDS.some((end) => one[end] !== other[end]);

  // Numbers as the book prints them. Python rounds halves to the even digit, JavaScript up; a half is exact in both.

  const isHalf = (digits) => /^50*$/.test(digits);
  const isEven = (digits) => /[02468]\.?$/.test(digits);

  function roundSignificant(number, digits) {
    if (!number) return 0;
    const [exact, exponent] = Math.abs(number).toExponential(100).split("e");
    const [kept, rest] = [exact.slice(0, digits + 1), exact.slice(digits + 1)];
    const rounded = isHalf(rest) && isEven(kept) ? `${kept}e${exponent}` : Math.abs(number).toExponential(digits - 1);
    return Math.sign(number) * Number(rounded);
  }

  function writeNumber(number, decimals) {
    const size = Math.abs(number);
    const sign = number < 0 ? "−" : "";
    if (size >= 1e21) return sign + group(String(BigInt(size)));
    const exact = size.toFixed(100);
    const end = exact.indexOf(".") + 1 + decimals;
    const isCut = isHalf(exact.slice(end)) && isEven(exact.slice(0, end));
    const [whole, rest] = (isCut ? exact.slice(0, end) : size.toFixed(decimals)).split(".");
    const tail = rest.replace(/0+$/, "");
    return `${sign}${group(whole)}${tail && `.${tail}`}`;
  }

  const group = (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ",");
  const SCALES = [[1e12, "trillion"], [1e9, "billion"], [1e6, "million"], [1, ""]];
  const NBSP = "\u00a0";

  const unitWord = (unit) => book.words.scaled[unit] ?? book.words.plain[unit] ?? (unit === "rank" ? "" : unit);

  function print({ unit, qualifier = "", digits, text, numbers: own }, numbers) {
    if (numbers.none) return "no answer";
    if (text && !differ(own, numbers)) return text;
    const known = Object.entries(numbers).map(([end, number]) => [end, digits ? roundSignificant(number, digits) : number]);
    const { value, low, high } = Object.fromEntries(known);
    const largest = Math.max(...known.map(([, number]) => Math.abs(number)));
    const [factor, scale] = SCALES.find(([size]) => size === 1 || (unit in book.words.scaled && largest >= size));
    const write = (number) => writeNumber(number / factor, factor === 1 ? 4 : 2);
    const isRange = value === undefined && low !== undefined && high !== undefined;
    const body = isRange ? `${write(low)} to ${write(high)}` : write(value ?? low ?? high);
    if (unit === "rank") return `number${NBSP}${body}`;
    const side = value !== undefined ? "" : low !== undefined ? "over" : "under";
    const said = isRange ? "" : book.words.printed.includes(qualifier) ? qualifier : side;
    const tail = unit === "%" ? "%" : [scale, unitWord(unit)].filter(Boolean).map((word) => NBSP + word).join("");
    return `${said && said + NBSP}${body}${tail}`;
  }

  const printed = (fact) => print(fact, fact.numbers);

  // Sentences: those with a comparison that no longer holds. What is open isn't judged.

  const RELATIONS = {
    "<": [(a, b) => a < b, "less than"],
    "<=": [(a, b) => a <= b, "at most"],
    ">": [(a, b) => a > b, "more than"],
    ">=": [(a, b) => a >= b, "at least"],
    "=": [(a, b) => a === b, "exactly"],
    "~": [(a, b) => Math.abs(a - b) <= 0.05 * Math.max(Math.abs(a), Math.abs(b)), "within 5% of"],
  };

  // Whether a condition holds; undefined where a side is open.
  function holds([left, relation, right], { answer }) {
    const sides = [left, right].map((side) => (typeof side === "number" ? { value: side } : answer(side)));
    if (sides.some((side) => side.open)) return undefined;
    const [one, other] = sides.map(single);
    return one !== undefined && other !== undefined && RELATIONS[relation][0](one, other);
  }

  function isTouched([left, , right], { facts }) {
    return [left, right].some((side) => typeof side === "string" && facts.has(split(side)[0]));
  }

  function brokenSentences(found) {
    const broken = (condition) => isTouched(condition, found) && holds(condition, found) === false;
    return book.sentences.flatMap((sentence) => {
      const comparisons = sentence.comparisons
        .map((comparison) => ({ ...comparison, conditions: comparison.conditions.filter(broken) }))
        .filter(({ conditions }) => conditions.length);
      return comparisons.length ? [{ ...sentence, comparisons }] : [];
    });
  }

  // Judgements of which a condition no longer holds, each with the word of its new chance if that is another one.
  function changedJudgements(found) {
    return touchedJudgements(found).filter(({ held }) => held.includes(false)).map((judgement) => {
      const chance = judgement.chance && single(found.answer(judgement.chance));
      const now = chance === undefined ? judgement.word : wordOf(chance);
      return { ...judgement, now: now === judgement.word ? "no longer stands" : now };
    });
  }

  function openJudgements(found) {
    return touchedJudgements(found).filter(({ held }) => held.includes(undefined) && !held.includes(false));
  }

  function touchedJudgements(found) {
    const touched = book.judgements.filter(({ conditions }) => conditions.some((each) => isTouched(each, found)));
    return touched.map((judgement) => ({ ...judgement, held: judgement.conditions.map((each) => holds(each, found)) }));
  }

  const wordOf = (chance) => book.yardstick.find(([, high]) => chance <= high)?.[0] ?? book.yardstick.at(-1)[0];

  // Figures: in the data of a picture the numbers of a changed fact give way to its new ones, and so do texts that print
  // them. An axis that ends too soon is made longer.

  const specs = new Map();

  // The fact that a row of a picture shows, which may be the end of a range.
  function shownFact(key) {
    const [whole, end] = split(key);
    const fact = book.facts.get(inFull(whole));
    return fact && end ? { ...fact, key: join(fact.key, end), numbers: { value: fact.numbers[end] }, qualifier: "" } : fact;
  }

  const isAlike = (one, other) => Math.abs(one - other) <= 1e-9 * Math.abs(other);
  const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll(NBSP, `[ ${NBSP}]`);
  const bare = (text) => /−?[\d.,]+/.exec(text)?.[0] ?? text;

  function exchange(row, fact, columns, numbers) {
    for (const [column, factor] of Object.entries(columns)) {
      const end = ENDS.find((name) => typeof row[column] === "number" && isAlike(row[column] * factor, fact.numbers[name]));
      const number = end && (numbers[end] ?? single(numbers));
      if (end) row[column] = number === undefined ? null : number / factor;
    }
    const [before, after] = [printed(fact), print(fact, numbers)];
    const whole = new RegExp(`(?<![\\w.,#−-])${escaped(before)}(?![\\w%]|[.,]\\d)`);
    for (const [column, cell] of Object.entries(row)) {
      if (typeof cell !== "string" || column === "evidence") continue;
      row[column] = cell === bare(before) ? bare(after) : cell.replace(whole, after);
    }
  }

  function redraw(spec, figure, { facts, answer }) {
    for (const [name, columns] of Object.entries(figure.follows)) {
      for (const row of spec.datasets[name] ?? []) {
        const fact = row.evidence && shownFact(row.evidence);
        if (!fact || !facts.has(split(fact.key)[0])) continue;
        const numbers = answer(fact.key);
        if (!numbers.open) exchange(row, fact, columns, numbers);
      }
    }
    for (const parameter of spec.params ?? []) {
      const key = figure.sliders[parameter.name];
      parameter.value = (key && single(answer(key))) ?? parameter.value;
    }
    stretch(spec, spec.datasets);
  }

  const within = (view) => [view, ...(view.layer ?? []).flatMap(within)];

  function stretch(spec, datasets) {
    for (const panel of [spec, ...(spec.vconcat ?? []), ...(spec.hconcat ?? [])].map(within)) {
      for (const channel of ["x", "y"]) {
        const encodings = panel.map(({ encoding = {} }) => encoding[channel] ?? {});
        const isMeasured = ({ scale, type }) => type !== "ordinal" && isLine(scale?.domain);
        const scales = encodings.filter(isMeasured).map(({ scale }) => scale);
        const fields = panel.flatMap(({ encoding = {} }) => [encoding[channel]?.field, encoding[`${channel}2`]?.field]);
        const rows = panel.flatMap(({ data }) => datasets[data?.name] ?? []);
        const shown = rows.flatMap((row) => fields.map((field) => row[field])).filter(Number.isFinite);
        for (const scale of scales) scale.domain = longer(scale.domain, shown, scale.type === "log");
      }
    }
  }

  const isLine = (domain) => domain?.length === 2 && domain.every(Number.isFinite);

  // Room for the label behind the longest mark.
  function longer(domain, shown, isLog) {
    const [low, high] = [Math.min(...domain), Math.max(...domain)];
    const [least, most] = [Math.min(...shown.filter((number) => number > 0 || !isLog)), Math.max(...shown)];
    const room = isLog ? 0 : 0.15 * (Math.max(most, high) - Math.min(least, low));
    const ends = [least < low ? least - room : low, most > high ? (isLog ? 3 * most : most + room) : high];
    return domain[0] > domain[1] ? ends.reverse() : ends;
  }

  window.evidenceChange = {
    define,
    print: (key, numbers) => print(book.facts.get(key), numbers ?? book.facts.get(key).numbers),
    suppose(changes) {
      const found = suppose(changes);
      const [facts, sentences] = [Object.fromEntries(found.facts), brokenSentences(found)];
      return { facts, sentences, judgements: changedJudgements(found) };
    },
  };
  window.evidenceFigures = { define: (id, layouts) => specs.set(id, layouts) };

  // The page.

  const page = document.querySelector(".change");
  const part = (name) => page.querySelector(`.change-${name}`);
  const [bar, query, list, options, hint] = ["search", "query", "found", "options", "hint"].map(part);
  const [heard, notice, start, work, cards, outcome] = ["heard", "notice", "start", "work", "cards", "outcome"].map(part);
  const LIMITS = { low: "Lower end", high: "Upper end" };
  const FIRST = 12;
  // How many things that change are made at once.
  const AT_ONCE = 5;
  // The reader's numbers: by key of a fact and by its end ("" for its one number), what was typed and its number or fault.
  const chosen = new Map();
  // The result of which the reader asked what it rests on.
  let asked = "";
  let found = null;

  // An element such as `p.was`, whose class is `change-was`.
  function make(name, properties, ...children) {
    const [tag, kind] = name.split(".");
    const element = Object.assign(document.createElement(tag), kind ? { className: `change-${kind}` } : {}, properties);
    element.append(...children);
    return element;
  }

  const button = (text, onclick, properties) => make("button", { type: "button", onclick, ...properties }, text);
  const link = (href, text) => make("a", { href }, text);
  const unseen = (text) => make("span", { className: "visually-hidden" }, text);
  const evidence = ({ kind, key, href }) => href ?? `${PAGES[kind]}.html#${key}`;
  const count = (number, one, more = `${one}s`) => `${number} ${number === 1 ? one : more}`;

  function nameOf(key) {
    const [whole, end] = split(key);
    const { name } = book.facts.get(whole);
    return end ? `${name} (${LIMITS[end].toLowerCase()})` : name;
  }

  // A screen reader hears where things stand once the reader pauses.
  let pause = 0;
  function say(text) {
    clearTimeout(pause);
    pause = setTimeout(() => { heard.textContent = text; }, 700);
  }

  function warn(text) {
    notice.textContent = text;
    notice.hidden = !text;
    if (text) say(text);
  }

  async function begin() {
    try {
      await load("change-data.js");
    } catch {
      warn("The numbers of the book could not be loaded: reload the page to try again.");
    }
    return book !== null;
  }

  // The search: a field with a list of options.

  const RANKS = ["indicator", "assumption", "claim", "record", "model"];
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  let entries = null;

  // What much rests on comes first among its kind.
  function indexed(fact) {
    const { key, kind, name, adopted, from, numbers } = fact;
    const weight = users(key).length + users(key).flatMap(users).length;
    const text = fold([key, name, adopted, from, printed(fact), ...Object.values(numbers)].join(" "));
    return { fact, text, rank: RANKS.indexOf(kind) - Math.min(0.99, 0.01 * weight) };
  }

  function find(words) {
    const facts = () => [...book.facts.values()].filter(({ kind }) => RANKS.includes(kind));
    entries ??= facts().map(indexed).sort((one, other) => one.rank - other.rank);
    return entries.filter(({ text }) => words.every((word) => text.includes(word))).map(({ fact }) => fact);
  }

  async function search() {
    if (!(await begin()) || document.activeElement !== query) return;
    const words = fold(query.value).split(/\s+/).filter(Boolean);
    const facts = words.length ? find(words) : [];
    const rest = facts.length - FIRST;
    options.replaceChildren(...facts.slice(0, FIRST).map(option));
    hint.textContent = !facts.length ? "No number has all these words." : rest > 0 ? `${rest} more: add a word.` : "";
    unfold(words.length > 0);
    if (words.length) say(facts.length ? `${count(facts.length, "number")} found` : hint.textContent);
  }

  function option(fact, place) {
    const from = fact.kind in FOLLOWING ? "computed: see what it rests on" : fact.from;
    const item = make("li", { id: `change-option-${place}`, onclick: () => choose(fact) }, ...offered(fact));
    item.setAttribute("role", "option");
    item.append(" ", make("small", {}, from));
    return item;
  }

  // Where room is scarce, a number may part from its unit.
  const loose = (text) => text.replaceAll(NBSP, " ");
  const offered = (fact) => [make("strong", {}, loose(printed(fact))), " ", make("span", {}, fact.name)];

  function unfold(isOpen) {
    list.hidden = !isOpen;
    query.setAttribute("aria-expanded", String(isOpen));
    mark(null);
  }

  const marked = () => options.querySelector("[aria-selected='true']");

  function mark(item) {
    marked()?.setAttribute("aria-selected", "false");
    query.removeAttribute("aria-activedescendant");
    if (!item) return;
    item.setAttribute("aria-selected", "true");
    item.scrollIntoView({ block: "nearest" });
    query.setAttribute("aria-activedescendant", item.id);
  }

  function step(by) {
    const items = [...options.children];
    const place = items.indexOf(marked());
    mark(items.at(place < 0 ? Math.min(by, 0) : (place + by) % items.length));
  }

  function press(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (list.hidden) return;
    if (event.key in steps) step(steps[event.key]);
    else if (event.key === "Enter") (marked() ?? options.firstElementChild)?.click();
    else if (event.key === "Escape") unfold(false);
    else return;
    event.preventDefault();
  }

  function choose({ kind, key }) {
    query.value = "";
    unfold(false);
    if (kind in FOLLOWING) change(() => { asked = key; });
    else add(key);
  }

  // The address holds the reader's numbers. A step of its own is kept for going back; what is typed joins the last one.

  const write = (text) => encodeURIComponent(text).replaceAll("%2F", "/").replaceAll("%40", "@");
  let waiting = 0;

  function address() {
    const parts = [...chosen].flatMap(([key, ends]) => {
      const set = [...ends].filter(([, { number }]) => number !== undefined);
      return set.length ? set.map(([end, { number }]) => `${write(join(key, end))}=${write(number)}`) : [`${write(key)}=`];
    });
    if (asked) parts.push(`about=${write(asked)}`);
    return parts.length ? `#${parts.join("&")}` : location.pathname + location.search;
  }

  function keep() {
    clearTimeout(waiting);
    if (waiting) history.replaceState(null, "", address());
    waiting = 0;
  }

  function keepSoon() {
    clearTimeout(waiting);
    waiting = setTimeout(keep, 300);
  }

  function change(alter) {
    keep();
    alter();
    history.pushState(null, "", address());
    warn("");
    show();
  }

  async function restore() {
    if (location.hash && !location.hash.includes("=")) return;
    clearTimeout(waiting);
    waiting = 0;
    const state = [...new URLSearchParams(location.hash.slice(1))];
    if (state.length && !(await begin())) return;
    chosen.clear();
    warn("");
    asked = state.find(([key]) => key === "about")?.[1] ?? "";
    const refused = state.filter(([key, text]) => key !== "about" && !take(key, text)).map(([key]) => key);
    if (asked && !book.facts.has(asked)) refused.push(asked);
    if (refused.length) warn(`The address names what the book hasn’t, or what only follows: ${refused.join(", ")}.`);
    show();
  }

  // Take a number over from the address; false if there is none of that key.
  function take(key, text) {
    const [short, end] = split(key);
    const whole = inFull(short);
    const fact = book.facts.get(whole);
    if (!fact || fact.kind in FOLLOWING || (end && !("low" in cells(fact) && "high" in cells(fact)))) return false;
    if (!chosen.has(whole)) chosen.set(whole, new Map());
    const entry = read(text, fact);
    if (text) chosen.get(whole).set(end, entry.fault ? entry : { ...entry, text: written(entry.number) });
    return true;
  }

  const endsOf = ({ numbers }) => (single(numbers) === undefined ? ["low", "high"] : [""]);

  function add(key) {
    if (asked || !chosen.has(key)) {
      change(() => {
        asked = "";
        chosen.set(key, chosen.get(key) ?? new Map());
      });
    }
    cards.querySelector(`[data-key="${CSS.escape(key)}"] input`)?.select();
  }

  function remove(key) {
    change(() => chosen.delete(key));
    (cards.querySelector("input") ?? query).focus();
  }

  function reset() {
    change(() => {
      asked = "";
      chosen.clear();
    });
    query.focus();
  }

  async function copy(event) {
    keep();
    const { target } = event;
    try {
      await navigator.clipboard.writeText(location.href);
      target.textContent = "Copied";
      say("The address is copied.");
    } catch {
      warn(`Copy it from here: ${location.href}`);
    }
    setTimeout(() => { target.textContent = "Copy a link to these numbers"; }, 2000);
  }

  // What is offered at first: some numbers that much rests on, or those that a result rests on.

  const offers = [...start.children];

  function offer() {
    const fact = book?.facts.get(asked);
    start.hidden = chosen.size > 0 && !fact;
    if (!fact) {
      start.replaceChildren(...offers);
      return;
    }
    const below = [...reach([asked], inputs)].map((key) => book.facts.get(key));
    const rests = below.filter(({ kind, key }) => !(kind in FOLLOWING) && key !== asked);
    const lead = rests.length
      ? `It rests on ${count(rests.length, "number")} that you can change, the nearest first.`
      : "It rests on no number that can be changed.";
    start.replaceChildren(
      make("h2", {}, `${fact.name}: ${printed(fact)}`),
      make("p", {}, lead, " ", link(evidence(fact), "How it is computed")),
      ...listed("ul.offers", later(rests, offerItem), FIRST),
    );
  }

  function offerItem(fact) {
    const onclick = (event) => {
      event.preventDefault();
      add(fact.key);
    };
    return make("li", {}, make("a", { href: `#${write(fact.key)}=`, onclick }, ...offered(fact)));
  }

  // Numbers as they are typed: with commas between thousands, a point before decimals, and perhaps a word for the size.

  const GROUPED = /^-?\d{1,3}([, ]\d{3})+(\.\d*)?$/;
  const SIZES = { k: 1e3, thousand: 1e3, m: 1e6, million: 1e6, bn: 1e9, billion: 1e9, tn: 1e12, trillion: 1e12 };

  function read(text, fact) {
    const plain = text.normalize("NFKC").replaceAll("−", "-").trim().toLowerCase();
    const [, digits = "", size = "", rest = ""] = /^(-?[\d., ]*(?:e[+-]?\d+)?)([a-z]*)(.*)$/.exec(plain) ?? [];
    const unit = unitWord(fact.unit).toLowerCase().replaceAll(" ", "");
    const tail = ((size in SIZES ? "" : size) + rest).replaceAll(" ", "");
    const number = Number(digits.replace(/[, ]/g, "") || NaN) * (SIZES[size] ?? 1);
    const fault = !plain ? "Give a number."
      : /\d,\d/.test(plain) && !GROUPED.test(digits.trim()) ? "Write a point before decimals and commas between thousands."
      : !Number.isFinite(number) ? `“${text}” is no number.`
      : !unit.startsWith(tail) ? `Give it ${unit ? `in ${unitWord(fact.unit)}` : "without a unit"}.`
      : impossible(number, fact);
    return fault ? { text, fault } : { text, number };
  }

  // What can't be, as `suppose` has it.
  function impossible(number, { unit, basis }) {
    const said = print({ unit }, { value: number });
    if (book.unbounded.has(basis)) return "";
    if (number < 0) return `${said} can’t be: ${basis} is nought or more.`;
    return unit === "%" && number > 100 ? `${said} can’t be: ${basis} is part of a whole.` : "";
  }

  const written = (number) => String(number).replace(/^-/, "−").replace(/\d+/, group);

  // The card of a number: what it is, what the book has, a field for the reader's own, perhaps a slider and rivals.

  function card(key) {
    const fact = book.facts.get(key);
    const set = chosen.get(key);
    const ends = !set.size ? endsOf(fact) : set.has("") ? [""] : ["low", "high"];
    const others = rivals(fact, ends);
    const fields = ends.map((end) => field(fact, end, () => others?.show()));
    const had = link(evidence(fact), printed(fact));
    const was = make("p.was", {}, "The book has ", had, `, ${fact.from}.`);
    const item = make("li", {}, make("h3", {}, fact.name), was, ...fields.map(({ element }) => element));
    if (others) item.append(others.element);
    item.append(button("Remove", () => remove(key), { className: "change-remove", ariaLabel: `Remove: ${fact.name}` }));
    item.dataset.key = key;
    return item;
  }

  function field(fact, end, onchange) {
    const id = `change-${join(fact.key, end)}`;
    const input = make("input", { id, type: "text", inputMode: "decimal", autocomplete: "off" });
    const echo = make("span.echo", {});
    const fault = make("p.fault", { id: `${id}-fault` });
    const range = end ? null : slider(fact);
    const label = make("label", { htmlFor: id }, end ? LIMITS[end] : "Your number", unseen(` for ${fact.name}`));
    const unit = make("span.unit", {}, unitWord(fact.unit));
    input.setAttribute("aria-describedby", fault.id);

    const own = end ? cells(fact)[end] : single(fact.numbers);
    const entry = () => chosen.get(fact.key).get(end) ?? { text: written(own) };
    function show(isTyped = false) {
      const { text, number, fault: why = "" } = entry();
      if (!isTyped) input.value = text;
      echo.textContent = number >= 1e6 ? print({ unit: fact.unit }, { value: number }) : "";
      fault.textContent = why && `${why} The book’s number stands.`;
      input.setAttribute("aria-invalid", String(Boolean(why)));
      range?.show(number ?? own);
    }
    function type(text) {
      chosen.get(fact.key).set(end, read(text, fact));
      show(true);
      onchange();
      keepSoon();
      follow();
    }
    input.addEventListener("input", () => type(input.value));
    range?.input.addEventListener("input", () => {
      input.value = written(Number(range.input.value));
      type(input.value);
    });
    show();
    const parts = [label, make("div", {}, input, unit, echo), ...(range ? [range.element] : []), fault];
    return { element: make("div.field", {}, ...parts), show };
  }

  // Assumptions have a range in which they may lie.
  function slider({ name, unit, range }) {
    const [low, high] = range ?? [];
    if (!(low < high)) return null;
    const texts = [low, high].map((value) => print({ unit }, { value }));
    const input = make("input", { type: "range", min: low, max: high, step: (high - low) / 100 });
    input.setAttribute("aria-label", `${name}, from ${texts.join(" to ")}`);
    const [least, most] = texts.map((text) => make("span", {}, text));
    const element = make("div.slider", {}, least, input, most);
    const show = (value) => {
      input.value = value;
      input.setAttribute("aria-valuetext", print({ unit }, { value }));
    };
    return { element, input, show };
  }

  // Rivals: what else is said of the same quantity. One gives its number, or both ends of its range.
  function rivals(fact, ends) {
    const facts = (fact.rivals ?? []).map((key) => book.facts.get(key));
    const number = ({ numbers }, end) => (end ? numbers[end] : undefined) ?? single(numbers);
    const fitting = facts.filter((rival) => ends.every((end) => number(rival, end) !== undefined));
    if (!fitting.length) return null;
    const label = make("option", { value: "" }, "choose");
    const list = fitting.map((rival) => make("option", { value: rival.key }, `${printed(rival)}, ${rival.from}`));
    const select = make("select", { id: `change-${fact.key}-rivals` }, label, ...list);
    const isTaken = (rival) => ends.every((end) => chosen.get(fact.key).get(end)?.number === number(rival, end));
    const show = () => { select.value = fitting.find(isTaken)?.key ?? ""; };
    select.addEventListener("change", () => {
      const rival = book.facts.get(select.value);
      change(() => ends.forEach((end) => {
        if (rival) chosen.get(fact.key).set(end, read(written(number(rival, end)), fact));
        else chosen.get(fact.key).delete(end);
      }));
      cards.querySelector(`#${CSS.escape(select.id)}`).focus();
    });
    show();
    const name = make("label", { htmlFor: select.id }, "Others say", unseen(` of ${fact.name}`));
    return { element: make("div.field", {}, name, select), show };
  }

  // What changes.

  function show() {
    offer();
    work.hidden = !chosen.size;
    cards.replaceChildren(...[...chosen.keys()].map(card));
    follow();
    setTimeout(rehearse);
  }

  // What was computed once is computed faster: before a reader types, each number is tried a little higher.
  function rehearse() {
    if (found || !chosen.size) return;
    const higher = [...chosen.keys()].map((key) => [key, 1.01 * single(book.facts.get(key).numbers)]);
    const tried = Object.fromEntries(higher.filter(([, number]) => number));
    found = suppose(tried);
    tell(tried);
    found = null;
  }

  function changes() {
    const set = [...chosen].flatMap(([key, ends]) => [...ends].map(([end, entry]) => [join(key, end), entry.number]));
    return Object.fromEntries(set.filter(([, number]) => number !== undefined));
  }

  function follow() {
    const own = changes();
    found = Object.keys(own).length ? suppose(own) : null;
    const told = found ? tell(own) : [make("p", {}, "Nothing yet: give another number.")];
    outcome.replaceChildren(make("h2", {}, "What changes"), ...told);
    if (chosen.size) say(outcome.querySelector("p").textContent);
  }

  function tell(own) {
    const isOwn = (key) => chosen.has(key) || found.set.has(key);
    const all = [...found.facts].filter(([key]) => !isOwn(key)).map(([key, numbers]) => [book.facts.get(key), numbers]);
    const isMoved = ([fact, numbers]) => differ(numbers, fact.numbers) && print(fact, numbers) !== printed(fact);
    const moved = all.filter((each) => !each[1].open && isMoved(each));
    const open = all.filter(([{ kind }, numbers]) => numbers.open && kind in FOLLOWING).map(([fact]) => fact);
    const [certain, unsure] = [true, false].map((is) => open.filter(({ key }) => found.certain.has(key) === is));
    const figures = changedFigures();
    const [drawn, hidden] = [false, true].map((is) => figures.filter(({ isOpen }) => isOpen === is));
    const lists = {
      facts: later(moved, movedFact),
      sentences: later(brokenSentences(found), brokenSentence),
      judgements: later(changedJudgements(found), changedJudgement),
      figures: later(drawn, changedFigure),
      open: [...later(certain, openFact), ...later(openJudgements(found), openJudgement), ...later(hidden, openFigure)],
    };
    return [
      make("p.summary", {}, summary(lists)),
      ...section("Facts that change", lists.facts, heads()),
      ...section("Sentences that would no longer be true", lists.sentences),
      ...section("Judgements that would no longer stand", lists.judgements, heads()),
      ...section("Figures that would look different", lists.figures),
      ...section("Left open", lists.open, ...openLead(own)),
      ...counts(unsure),
    ];
  }

  // Items are made when they are shown: a reader who types waits for the first of each list alone.
  const later = (things, item) => things.map((thing) => () => item(thing));
  const made = (items) => items.map((item) => item());

  function counts(facts) {
    if (!facts.length) return [];
    const title = make("summary", {}, `${count(facts.length, "count")} of whole tables, which may change with any row`);
    const folded = make("details", {}, title);
    folded.addEventListener("toggle", () => folded.append(make("ul.list", {}, ...facts.map(openFact))), { once: true });
    return [folded];
  }

  function summary({ facts, sentences, judgements, figures, open }) {
    const parts = [
      facts.length && `${count(facts.length, "fact changes", "facts change")}`,
      sentences.length && `${count(sentences.length, "sentence")} would no longer be true`,
      judgements.length && `${count(judgements.length, "judgement")} would no longer stand`,
      figures.length && `${count(figures.length, "figure")} would look different`,
      open.length && `${count(open.length, "thing is", "things are")} left to a notebook`,
    ].filter(Boolean);
    return parts.length ? `${joined(parts)}.` : "Nothing else in the book changes.";
  }

  const joined = (parts) => [parts.slice(0, -1).join(", "), parts.at(-1)].filter(Boolean).join(" and ");

  // Sections whose rest the reader asked for stay so.
  const unfolded = new Set();

  function section(title, items, ...lead) {
    if (!items.length) return [];
    return [make("h3", {}, `${title} (${items.length})`), ...lead, ...listed("ul.list", items, AT_ONCE, title)];
  }

  function listed(name, items, first, title = "") {
    const list = make(name, {}, ...made(items.slice(0, unfolded.has(title) ? items.length : first)));
    const rest = items.slice(list.children.length);
    if (!rest.length) return [list];
    const more = button(`Show all ${items.length}`, () => {
      unfolded.add(title);
      list.append(...made(rest));
      more.remove();
      list.children[first].querySelector("a")?.focus();
    }, { className: "change-more" });
    return [list, more];
  }

  // For the eye two columns, which a row of headings names.
  function pair(before, after) {
    return [
      make("span.before", {}, unseen("in the book "), loose(before)),
      " ",
      make("span.after", {}, unseen("would be "), loose(after)),
    ];
  }

  function heads() {
    const texts = ["", "In the book", "With yours"].map((text) => make("span", {}, text));
    return make("p.heads", { ariaHidden: "true" }, ...texts);
  }

  function movedFact([fact, numbers]) {
    return make("li.moved", {}, link(evidence(fact), fact.name), " ", ...pair(printed(fact), print(fact, numbers)));
  }

  const small = (name, text) => make("p", { className: `change-${name}` }, text);

  function brokenSentence({ page: name, text, comparisons }) {
    const parts = [text];
    for (const { words, at } of comparisons) {
      const last = parts.pop();
      const place = last.indexOf(words);
      if (place < 0) parts.push(last);
      else parts.push(last.slice(0, place), link(`${name}.html#${at}`, words), last.slice(place + words.length));
    }
    const needs = comparisons.flatMap(({ conditions }) => conditions).map((condition) => small("needs", need(condition)));
    return make("li", {}, small("where", book.pages[name]), make("p", {}, ...parts), ...needs);
  }

  // What a comparison needs, and what it would have; a number on the left changes sides.
  function need([left, relation, right]) {
    const mirrored = { "<": ">", "<=": ">=", ">": "<", ">=": "<=" };
    if (typeof left === "number") return need([right, mirrored[relation] ?? relation, left]);
    const isFact = typeof right === "string";
    const words = `True only while “${nameOf(left)}” is ${RELATIONS[relation][1]}`;
    if (isFact) return `${words} “${nameOf(right)}”: they would be ${now(left)} and ${now(right)}.`;
    const limit = print({ unit: bounded(left).unit }, { value: right });
    // What rounding would hide is printed in full.
    return `${words} ${limit}: it would be ${now(left) === limit ? now(left, 4) : now(left)}.`;
  }

  function now(key, more = 0) {
    const fact = bounded(key);
    return print({ ...fact, digits: fact.digits && fact.digits + more }, found.answer(key));
  }

  function bounded(key) {
    const [whole, end] = split(key);
    const fact = book.facts.get(whole);
    return end ? { ...fact, qualifier: "", text: undefined } : fact;
  }

  function changedJudgement({ name, href, word, now }) {
    return make("li.moved", {}, link(href, name), " ", ...pair(word, now));
  }

  const openItem = (href, name, rest) => make("li.open", {}, link(href, name), " ", make("span.before", {}, rest));
  const openFact = (fact) => openItem(evidence(fact), fact.name, `(${loose(printed(fact))} in the book)`);
  const openJudgement = ({ href, name, word }) => openItem(href, name, `(judgement: ${word})`);
  const openFigure = ({ page: name, id, title }) => openItem(`${name}.html#${id}`, title, "(figure)");

  function openLead(own) {
    const numbers = Object.entries(own).map(([key, number]) => `"${key}": ${number}`);
    const code = make("code", {}, `suppose({${numbers.join(", ")}})`);
    const notebook = link("explore.html", "notebook");
    const lead = make("p", {}, "They rest on an algorithm. In a ", notebook, " this line computes them:");
    return [lead, make("pre", { tabIndex: 0 }, code)];
  }

  // Figures that show what changes; a picture that the reader asked for stays, and follows.

  const holders = new Map();

  function changedFigures() {
    const state = (key) => {
      const numbers = found.facts.get(key);
      return !numbers ? "" : numbers.open ? "open" : differ(numbers, book.facts.get(key).numbers) ? "moved" : "";
    };
    return book.figures.flatMap((figure) => {
      const [draws, shows] = [figure.draws.map(state), figure.shows.map(state)];
      const [canDraw, isApart] = [draws.includes("moved"), shows.includes("moved")];
      const rest = [...draws, ...shows].includes("open");
      const [isWhole, isOpen] = [!isApart && !rest, !canDraw && !isApart];
      return !isOpen || rest ? [{ ...figure, canDraw, isWhole, isOpen }] : [];
    });
  }

  function changedFigure(figure) {
    const title = make("p", {}, link(`${figure.page}.html#${figure.id}`, figure.title));
    const rest = figure.canDraw ? holder(figure) : small("needs", "It shows them in a way that can’t be drawn anew here.");
    return make("li", {}, small("where", book.pages[figure.page]), title, rest);
  }

  function holder(figure) {
    const known = holders.get(figure.id) ?? make("div.figure", {});
    holders.set(figure.id, known);
    if (known.querySelector("svg")) drawSoon(figure, known);
    else known.replaceChildren(button("Draw it with your numbers", () => draw(figure, known)));
    return known;
  }

  const drawing = new Map();
  function drawSoon(figure, known) {
    clearTimeout(drawing.get(figure.id));
    drawing.set(figure.id, setTimeout(() => draw(figure, known), 200));
  }

  async function draw(figure, known) {
    try {
      await Promise.all([load(`${statics}vega.js`), load(`figures/${figure.id}.js`)]);
    } catch (error) {
      known.replaceChildren(small("needs", `The picture can’t be drawn: ${error.message}.`));
      return;
    }
    // The reader may have gone back to the book's numbers meanwhile.
    if (!found) return;
    const layout = known.clientWidth < 520 ? "narrow" : "wide";
    const spec = structuredClone(specs.get(figure.id)[layout]);
    redraw(spec, figure, found);
    const chart = make("div", { className: "figure-chart" });
    // As in figures.js, under the same content security policy; sliders stay out of sight.
    const plain = { actions: false, defaultStyle: false, tooltip: { disableDefaultStyle: true } };
    await window.vegaEmbed(chart, spec, { ...plain, renderer: "svg", ast: true, bind: make("div", {}) });
    const svg = chart.querySelector("svg");
    svg.removeAttribute("height");
    // One picture with one name, as the pictures of chapters are, and no roles for each of its marks.
    for (const mark of svg.querySelectorAll("[role]")) mark.removeAttribute("role");
    for (const mark of svg.querySelectorAll("[aria-roledescription]")) mark.removeAttribute("aria-roledescription");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", `${figure.title}: drawn with your numbers`);
    const rest = figure.isWhole ? "" : " So is what is left open, or can’t be drawn anew here.";
    known.replaceChildren(small("needs", `Drawn with your numbers; its texts are the book’s.${rest}`), chart);
  }

  options.setAttribute("role", "listbox");
  options.setAttribute("aria-label", "Numbers found");
  // The field keeps the focus while an option is pressed.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  query.addEventListener("blur", () => unfold(false));
  query.addEventListener("focus", begin);
  query.addEventListener("input", search);
  query.addEventListener("keydown", press);
  part("reset").addEventListener("click", reset);
  part("copy").addEventListener("click", copy);
  addEventListener("hashchange", restore);
  bar.hidden = false;
  start.hidden = location.hash.includes("=");
  restore();
})();
