// [data-live="/path/"] opens a WebSocket. A message is only a ping that says "look again": the page then
// fetches its parts anew (hx-trigger="troth:changed from:body"), so that what may be seen is decided in one place.
// While the socket is down the page looks again every five seconds. What comes while a part is fetched or sent waits
// until that part stands: htmx forgets what waited for the old one. A page is not pinged for what it sends itself; for
// that it has a name, which it makes up. Where the answer is lost on its way, it looks again by itself.
// Other messages go on as "troth:heard"; "troth:tell" sends what presence.js tells, and "troth:live" asks for it.
(() => {
  const POLL_MS = 5000;
  const BACK_OFF_MS = [1000, 2000, 4000, 8000, 15000, 30000];
  const SETTLES_MS = 100;
  const page = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(36)).join("");
  let underway = 0;
  let again = false;

  const happens = (name, detail) => document.body.dispatchEvent(new CustomEvent(name, { detail }));
  const changed = () => {
    again = underway > 0;
    if (!again) happens("troth:changed");
  };
  const done = () => {
    underway -= 1;
    if (again) changed();
  };
  const hear = ({ data }) => {
    const said = JSON.parse(data);
    if (said.changed) changed();
    else happens("troth:heard", said);
  };

  function follow(path) {
    const url = new URL(path, window.location.href);
    url.searchParams.set("page", page);
    url.protocol = window.location.protocol === "https:" ? "wss:" : "ws:";
    let failures = 0;
    let poll = 0;
    let missed = false;
    let socket = null;

    const startPolling = () => {
      poll ||= setInterval(() => document.hidden || changed(), POLL_MS);
    };
    const stopPolling = () => {
      clearInterval(poll);
      poll = 0;
    };

    function connect() {
      socket = new WebSocket(url);
      socket.addEventListener("open", () => {
        failures = 0;
        stopPolling();
        if (missed) changed();
        missed = false;
        happens("troth:live");
      });
      socket.addEventListener("message", hear);
      socket.addEventListener("close", () => {
        missed = true;
        startPolling();
        const pause = BACK_OFF_MS[Math.min(failures++, BACK_OFF_MS.length - 1)];
        setTimeout(connect, pause * (0.75 + Math.random() / 2));
      });
    }
    document.body.addEventListener("troth:tell", ({ detail }) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(detail));
    });
    connect();
  }

  document.body.addEventListener("htmx:configRequest", ({ detail }) => (detail.headers["X-Page"] = page));
  document.body.addEventListener("htmx:beforeSend", ({ detail }) => {
    underway += 1;
    detail.xhr.addEventListener("loadend", () => setTimeout(done, SETTLES_MS));
  });
  document.body.addEventListener("troth:unsent", () => setTimeout(changed, POLL_MS)); // it may be kept, and its answer lost
  document.body.addEventListener("htmx:responseError", ({ detail }) => {
    if (detail.xhr.status === 401 && detail.requestConfig.verb === "get") window.location.reload(); // signed out meanwhile
  });

  const paths = new Set(Array.from(document.querySelectorAll("[data-live]"), (element) => element.dataset.live));
  paths.forEach(follow);
  document.addEventListener("visibilitychange", () => document.hidden || (paths.size && changed()));
})();
