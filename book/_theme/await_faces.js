
"use strict";
// The faces of the page are in the style sheets above or near them; it shows itself once they are read, so that nothing moves.
(() => {
  const root = document.documentElement;
  const show = () => root.removeAttribute("data-faces");
  root.dataset.faces = "awaited";
  Promise.all([...document.fonts].filter((face) => face.display === "block").map((face) => face.load())).then(show, show);
  setTimeout(show, 1000);
})();
