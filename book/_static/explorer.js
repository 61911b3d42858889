// The ledger explorer: filters and the page's address are one state; DataTables draws only the rows in view.
"use strict";
window.evidenceExplorer = ({ columns, rows }) => {
  const form = document.querySelector(".explorer-filters");
  const holder = document.querySelector(".explorer-table table");
  const position = Object.fromEntries(columns.map((name, index) => [name, index]));
  const selects = [...form.querySelectorAll("select")];
  const parts = (cell) => cell.split("; ");

  for (const select of selects) {
    const values = new Set(rows.flatMap((row) => parts(row[position[select.dataset.column]])).filter(Boolean));
    for (const value of [...values].sort()) select.add(new Option(value, value));
  }
  form.hidden = false;

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

  // For its search the table library reads a cell with "&" in it as HTML, which would load what a text only quotes.
  function cell(title, data, type) {
    if (type === "display") return title === "Claim" ? claimLink(data) : text(data);
    return type === "filter" ? data.replaceAll("&", "&amp;").replaceAll("<", "&lt;") : data;
  }

  const table = new DataTable(holder, {
    data: rows,
    columns: columns.map((title) => ({ title, render: (data, type) => cell(title, data, type) })),
    deferRender: true,
    autoWidth: false,
    pageLength: 25,
    order: [],
    layout: { topStart: null, topEnd: null, bottomStart: "info", bottomEnd: "paging" },
  });

  table.search.fixed("filters", (row, data) => selects.every((select) => {
    const cell = data[position[select.dataset.column]];
    return !select.value || parts(cell).includes(select.value);
  }));

  function apply() {
    table.search(form.elements.q.value).draw();
    const state = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
    history.replaceState(null, "", state.size ? `#${state}` : location.pathname + location.search);
  }

  function restore() {
    const state = new URLSearchParams(location.hash.slice(1));
    for (const field of [form.elements.q, ...selects]) field.value = state.get(field.name) || "";
    table.search(form.elements.q.value).draw();
  }

  function csv() {
    const quote = (cell) => `"${cell.replaceAll('"', '""')}"`;
    const selected = table.rows({ search: "applied" }).data().toArray();
    return [columns, ...selected].map((row) => row.map(quote).join(",")).join("\n") + "\n";
  }

  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  form.querySelector(".explorer-download").addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([csv()], { type: "text/csv" }));
    link.download = "claims.csv";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href));
  });
  addEventListener("hashchange", restore);
  restore();
};
