// [data-counter-for="id"] tells how many characters a text area with maxlength still has room for.
(() => {
  const NEAR = 100;

  function count(area) {
    const slot = document.querySelector(`[data-counter-for="${CSS.escape(area.id)}"]`);
    if (!slot) return;
    const left = area.maxLength - area.value.length;
    const near = left <= NEAR;
    slot.textContent = `${left} characters left`;
    slot.dataset.counterState = near ? "near" : "";
    slot.setAttribute("aria-live", near ? "polite" : "off");
  }

  const countAll = () => document.querySelectorAll("textarea[maxlength]").forEach(count);
  countAll();
  document.addEventListener("input", (event) => event.target.matches("textarea[maxlength]") && count(event.target));
  document.addEventListener("htmx:load", countAll);
})();
