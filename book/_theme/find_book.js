
"use strict";
(() => {
  const script = document.currentScript.dataset.script;
  // The folders above this address, the nearest first: the one that holds the script named is the book's.
  const parts = location.pathname.split("/").slice(0, -1);
  const folders = parts.map((_, index) => `${parts.slice(0, parts.length - index).join("/")}/`);

  function complete(folder) {
    for (const name of ["href", "action"]) {
      for (const element of document.querySelectorAll(`body [${name}]:not([${name}^="#"])`)) {
        element.setAttribute(name, folder + element.getAttribute(name));
      }
    }
  }

  function look([folder, ...rest]) {
    if (folder === undefined) return;
    const element = Object.assign(document.createElement("script"), { src: folder + script });
    element.onload = () => complete(folder);
    element.onerror = () => {
      element.remove();
      look(rest);
    };
    document.head.append(element);
  }
  document.addEventListener("DOMContentLoaded", () => look(folders));
})();
