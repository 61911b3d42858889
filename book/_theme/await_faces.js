
"use strict";
// The faces stand in the style sheet above and are read in a moment; the page shows itself then, so that nothing moves.
(() => {
  const root = document.documentElement;
  const show = () => root.removeAttribute("data-faces");
  root.dataset.faces = "awaited";
  Promise.all([...document.fonts].filter((face) => face.display === "block").map((face) => face.load())).then(show, show);
  setTimeout(show, 1000);
})();
