// form[hx-post]: the answer stands where the form stood. It is read from its top, and its heading gets the focus, so that
// a screen reader says it; who was at the heading is there again when the part is fetched anew. While a form is sent,
// nothing can be typed or pressed in it. What could not be sent stays in it, and its [data-unsent] says so. Whatever else
// the site answers has a page of its own: the form is sent once more without this script, and shows that page.
(() => {
  const SAYS = {
    lost: "We cannot tell whether this was sent. What you wrote is still here: try again in a moment.",
    away: "Not sent, because you were signed out. Copy what you wrote, then sign in again.",
  };
  const SIGNED_OUT = 401;
  const BUSY = 429;
  const BROKEN = 500;
  let held = null; // what had the focus when the form was sent
  let wasAtHeading = false;

  const isSent = ({ requestConfig }) => requestConfig?.verb === "post";
  const slotOf = (form) => form.querySelector("[data-unsent]");

  function send(form) {
    held = document.activeElement;
    form.inert = true;
    form.setAttribute("aria-busy", "true");
    slotOf(form).hidden = true;
    slotOf(form).textContent = "";
  }

  function keep(form, says) {
    form.inert = false;
    form.removeAttribute("aria-busy");
    slotOf(form).hidden = false;
    slotOf(form).textContent = says;
    held?.focus();
    form.dispatchEvent(new CustomEvent("troth:unsent", { bubbles: true }));
  }

  function sendPlainly(form, pressed) {
    if (pressed?.name) {
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name: pressed.name, value: pressed.value }));
    }
    form.submit();
  }

  function goToHeading({ detail, target }) {
    const heading = (isSent(detail) || wasAtHeading) && (target.querySelector("h2") ?? target.querySelector("h1"));
    if (!heading) return;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }

  document.body.addEventListener("htmx:beforeSend", ({ detail }) => isSent(detail) && send(detail.elt));
  document.body.addEventListener("htmx:beforeSwap", () => (wasAtHeading = document.activeElement.matches("[hx-get] :is(h1, h2)")));
  document.body.addEventListener("htmx:afterSwap", goToHeading);
  for (const lost of ["htmx:sendError", "htmx:timeout"]) {
    document.body.addEventListener(lost, ({ detail }) => isSent(detail) && keep(detail.elt, SAYS.lost));
  }
  document.body.addEventListener("htmx:responseError", ({ detail }) => {
    const { status } = detail.xhr;
    if (!isSent(detail)) return;
    if (status === SIGNED_OUT) keep(detail.elt, SAYS.away);
    else if (status === BUSY || status >= BROKEN) keep(detail.elt, SAYS.lost);
    else sendPlainly(detail.elt, detail.requestConfig.triggeringEvent?.submitter);
  });
  // The second press of a double one would fall on whatever stands there by then.
  document.addEventListener("click", (event) => event.detail > 1 && event.target.closest("form[hx-post]") && event.preventDefault());
})();
