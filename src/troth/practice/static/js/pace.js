// [data-pace]: shows timed lines one after the other, and reads them aloud where it is asked for. Only a voice that
// lives on the device is used, so that no text leaves it. Without this script the lines stand there with their times.
(() => {
  const SECOND_MS = 1000;

  const voiceHere = () =>
    window.speechSynthesis
      ?.getVoices()
      .find((voice) => voice.localService && voice.lang.startsWith(document.documentElement.lang.slice(0, 2)));

  class Pace {
    constructor(root) {
      this.root = root;
      this.lines = [...root.querySelectorAll("li[data-seconds]")];
      this.aloud = false;
      this.part("start").addEventListener("click", () => this.start());
      this.part("stop").addEventListener("click", () => this.stop());
      this.part("voice").addEventListener("click", () => this.toggleVoice());
      this.part("start").hidden = false;
      this.offerVoice();
    }

    part(name) {
      return this.root.querySelector(`[data-pace-${name}]`);
    }

    offerVoice() {
      this.part("voice").hidden = !voiceHere();
    }

    toggleVoice() {
      this.aloud = !this.aloud;
      this.part("voice").setAttribute("aria-pressed", String(this.aloud));
      if (!this.aloud) window.speechSynthesis.cancel();
    }

    start() {
      this.at = 0;
      this.running(true);
      this.show();
    }

    stop() {
      clearTimeout(this.timer);
      window.speechSynthesis?.cancel();
      this.running(false);
    }

    running(on) {
      this.part("start").hidden = on;
      this.part("stop").hidden = !on;
      this.part("now").hidden = !on;
      this.root.querySelector("ol").hidden = on;
    }

    show() {
      const gone = !this.root.isConnected;
      if (gone || this.at >= this.lines.length * Number(this.root.dataset.rounds)) return this.stop();
      const line = this.lines[this.at % this.lines.length];
      const words = line.querySelector("[data-pace-words]").textContent;
      this.part("now").textContent = words;
      if (this.aloud) this.say(words);
      this.at += 1;
      this.timer = setTimeout(() => this.show(), Number(line.dataset.seconds) * SECOND_MS);
    }

    say(words) {
      const speech = new SpeechSynthesisUtterance(words);
      speech.voice = voiceHere();
      if (speech.voice) window.speechSynthesis.speak(speech);
    }
  }

  const paces = new Map();
  const startAll = () =>
    document.querySelectorAll("[data-pace]").forEach((root) => paces.has(root) || paces.set(root, new Pace(root)));

  startAll();
  document.addEventListener("htmx:load", startAll);
  window.addEventListener("pagehide", () => window.speechSynthesis?.cancel());
  // Some browsers learn of their voices late.
  window.speechSynthesis?.addEventListener?.("voiceschanged", () => paces.forEach((pace) => pace.offerVoice()));
})();
