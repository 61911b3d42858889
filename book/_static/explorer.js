// The ledger explorer: filters and the page's address are one state; DataTables draws only the rows in view.
"use strict";
window.evidenceExplorer = ({ columns, rows }) => {
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
  filters.hidden = false;

  function text(value) {
    const span = document.createElement("span");
    span.textContent = value;
    return span;
  }

  function claimLink(id) {
    const link = document.createElement("a");
    link.href = `ledger.html#${id}`;
    link.textContent = id;
    return link;
  }

  // What is known of the columns is said, so that the library needn't look at each cell; it searches none of them, since
  // the filters below do, on text that is folded once and only when somebody searches.
  const table = new DataTable(holder, {
    data: rows,
    columns: columns.map((title) => ({
      title,
      type: "string",
      searchable: false,
      render: (value, use) => (use !== "display" ? value : title === "Claim" ? claimLink(value) : text(value)),
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

  function draw() {
    const words = fold(query.value).split(/\s+/).filter(Boolean);
    if (words.length) folded ??= rows.map((row) => fold(row.join("\n")));
    const chosen = selects.filter((select) => select.value);
    wanted = { words, cells: chosen.map((select) => [position[select.dataset.column], select.value]) };
    table.draw();
  }

  function apply() {
    draw();
    const state = new URLSearchParams(fields.filter((field) => field.value).map((field) => [field.name, field.value]));
    history.replaceState(null, "", state.size ? `#${state}` : location.pathname + location.search);
  }

  function restore() {
    const state = new URLSearchParams(location.hash.slice(1));
    for (const field of fields) field.value = state.get(field.name) || "";
    draw();
  }

  function csv() {
    const quote = (cell) => `"${cell.replaceAll('"', '""')}"`;
    const selected = table.rows({ search: "applied" }).data().toArray();
    return [columns, ...selected].map((row) => row.map(quote).join(",")).join("\n") + "\n";
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
