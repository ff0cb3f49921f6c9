// Leave quickly: a click, or Esc pressed twice within a second. Without this script it is a plain link.
(() => {
  const TWICE_MS = 1000;
  let lastEscape = -Infinity;

  function leave(url) {
    document.documentElement.classList.add("leaving");
    document.title = "";
    window.location.replace(url);
  }

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("[data-leave]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    leave(link.href);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.repeat) return;
    const link = document.querySelector("[data-leave]");
    if (link && event.timeStamp - lastEscape < TWICE_MS) leave(link.href);
    lastEscape = event.timeStamp;
  });

  // The back button may bring a page back from memory: ask the server whether it may still be read.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    document.documentElement.classList.add("leaving");
    window.location.reload();
  });
})();
