// The ledger explorer: filters, order, page and the address are one state; DataTables draws only the rows in view.
"use strict";
window.evidenceExplorer = ({ columns, rows, signs }) => {
  // Shown with another column: the article with its date, the unit with the figure.
  const APART = ["Article", "Unit"];
  const filters = document.querySelector(".explorer-filters");
  const holder = document.querySelector(".explorer-table table");
  const query = filters.querySelector("input");
  const selects = [...filters.querySelectorAll("select")];
  const fields = [query, ...selects];
  const position = Object.fromEntries(columns.map((name, index) => [name, index]));
  const parts = (cell) => cell.split("; ");
  const fold = (text) => text.normalize("NFKC").toLowerCase();

  for (const select of selects) {
    const column = position[select.dataset.column];
    const values = new Set(rows.map((row) => row[column]));
    for (const value of [...new Set([...values].flatMap(parts))].filter(Boolean).sort()) select.add(new Option(value, value));
  }

  function make(name, properties, ...children) {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  }

  // What a cell shows, by its column; without one, its text.
  const shows = {
    Claim: (id) => make("a", { href: `ledger.html#${id}` }, id),
    Verdict: (verdict) => {
      const mark = make("span", { className: "verdict-mark" }, signs[verdict]);
      mark.dataset.verdict = verdict;
      mark.setAttribute("aria-hidden", "true");
      return make("span", {}, mark, ` ${verdict}`);
    },
    Date: (day, row) => make("span", {}, day, " ", make("a", { href: `sources.html#article-${row[position.Article]}` }, row[position.Article])),
  };

  // What is known of the columns is said, so that the library needn't look at each cell; it searches none of them, since
  // the filters below do, on text that is folded once and only when somebody searches.
  const table = new DataTable(holder, {
    data: rows,
    columns: columns.map((title) => ({
      title,
      type: "string",
      searchable: false,
      visible: !APART.includes(title),
      className: `explorer-${title.toLowerCase()}`,
      render: (value, use, row) => (use !== "display" ? value : (shows[title] || ((shown) => make("span", {}, shown)))(value, row)),
    })),
    deferRender: true,
    autoWidth: false,
    pageLength: 25,
    order: [],
    layout: { topStart: null, topEnd: null, bottomStart: "info", bottomEnd: "paging" },
  });

  let folded = null;
  let wanted = { words: [], cells: [] };
  table.search.fixed("filters", (_, row, index) =>
    wanted.cells.every(([column, value]) => parts(row[column]).includes(value))
    && wanted.words.every((word) => folded[index].includes(word)));

  function choose() {
    const words = fold(query.value).split(/\s+/).filter(Boolean);
    if (words.length) folded ??= rows.map((row) => fold(row.join("\n")));
    const chosen = selects.filter((select) => select.value);
    wanted = { words, cells: chosen.map((select) => [position[select.dataset.column], select.value]) };
  }

  // While the address is read it isn't written.
  let isReading = false;
  function keep() {
    if (isReading) return;
    const state = new URLSearchParams(fields.filter((field) => field.value).map((field) => [field.name, field.value]));
    const [order] = table.order();
    if (order && order[1]) state.set("sort", `${order[1] === "desc" ? "-" : ""}${columns[order[0]]}`);
    if (table.page()) state.set("page", table.page() + 1);
    history.replaceState(null, "", state.size ? `#${state}` : location.pathname + location.search);
  }

  function apply() {
    choose();
    table.draw();
  }

  function restore() {
    const state = new URLSearchParams(location.hash.slice(1));
    for (const field of fields) field.value = state.get(field.name) || "";
    const sort = state.get("sort") || "";
    const column = position[sort.replace("-", "")];
    isReading = true;
    choose();
    table.order(column === undefined ? [] : [[column, sort.startsWith("-") ? "desc" : "asc"]]);
    table.draw();
    table.page(Math.max(0, Math.min(Number(state.get("page") || 1), table.page.info().pages) - 1)).draw("page");
    isReading = false;
  }

  table.on("draw", keep);
  // Another page begins where the table begins, for the eye and for the keyboard.
  table.on("page", () => {
    if (isReading) return;
    const section = holder.closest("section");
    section.focus({ preventScroll: true });
    section.scrollIntoView();
  });

  function csv() {
    const quote = (cell) => `"${cell.replaceAll('"', '""')}"`;
    const selected = table.rows({ search: "applied" }).data().toArray();
    // Excel takes a file for UTF-8 by this mark alone.
    return `\ufeff${[columns, ...selected].map((row) => row.map(quote).join(",")).join("\n")}\n`;
  }

  filters.addEventListener("input", apply);
  filters.querySelector(".explorer-reset").addEventListener("click", () => {
    for (const field of fields) field.value = "";
    apply();
  });
  filters.querySelector(".explorer-download").addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([csv()], { type: "text/csv" }));
    link.download = "claims.csv";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href));
  });
  addEventListener("hashchange", restore);
  if (location.hash) restore();
};
