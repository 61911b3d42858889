// Static pictures become interactive charts when the reader reaches for them: by pointer, touch or keyboard focus.
// The chart library and the specification are local scripts, so this works from a file, a folder or a server alike.
(() => {
  "use strict";
  const statics = new URL(".", document.currentScript.src).href;
  const specs = new Map();
  const loading = new Map();

  window.evidenceFigures = { define: (id, layouts) => specs.set(id, layouts) };

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

  // Keep the answer that a screen reader hears beside the one that the chart shows.
  function say(card, view, spec) {
    const answer = (spec.params ?? []).find((parameter) => parameter.name.endsWith("_answer"));
    const output = card.querySelector(".figure-formula output");
    if (answer && output) view.addSignalListener(answer.name, (name, text) => { output.textContent = text; });
  }

  async function wake(holder) {
    const id = holder.dataset.figure;
    await Promise.all([load(`${statics}vega.js`), load(`figures/${id}.js`)]);
    const chart = document.createElement("div");
    // The interpreter and the style sheet's own rules stand in for what a strict content security policy forbids.
    const options = { renderer: "svg", actions: false, ast: true, defaultStyle: false, tooltip: { disableDefaultStyle: true } };
    const spec = specs.get(id)[holder.dataset.layout];
    const controls = document.createElement("fieldset");
    controls.className = "figure-controls";
    controls.setAttribute("aria-label", "Assumptions");
    const { view } = await window.vegaEmbed(chart, spec, { ...options, bind: controls });
    const svg = chart.querySelector("svg");
    svg.removeAttribute("height");
    const still = holder.querySelector("svg");
    for (const name of ["role", "aria-labelledby"]) svg.setAttribute(name, still.getAttribute(name));
    svg.prepend(...still.querySelectorAll(":scope > title, :scope > desc"));
    still.replaceWith(chart);
    if (controls.hasChildNodes()) {
      chart.after(controls);
      say(holder.closest(".evidence-figure"), view, spec);
    }
    holder.dataset.state = "interactive";
    return { view, spec, controls };
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

  function point(name, mark) {
    const box = mark.getBoundingClientRect();
    const place = { clientX: box.x + box.width / 2, clientY: box.y + box.height / 2 };
    mark.dispatchEvent(new PointerEvent(name, { bubbles: true, ...place }));
  }

  function leave() {
    if (!current) return;
    current.classList.remove("current");
    point("mouseout", current);
    current = null;
  }

  function show(mark) {
    leave();
    current = mark;
    mark.classList.add("current");
    point("pointermove", mark);
    document.getElementById("vg-tooltip-element").setAttribute("role", "status");
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
      const box = mark.getBoundingClientRect();
      return Math.hypot(Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom));
    };
    const nearest = marksOf(holder).sort((one, other) => away(one) - away(other))[0];
    if (nearest && away(nearest) < 24) show(nearest);
    else leave();
  }

  // A mark leads where its row in the data table does: to its evidence.
  function follow(holder, mark) {
    const key = mark && values(mark)?.Evidence;
    const links = holder.closest(".evidence-figure").querySelectorAll(".figure-table a");
    [...links].find((link) => key && link.textContent === key)?.click();
  }

  for (const holder of document.querySelectorAll(".figure-chart")) {
    const events = ["pointerenter", "focus", "touchstart"];
    for (const name of events) holder.addEventListener(name, () => reach(holder), { once: true, passive: true });
    holder.addEventListener("click", (event) => {
      if (event.pointerType === "touch") tap(holder, event.clientX, event.clientY);
      else follow(holder, event.target);
    });
    holder.addEventListener("blur", leave);
    holder.addEventListener("keydown", (event) => {
      if (event.target !== holder) return;
      if (event.key === "ArrowRight") step(holder, 1);
      else if (event.key === "ArrowLeft") step(holder, -1);
      else if (event.key === "Enter") follow(holder, current);
      else if (event.key === "Escape") leave();
    });
  }

  // A what-if shows its sliders once the reader asks for them; the same button then leads back to the defaults.
  for (const button of document.querySelectorAll(".figure-change")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const card = button.closest(".evidence-figure");
      const shown = [...card.querySelectorAll(".figure-chart")].find((holder) => holder.offsetParent);
      const chart = await reach(shown);
      if (!chart) return;
      if (card.dataset.assumptions === "open") {
        for (const { name, value } of chart.spec.params.filter((parameter) => parameter.bind)) chart.view.signal(name, value);
        await chart.view.runAsync();
      } else {
        card.dataset.assumptions = "open";
        button.textContent = "Back to the defaults";
        chart.controls.querySelector("input").focus();
      }
    });
  }
})();
