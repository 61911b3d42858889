// Static pictures become interactive charts when the reader reaches for them: by pointer, touch or keyboard focus.
// The chart library and the specification are local scripts, so this works from a file, a folder or a server alike.
(() => {
  "use strict";
  const statics = new URL(".", document.currentScript.src).href;
  const specs = new Map();
  const whatifs = new Map();
  const loading = new Map();

  window.evidenceFigures = {
    define: (id, layouts, whatif) => {
      specs.set(id, layouts);
      whatifs.set(id, whatif);
    },
  };

  function load(address) {
    if (!loading.has(address)) {
      loading.set(address, new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = address;
        script.onload = resolve;
        script.onerror = () => reject(new Error(`could not load ${address}`));
        document.head.append(script);
      }));
    }
    return loading.get(address);
  }

  const loadFigure = (id) => load(`${statics}../book/figures/${id}.js`);

  function make(name, properties, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  // The values of a mark: in a box that stays within the screen and with its mark, wherever that goes.
  const box = make("div", { className: "figure-tooltip" });
  box.setAttribute("role", "status");
  let pointed = null;

  function tell(handler, event, item, values) {
    const isEmpty = values === null || values === undefined || values === "";
    // What keys or a finger show stays until something else is shown, wherever a mouse rests.
    if (event.isTrusted && current) {
      if (isEmpty) return;
      current.classList.remove("current");
      current = null;
    }
    if (isEmpty) {
      pointed = null;
      box.replaceChildren();
      return;
    }
    const mark = event.target;
    const place = mark.getBoundingClientRect();
    pointed = { mark, x: event.clientX - place.left, y: event.clientY - place.top };
    const entries = typeof values === "object" ? Object.entries(values) : [["", values]];
    const rows = entries.flatMap(([name, text]) => [make("dt", { textContent: name }), make("dd", { textContent: text })]);
    box.replaceChildren(make("dl", {}, ...rows));
    // Beside a card that fills the screen nothing else is shown.
    const home = document.fullscreenElement ?? document.body;
    if (box.parentNode !== home) home.append(box);
    follow();
  }

  function follow() {
    if (!pointed) return;
    const { mark, x, y } = pointed;
    const place = mark.getBoundingClientRect();
    const room = { x: document.documentElement.clientWidth, y: document.documentElement.clientHeight };
    const gone = !mark.isConnected || place.bottom < 0 || place.top > room.y || place.right < 0 || place.left > room.x;
    box.classList.toggle("away", gone);
    // Beside a small mark, or else beside the place in it that is pointed at.
    const [top, bottom] = place.height < 60 ? [place.top, place.bottom] : [place.top + y - 8, place.top + y + 8];
    const within = (at, size, whole) => Math.max(8, Math.min(at, whole - size - 8));
    const below = bottom + box.offsetHeight + 16 <= room.y || top < box.offsetHeight + 16;
    box.style.left = `${within(place.left + x - box.offsetWidth / 2, box.offsetWidth, room.x)}px`;
    box.style.top = `${within(below ? bottom + 8 : top - box.offsetHeight - 8, box.offsetHeight, room.y)}px`;
  }

  addEventListener("scroll", follow, { capture: true, passive: true });
  addEventListener("resize", follow);

  // The numbers that a reader has moved, by figure; whatever shows the figure takes them from here.
  const moved = new Map();
  const numbersOf = (id) => moved.get(id) ?? new Map();
  const slidersOf = (id) => (specs.get(id)?.wide.params ?? []).filter((parameter) => parameter.bind);

  // Sliders stand beside the chart, not in it, and so outlive it.
  function adjusted(spec, id, keep = false) {
    const numbers = numbersOf(id);
    const params = spec.params?.map(({ bind, ...parameter }) => ({
      ...parameter,
      ...(keep && bind ? { bind } : {}),
      ...(numbers.has(parameter.name) ? { value: numbers.get(parameter.name) } : {}),
    }));
    return params ? { ...spec, params } : spec;
  }

  // The interpreter and the style sheet's own rules stand in for what a strict content security policy forbids.
  const OPTIONS = { renderer: "svg", actions: false, ast: true, defaultStyle: false, tooltip: tell };

  async function wake(holder) {
    const id = holder.dataset.figure;
    await Promise.all([load(`${statics}vega.js`), loadFigure(id)]);
    const chart = document.createElement("div");
    const { view } = await window.vegaEmbed(chart, adjusted(specs.get(id)[holder.dataset.layout], id), OPTIONS);
    const svg = chart.querySelector("svg");
    svg.removeAttribute("height");
    const still = holder.querySelector("svg");
    for (const name of ["role", "aria-labelledby"]) svg.setAttribute(name, still.getAttribute(name));
    svg.prepend(...still.querySelectorAll(":scope > title, :scope > desc"));
    still.replaceWith(chart);
    quieten(svg);
    holder.dataset.state = "interactive";
    return view;
  }

  // One picture with one name, and no roles for each of its marks.
  function quieten(svg) {
    for (const part of svg.querySelectorAll("[aria-roledescription]")) {
      part.removeAttribute("role");
      part.removeAttribute("aria-roledescription");
    }
  }

  const awake = new Map();
  function reach(holder) {
    if (!awake.has(holder)) {
      holder.dataset.state = "loading";
      awake.set(holder, wake(holder).catch((error) => {
        holder.dataset.state = "static";
        console.warn(`The chart stays a picture: ${error.message}`);
      }));
    }
    return awake.get(holder);
  }

  // Vega shows the values of a mark to a pointer that moves over it; here they come to arrow keys and to a tap too.
  const values = (mark) => mark.__data__?.tooltip;
  let current = null;

  function marksOf(holder) {
    const seen = new Set();
    return [...holder.querySelectorAll(".role-mark *")].filter((mark) => {
      const text = values(mark) && JSON.stringify(values(mark));
      return text && !seen.has(text) && seen.add(text);
    });
  }

  function point(name, mark, x, y) {
    const place = mark.getBoundingClientRect();
    const at = { clientX: x ?? place.x + place.width / 2, clientY: y ?? place.y + place.height / 2 };
    mark.dispatchEvent(new PointerEvent(name, { bubbles: true, ...at }));
  }

  function leave() {
    if (!current) return;
    current.classList.remove("current");
    point("mouseout", current);
    current = null;
  }

  function show(mark, x, y) {
    leave();
    current = mark;
    mark.classList.add("current");
    mark.scrollIntoView({ block: "nearest", inline: "nearest" });
    point("pointermove", mark, x, y);
  }

  async function step(holder, by) {
    await reach(holder);
    const marks = marksOf(holder);
    if (!marks.length) return;
    const place = marks.findIndex((mark) => mark === current);
    show(marks[place < 0 ? (by > 0 ? 0 : marks.length - 1) : (place + by + marks.length) % marks.length]);
  }

  // A finger is broad: the nearest mark within its reach is meant.
  async function tap(holder, x, y) {
    await reach(holder);
    const away = (mark) => {
      const place = mark.getBoundingClientRect();
      return Math.hypot(Math.max(place.left - x, 0, x - place.right), Math.max(place.top - y, 0, y - place.bottom));
    };
    const nearest = marksOf(holder).sort((one, other) => away(one) - away(other))[0];
    if (nearest && away(nearest) < 24) show(nearest, x, y);
    else leave();
  }

  // A mark leads where its row in the data table does: to its evidence.
  function lead(holder, mark) {
    const key = mark && values(mark)?.Evidence;
    const links = holder.closest(".evidence-figure").querySelectorAll(".figure-table a");
    [...links].find((link) => key && link.textContent === key)?.click();
  }

  for (const holder of document.querySelectorAll(".figure-chart")) {
    const events = ["pointerenter", "focus", "touchstart"];
    for (const name of events) holder.addEventListener(name, () => reach(holder), { once: true, passive: true });
    holder.addEventListener("click", (event) => {
      if (event.pointerType === "touch") tap(holder, event.clientX, event.clientY);
      else lead(holder, event.target);
    });
    holder.addEventListener("blur", leave);
    holder.addEventListener("keydown", (event) => {
      if (event.target !== holder) return;
      if (event.key === "ArrowRight") step(holder, 1);
      else if (event.key === "ArrowLeft") step(holder, -1);
      else if (event.key === "Enter") lead(holder, current);
      else if (event.key === "Escape") leave();
    });
  }

  // A what-if shows its sliders once the reader asks for them; the same button then leads back to the defaults.
  const shownIn = (card) => [...card.querySelectorAll(".figure-chart")].find((holder) => holder.offsetParent);
  const decimals = (number) => String(number).split(".")[1]?.length ?? 0;
  const written = (number, digits) => number.toLocaleString("en", { maximumFractionDigits: digits });
  const titles = new Map();

  function changes(id) {
    const numbers = numbersOf(id);
    return slidersOf(id).filter(({ name }) => numbers.has(name)).map(({ name, value, bind }) => {
      const digits = decimals(bind.step);
      return { name, title: bind.name, now: written(numbers.get(name), digits), book: written(value, digits) };
    });
  }

  function headlineOf(card) {
    return `As changed: ${whatifs.get(card.id).label}`;
  }

  function headline(card) {
    const title = card.querySelector(".figure-title");
    if (!titles.has(card)) titles.set(card, title.textContent);
    // The chart below keeps its place.
    title.style.minHeight ||= `${title.offsetHeight}px`;
    const set = changes(card.id).map(({ title: name, now }) => `${name}: ${now}`);
    if (!set.length) title.replaceChildren(titles.get(card));
    else title.replaceChildren(headlineOf(card), make("small", { textContent: set.join(" \u00b7 ") }));
  }

  function keepAddress(id) {
    const address = new URL(location.href);
    for (const name of [...address.searchParams.keys()]) if (name.startsWith(`${id}.`)) address.searchParams.delete(name);
    for (const [name, number] of numbersOf(id)) address.searchParams.set(`${id}.${name}`, number);
    address.hash = id;
    // A browser may refuse, where a page lies in a file or asks too often; the copied address has it all the same.
    try { history.replaceState(history.state, "", address); } catch { /* the address stays */ }
    return address;
  }

  // The answers for each row, as the chart has computed them, in the order of the data table.
  function answersOf(id, view) {
    const { name, rows } = whatifs.get(id);
    const sets = [];
    // Panels and lines have sets of their own within the chart, which it doesn't give out.
    view.getState({ signals: () => false, recurse: false, data: (set) => { sets.push(set); return false; } });
    const own = sets.filter((set) => !set.startsWith("faceted_path_"));
    const found = own.map((set) => view.data(set)).find((data) => data?.length === rows.length && name in data[0]);
    return found?.map((row) => row[name]);
  }

  function amendTable(card, answers) {
    const table = card.querySelector(".figure-data table");
    if (!table) return;
    table.querySelectorAll(".changed").forEach((cell) => cell.remove());
    if (!answers || !numbersOf(card.id).size) return;
    const { unit } = whatifs.get(card.id);
    const [head, ...rows] = table.rows;
    head.lastElementChild.before(make("th", { className: "changed", scope: "col", textContent: `As changed (${unit})` }));
    rows.forEach((row, place) => {
      const text = answers[place].toLocaleString("en", { maximumSignificantDigits: 3 });
      row.lastElementChild.before(make("td", { className: "changed", textContent: text }));
    });
  }

  // A label that a number has moved beyond the picture's edge makes room for itself.
  const rooms = new Map();
  function widen(holder) {
    const svg = holder.querySelector("svg");
    if (!rooms.has(svg)) rooms.set(svg, svg.viewBox.baseVal.width);
    const { x, width } = svg.getBBox();
    svg.viewBox.baseVal.width = Math.max(rooms.get(svg), Math.ceil(x + width));
  }

  async function redraw(card) {
    headline(card);
    for (const holder of card.querySelectorAll(".figure-chart")) {
      const view = awake.has(holder) ? await awake.get(holder) : null;
      if (!view) continue;
      const numbers = numbersOf(card.id);
      for (const { name, value } of slidersOf(card.id)) view.signal(name, numbers.get(name) ?? value);
      await view.runAsync();
      quieten(holder.querySelector("svg"));
      widen(holder);
      amendTable(card, answersOf(card.id, view));
    }
  }

  function slider(card, { name, value, bind }) {
    const input = make("input", { type: "range", min: bind.min, max: bind.max, step: bind.step });
    const shown = make("span", { className: "figure-number" });
    shown.setAttribute("aria-hidden", "true");
    const digits = decimals(bind.step);
    input.value = value;
    // A default between two steps is what it is until the slider leaves it.
    const start = input.value;
    const say = () => {
      const number = numbersOf(card.id).get(name);
      input.value = number ?? value;
      const text = written(number ?? value, digits);
      input.setAttribute("aria-valuetext", text);
      shown.replaceChildren(text, ...(number === undefined ? [] : [make("small", { textContent: `book: ${written(value, digits)}` })]));
    };
    input.addEventListener("input", () => {
      const numbers = new Map(numbersOf(card.id));
      if (input.value === start) numbers.delete(name);
      else numbers.set(name, Number(input.value));
      moved.set(card.id, numbers);
      say();
      redraw(card);
    });
    input.addEventListener("change", () => keepAddress(card.id));
    input.addEventListener("back", say);
    say();
    return make("label", {}, make("span", { textContent: bind.name }), input, shown);
  }

  async function open(card) {
    const view = await reach(shownIn(card));
    if (!view || card.dataset.assumptions) return;
    card.dataset.assumptions = "open";
    const controls = make("fieldset", { className: "figure-controls" }, ...slidersOf(card.id).map((each) => slider(card, each)));
    controls.setAttribute("aria-label", "Assumptions");
    const button = card.querySelector(".figure-change");
    button.textContent = "Back to the defaults";
    button.after(controls);
    await redraw(card);
    // The picture for another width is drawn with the same numbers once it is the one shown.
    new ResizeObserver(async () => {
      const holder = shownIn(card);
      if (!holder || awake.has(holder)) return;
      await reach(holder);
      redraw(card);
    }).observe(card);
  }

  for (const button of document.querySelectorAll(".figure-change")) {
    const card = button.closest(".evidence-figure");
    button.hidden = false;
    button.addEventListener("click", async () => {
      if (card.dataset.assumptions) {
        moved.delete(card.id);
        card.querySelectorAll(".figure-controls input").forEach((input) => input.dispatchEvent(new Event("back")));
        keepAddress(card.id);
        redraw(card);
      } else {
        await open(card);
        card.querySelector(".figure-controls input")?.focus();
      }
    });
  }

  // An address may hold numbers that a reader has set: fig-x.growth=5. Those off a slider are left out.
  async function restore() {
    const asked = [...new URLSearchParams(location.search)].map(([key, text]) => [...key.split("."), Number(text)]);
    for (const card of document.querySelectorAll(".evidence-figure:has(.figure-change)")) {
      const own = asked.filter(([id, name]) => id === card.id && name);
      if (!own.length) continue;
      await loadFigure(card.id);
      const fits = ([, name, number]) => slidersOf(card.id).some((each) => each.name === name && number >= each.bind.min && number <= each.bind.max);
      moved.set(card.id, new Map(own.filter(fits).map(([, name, number]) => [name, number])));
      if (numbersOf(card.id).size) await open(card);
    }
  }

  // What is taken away of a changed what-if says that it was changed, and how.
  const ROOM = 80; // for labels that have moved to the right, pixels
  function titled(card) {
    const { look } = whatifs.get(card.id);
    const set = changes(card.id).map(({ title, now, book }) => `${title}: ${now} (book: ${book})`);
    const title = { ...look.title, text: [headlineOf(card)], subtitle: [...set, ...look.title.subtitle] };
    const padding = { left: look.padding, top: look.padding, bottom: look.padding, right: ROOM };
    return { ...specs.get(card.id).wide, ...look, padding, title };
  }

  async function drawn(card) {
    const spec = adjusted(titled(card), card.id);
    return (await window.vegaEmbed(document.createElement("div"), spec, OPTIONS)).view;
  }

  const quoted = (cell) => (/[",\n]/.test(cell) ? `"${String(cell).replaceAll('"', '""')}"` : String(cell ?? ""));

  async function sheet(card) {
    const { columns, rows, label, unit } = whatifs.get(card.id);
    const answers = answersOf(card.id, await awake.get(shownIn(card) ?? card.querySelector(".figure-chart[data-state]")));
    const set = changes(card.id);
    const numbers = numbersOf(card.id);
    const heads = [...columns, ...(answers ? [`As changed: ${label} (${unit})`] : []), ...set.map(({ title }) => `As changed: ${title}`)];
    const lines = rows.map((row, place) => [...row, ...(answers ? [answers[place]] : []), ...set.map(({ name }) => numbers.get(name))]);
    return `\ufeff${[heads, ...lines].map((line) => line.map(quoted).join(",")).join("\n")}\n`;
  }

  const MAKERS = {
    ".csv": async (card) => new Blob([await sheet(card)], { type: "text/csv" }),
    ".svg": async (card) => new Blob([await (await drawn(card)).toSVG()], { type: "image/svg+xml" }),
    ".png": async (card) => {
      const canvas = await (await drawn(card)).toCanvas(2);
      return new Promise((resolve) => { canvas.toBlob(resolve, "image/png"); });
    },
    ".vl.json": async (card) => new Blob([JSON.stringify(adjusted(titled(card), card.id, true), null, 1)], { type: "application/json" }),
  };

  async function take(event) {
    const link = event.target.closest("a[download]");
    const card = event.currentTarget.closest(".evidence-figure");
    const kind = link?.href.slice(link.href.lastIndexOf(card.id) + card.id.length);
    if (!MAKERS[kind] || !numbersOf(card.id).size) return;
    event.preventDefault();
    const address = URL.createObjectURL(await MAKERS[kind](card));
    make("a", { href: address, download: `${card.id}-as-changed${kind}` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
  }

  // What can be copied: the citation, the figure's address and the code that embeds it, with the numbers set.
  function withNumbers(address, id) {
    const whole = new URL(address, location.href);
    for (const [name, number] of numbersOf(id)) whole.searchParams.set(`${id}.${name}`, number);
    return whole.href;
  }

  function textOf(part, id) {
    const link = part.querySelector("a");
    if (part.dataset.copy === "link") return withNumbers(link.href, id);
    const text = part.querySelector("span, code").textContent;
    if (part.dataset.copy !== "embed") return text;
    return text.replace(/src="([^"]*)"/, (whole, address) => {
      const complete = withNumbers(address.includes("://") ? address : link.href, id);
      return `src="${complete.replaceAll("&", "&amp;")}"`;
    });
  }

  async function copy(event) {
    const part = event.currentTarget.parentElement;
    const text = textOf(part, part.closest(".evidence-figure").id);
    try {
      await navigator.clipboard.writeText(text);
      event.target.textContent = "Copied";
      setTimeout(() => { event.target.textContent = "Copy"; }, 2000);
    } catch {
      // Where the browser refuses, the text stands ready to be copied by hand.
      const field = make("textarea", { value: text, readOnly: true, rows: 3 });
      field.setAttribute("aria-label", "Copy it from here");
      event.target.replaceWith(field);
      field.select();
    }
  }

  const CORNERS = "M1.5 5.5v-4h4m5 0h4v4m0 5v4h-4m-5 0h-4v-4";
  for (const card of document.querySelectorAll(".evidence-figure")) {
    card.querySelector(".figure-files")?.addEventListener("click", take);
    for (const part of card.querySelectorAll(".figure-copy")) {
      const button = make("button", { type: "button", textContent: "Copy" });
      button.setAttribute("aria-label", `Copy: ${part.dataset.copy}`);
      button.addEventListener("click", copy);
      part.append(button);
    }
    const tabs = card.querySelector(".figure-tabs");
    if (!tabs || !document.fullscreenEnabled) continue;
    const full = make("button", { type: "button", className: "figure-full", title: "Full screen" });
    full.setAttribute("aria-label", "Full screen");
    const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    icon.setAttribute("viewBox", "0 0 16 16");
    icon.setAttribute("aria-hidden", "true");
    icon.append(document.createElementNS(icon.namespaceURI, "path"));
    icon.firstChild.setAttribute("d", CORNERS);
    full.append(icon);
    full.addEventListener("click", () => (document.fullscreenElement ? document.exitFullscreen() : card.requestFullscreen()));
    tabs.append(full);
  }
  restore();
})();
