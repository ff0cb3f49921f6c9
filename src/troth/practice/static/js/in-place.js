// form[hx-post]: the answer stands where the form stood. It is read from its top, and its heading gets the focus, so that
// a screen reader says it. What could not be sent stays in the form, and its [data-unsent] says so. Whatever else the
// site answers has a page of its own: the form is sent once more without this script, and shows that page.
(() => {
  const SAYS = {
    lost: "Not sent: the connection is gone. What you wrote is still here. Try again in a moment.",
    away: "Not sent, because you were signed out. Copy what you wrote, then sign in again.",
  };
  const SIGNED_OUT = 401;
  const isSent = ({ requestConfig }) => requestConfig?.verb === "post";

  function keep(form, says) {
    const slot = form.querySelector("[data-unsent]");
    slot.hidden = false;
    slot.textContent = says;
    form.dispatchEvent(new CustomEvent("troth:unsent", { bubbles: true }));
  }

  function sendPlainly(form, pressed) {
    if (pressed?.name) {
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name: pressed.name, value: pressed.value }));
    }
    form.submit();
  }

  document.body.addEventListener("htmx:afterSwap", ({ detail, target }) => {
    const heading = isSent(detail) && (target.querySelector("h2") ?? target.querySelector("h1"));
    if (!heading) return;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  });
  document.body.addEventListener("htmx:sendError", ({ detail }) => isSent(detail) && keep(detail.elt, SAYS.lost));
  document.body.addEventListener("htmx:responseError", ({ detail }) => {
    if (!isSent(detail)) return;
    if (detail.xhr.status === SIGNED_OUT) keep(detail.elt, SAYS.away);
    else sendPlainly(detail.elt, detail.requestConfig.triggeringEvent?.submitter);
  });
})();
