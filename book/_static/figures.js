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

  async function wake(holder) {
    const id = holder.dataset.figure;
    await Promise.all([load(`${statics}vega.js`), load(`figures/${id}.js`)]);
    const chart = document.createElement("div");
    const options = { renderer: "svg", actions: false, ast: true };
    await window.vegaEmbed(chart, specs.get(id)[holder.dataset.layout], options);
    const svg = chart.querySelector("svg");
    svg.style.maxWidth = `${svg.getAttribute("width")}px`;
    svg.removeAttribute("width");
    svg.removeAttribute("height");
    const still = holder.querySelector("svg");
    for (const name of ["role", "aria-labelledby"]) svg.setAttribute(name, still.getAttribute(name));
    svg.prepend(...still.querySelectorAll(":scope > title, :scope > desc"));
    still.replaceWith(chart);
    holder.dataset.state = "interactive";
  }

  for (const holder of document.querySelectorAll(".figure-chart")) {
    const reach = () => {
      for (const name of ["pointerenter", "focus", "touchstart"]) holder.removeEventListener(name, reach);
      holder.dataset.state = "loading";
      wake(holder).catch((error) => {
        holder.dataset.state = "static";
        console.warn(`The chart stays a picture: ${error.message}`);
      });
    };
    for (const name of ["pointerenter", "focus", "touchstart"]) holder.addEventListener(name, reach, { passive: true });
  }
})();
