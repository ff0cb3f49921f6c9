// [data-timer]: a ring that empties evenly. The server's clock counts: data-now, the server's time when the
// page was made, cancels a wrong clock on the phone. A few calm words are said for screen readers.
(() => {
  const TICK_MS = 500;
  const SAY_AT = [
    [60, "One minute left."],
    [15, "Fifteen seconds left."],
  ];
  const skews = new WeakMap();
  const said = new WeakMap();

  const clockText = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

  function skewOf(timer) {
    if (!skews.has(timer)) skews.set(timer, timer.dataset.now ? Number(timer.dataset.now) - Date.now() : 0);
    return skews.get(timer);
  }

  function secondsLeft(timer) {
    const total = Number(timer.dataset.seconds);
    if (!timer.dataset.startedAt) return total;
    const gone = (Date.now() + skewOf(timer) - Number(timer.dataset.startedAt)) / 1000;
    return Math.min(total, Math.max(0, total - gone));
  }

  function say(timer, left) {
    const total = Number(timer.dataset.seconds);
    const words = left === 0 ? timer.dataset.done : SAY_AT.findLast(([at]) => left <= at && at < total)?.[1] ?? "";
    if (said.get(timer) === words) return;
    said.set(timer, words);
    timer.querySelector("[data-timer-says]").textContent = words;
    if (left === 0) timer.dispatchEvent(new CustomEvent("troth:timer-done", { bubbles: true }));
  }

  function show(timer) {
    const left = secondsLeft(timer);
    const whole = Math.ceil(left);
    timer.querySelector("[data-clock]").textContent = clockText(whole);
    timer.querySelector(".left").setAttribute("stroke-dashoffset", 100 - (100 * left) / Number(timer.dataset.seconds));
    if (timer.dataset.startedAt) say(timer, whole);
  }

  const showAll = () => document.querySelectorAll("[data-timer]").forEach(show);
  showAll();
  setInterval(showAll, TICK_MS);
  document.addEventListener("htmx:load", showAll);
})();
