// form[data-autosave="URL"]: each changed field is posted there by itself, and its
// [data-saved-for="name"] slot says what became of it. The unsaved text is kept in memory only,
// never in the browser's storage, because phones are shared.
(() => {
  const PAUSE_MS = 1200;
  const KEEPALIVE_LIMIT = 60000;
  const RETRY_MS = [2000, 5000, 10000, 30000];
  const SAYS = {
    saving: "Saving …",
    saved: "Saved",
    waiting: "Not saved yet. We will try again.",
    refused: "Not saved. Please check this answer.",
    away: "Not saved. Copy your text, then sign in again.",
  };
  const savers = [];

  class Saver {
    constructor(form) {
      this.form = form;
      this.url = form.dataset.autosave;
      this.unsaved = new Set();
      this.failures = 0;
      this.sending = false;
      this.timer = 0;
      this.underway = null;
      form.addEventListener("input", (event) => this.note(event.target));
      form.addEventListener("change", (event) => this.unsaved.has(event.target.name) && this.later(0));
      // A live page may have put this form in the place of an older one, whose last words wait to be saved.
      form.addEventListener("submit", () => savers.filter((saver) => saver.url === this.url).forEach((saver) => saver.stop()));
    }

    stop() {
      clearTimeout(this.timer);
      this.submitted = true;
      this.underway?.abort(); // the form brings the same words, and may close what they would be saved to
    }

    resume() {
      this.submitted = false;
      this.later(0);
    }

    get dirty() {
      return (this.unsaved.size > 0 || this.sending) && !this.submitted;
    }

    note(control) {
      if (!control.name || control.type === "file" || control.dataset.noAutosave !== undefined) return;
      this.submitted = false;
      this.unsaved.add(control.name);
      this.later(PAUSE_MS);
    }

    later(delay) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.flush(), delay);
    }

    body(name) {
      const body = new URLSearchParams({ field: name });
      for (const value of new FormData(this.form).getAll(name)) body.append(name, value);
      for (const control of this.form.querySelectorAll("[data-autosave-too]")) body.append(control.name, control.value);
      return body;
    }

    async flush() {
      if (this.sending || !this.unsaved.size || this.submitted) return;
      this.sending = true;
      const [name] = this.unsaved;
      this.unsaved.delete(name);
      this.say(name, "saving");
      const state = await this.send(name);
      this.sending = false;
      if (this.submitted) this.unsaved.add(name);
      else this.settle(name, state);
    }

    async send(name) {
      const body = this.body(name);
      this.underway = new AbortController();
      try {
        const response = await fetch(this.url, {
          method: "POST",
          body,
          headers: { "X-CSRFToken": this.form.elements.csrfmiddlewaretoken.value, "X-Autosave": "1" },
          credentials: "same-origin",
          redirect: "manual",
          signal: this.underway.signal,
          // Finished even if the page goes away meanwhile; browsers allow that up to 64 kB.
          keepalive: body.toString().length < KEEPALIVE_LIMIT,
        });
        if (response.ok) return "saved";
        if (response.type === "opaqueredirect" || response.status === 401 || response.status === 403) return "away";
        return response.status < 500 && response.status !== 429 ? "refused" : "waiting";
      } catch {
        return "waiting";
      }
    }

    settle(name, state) {
      if (state === "saved") {
        this.failures = 0;
        if (!this.unsaved.has(name)) this.say(name, "saved");
      } else {
        this.unsaved.add(name);
        this.say(name, state);
      }
      if (state === "waiting") {
        this.later(RETRY_MS[Math.min(this.failures++, RETRY_MS.length - 1)]);
      } else if (state === "saved" && this.unsaved.size) {
        this.later(0);
      }
    }

    say(name, state) {
      const slot = this.form.querySelector(`[data-saved-for="${CSS.escape(name)}"]`);
      if (!slot || slot.dataset.saveState === state) return;
      slot.dataset.saveState = state;
      slot.textContent = SAYS[state];
    }
  }

  const leaving = () => document.documentElement.classList.contains("leaving");
  const start = (form) => {
    if (form.dataset.autosaveOn) return;
    form.dataset.autosaveOn = "1";
    savers.push(new Saver(form));
  };
  const startAll = () => document.querySelectorAll("form[data-autosave]").forEach(start);

  startAll();
  document.addEventListener("htmx:load", startAll);
  document.addEventListener("troth:unsent", ({ target }) =>
    savers.filter((saver) => saver.form === target).forEach((saver) => saver.resume()),
  );
  window.addEventListener("online", () => savers.forEach((saver) => saver.flush()));
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) savers.forEach((saver) => saver.flush());
  });
  window.addEventListener("beforeunload", (event) => {
    const dirty = savers.filter((saver) => saver.dirty && saver.form.isConnected);
    dirty.forEach((saver) => saver.flush());
    if (dirty.length && !leaving()) event.preventDefault();
  });
})();
