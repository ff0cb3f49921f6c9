// figure[data-spec-id]: draws the Vega-Lite spec that stands beside it as JSON. Colours come from tokens.css: by
// default side a and side b in this order, and any string such as "var(--good)" in a spec is looked up.
// The table below the chart stays for everyone.
(() => {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  function coloured(value) {
    if (typeof value === "string") return value.replace(/^var\((--[\w-]+)\)$/, (_, name) => token(name));
    if (Array.isArray(value)) return value.map(coloured);
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, coloured(part)]));
    }
    return value;
  }

  const config = () => {
    const font = token("--sans");
    const words = {
      labelColor: token("--ink-soft"),
      titleColor: token("--ink-soft"),
      labelFont: font,
      titleFont: font,
      labelFontSize: 13,
      titleFontSize: 13,
      titleFontWeight: 600,
    };
    return {
      background: "transparent",
      font,
      view: { stroke: null },
      axis: { ...words, domainColor: token("--line-strong"), tickColor: token("--line-strong"), gridColor: token("--line") },
      legend: { ...words, orient: "top", symbolStrokeWidth: 3 },
      header: words,
      title: { color: token("--ink"), font, fontSize: 15 },
      text: { color: token("--ink") },
      mark: { color: token("--accent") },
      line: { strokeWidth: 2.5, strokeCap: "round" },
      rule: { color: token("--line-strong") },
      range: {
        category: ["--a", "--b", "--seal", "--accent", "--watch"].map(token),
        ramp: [token("--accent-wash"), token("--accent")],
        heatmap: [token("--accent-wash"), token("--accent")],
      },
    };
  };

  async function draw(figure) {
    const source = document.getElementById(figure.dataset.specId);
    const frame = figure.querySelector(".chart-canvas");
    const canvas = document.createElement("div");
    canvas.setAttribute("aria-hidden", "true");
    frame.replaceChildren(canvas);
    frame.hidden = false;
    frame.dataset.scheme = dark.matches ? "dark" : "light"; // paper is always light
    const own = coloured(JSON.parse(source.textContent));
    const spec = own.mark || own.layer ? { width: "container", ...own } : own;
    try {
      await window.vegaEmbed(canvas, spec, {
        config: config(),
        ast: true,
        actions: false,
        defaultStyle: false,
        renderer: "svg",
        tooltip: { disableDefaultStyle: true },
      });
    } catch (error) {
      frame.hidden = true;
      figure.querySelector("details").open = true;
      console.error(error);
    }
  }

  const drawAll = () => document.querySelectorAll("figure[data-spec-id]").forEach(draw);
  if (window.vegaEmbed) {
    drawAll();
    dark.addEventListener("change", drawAll);
    document.addEventListener("htmx:load", ({ target }) => {
      if (target !== document.body) target.querySelectorAll("figure[data-spec-id]").forEach(draw);
    });
  } else {
    document.querySelectorAll("figure[data-spec-id] details").forEach((details) => (details.open = true));
  }
})();
