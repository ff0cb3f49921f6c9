// [data-shared-step="id"] is a step that both do: while it is open and seen, this page tells over the live connection
// that somebody is here, and whether they type; never what. [data-here] says what the other's page tells, with a few
// seconds of grace, so that nothing flickers. Nothing is kept, and without the connection nothing is said. A page that
// nobody touched for a quarter of an hour, longer than any talk, is one that somebody left open: it tells nothing.
(() => {
  const BEAT_MS = 5000;
  const TYPES_MS = 6000;
  const GRACE_MS = 12000;
  const LEFT_OPEN_MS = 15 * 60000;
  const SAYS = {
    reading: "Your partner is here too, reading.",
    writing: "Your partner is writing.",
  };
  const line = document.querySelector("[data-here]");
  if (!line) return;
  const heard = { reading: -Infinity, writing: -Infinity };
  let at = "";
  let typed = -Infinity;
  let touched = performance.now();

  const now = () => performance.now();
  const step = () => document.querySelector("[data-shared-step]")?.dataset.sharedStep ?? "";
  const types = () => now() - typed < TYPES_MS;

  function tell() {
    const here = step();
    if (!here || document.hidden || now() - touched > LEFT_OPEN_MS) return;
    document.body.dispatchEvent(new CustomEvent("troth:tell", { detail: { at: here, writing: types() } }));
  }

  function forget() {
    at = step();
    typed = heard.reading = heard.writing = -Infinity;
  }

  function say() {
    if (at !== step()) forget();
    const doing = Object.keys(SAYS).filter((one) => now() - heard[one] < GRACE_MS).pop();
    const words = SAYS[doing] ?? "";
    if (line.textContent === words || (words && types())) return; // whoever types is not disturbed
    line.textContent = words;
  }

  document.body.addEventListener("troth:heard", ({ detail }) => {
    if (detail.at !== step() || !(detail.partner in SAYS)) return;
    if (at !== step()) forget();
    heard[detail.partner] = now();
    say();
  });
  document.addEventListener("input", (event) => {
    if (!event.target.closest("form[data-autosave]")) return;
    const began = !types();
    typed = now();
    if (began) tell();
  });
  for (const touch of ["pointerdown", "pointermove", "keydown", "scroll"]) {
    document.addEventListener(touch, () => (touched = now()), { passive: true });
  }
  document.body.addEventListener("troth:live", tell);
  document.addEventListener("visibilitychange", tell);
  document.addEventListener("htmx:load", () => {
    say();
    tell();
  });
  setInterval(tell, BEAT_MS);
  setInterval(say, 1000);
})();
