
"use strict";
(() => {
  const [style, script] = document.currentScript.dataset.files.split(" ");
  // The folders above this address, the nearest first: the one that holds the style sheet is the book's.
  const parts = location.pathname.split("/").slice(0, -1);
  const folders = parts.map((_, index) => `${parts.slice(0, parts.length - index).join("/")}/`);

  function add(name, attributes) {
    const element = Object.assign(document.createElement(name), attributes);
    document.head.append(element);
    return element;
  }

  function complete(folder) {
    const finish = () => {
      add("script", { src: folder + script });
      for (const name of ["href", "action"]) {
        for (const element of document.querySelectorAll(`body [${name}]:not([${name}^="#"])`)) {
          element.setAttribute(name, folder + element.getAttribute(name));
        }
      }
    };
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", finish);
    else finish();
  }

  function look([folder, ...rest]) {
    if (folder === undefined) return;
    const link = add("link", { rel: "stylesheet", href: folder + style });
    link.onload = () => complete(folder);
    link.onerror = () => {
      link.remove();
      look(rest);
    };
  }
  look(folders);
})();
