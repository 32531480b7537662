// The pages do without this. With it the slider shows at once how it stood after each event.
"use strict";
(() => {
  const slider = document.getElementById("slider");
  const then = document.getElementById("then");
  if (!slider || !then || !location.protocol.startsWith("http")) return;
  slider.form.querySelector("button").hidden = true;
  let waiting = 0, asked = null;
  const show = async () => {
    const query = new URLSearchParams(new FormData(slider.form));
    const url = `${location.pathname}?${query}`;
    asked?.abort();
    asked = new AbortController();
    then.classList.add("waiting");
    try {
      const answer = await fetch(url, { signal: asked.signal });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = page.getElementById("then");
      if (found) then.replaceChildren(...found.childNodes);
      const shapes = page.querySelector(".time-line");
      const own = document.querySelector(".time-line");
      if (shapes && own) own.replaceChildren(...shapes.childNodes);
      then.classList.remove("waiting");
    } catch (error) {
      if (error.name !== "AbortError") then.classList.remove("waiting");
    }
  };
  slider.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, 120);
  });
  slider.form.addEventListener("submit", (event) => { event.preventDefault(); show(); });
})();
