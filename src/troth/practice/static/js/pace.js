// [data-pace]: shows timed lines one after the other, holds them as long as somebody likes, and reads them aloud where it is asked for. Only a voice that
// lives on the device is used, so that no text leaves it. Without this script the lines stand there with their times.
(() => {
  const SECOND_MS = 1000;

  // A browser that was silenced while it paused would stay silent, so it is let go as well.
  const silence = () => {
    window.speechSynthesis?.cancel();
    window.speechSynthesis?.resume();
  };

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
      this.part("pause").addEventListener("click", () => (this.isPaused ? this.goOn() : this.pause()));
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

    get isPaused() {
      return this.left !== undefined;
    }

    start() {
      this.at = 0;
      this.running(true);
      this.show();
    }

    stop() {
      clearTimeout(this.timer);
      silence();
      this.paused(undefined);
      this.running(false);
    }

    pause() {
      clearTimeout(this.timer);
      window.speechSynthesis?.pause();
      this.paused(Math.max(0, this.until - performance.now()));
    }

    goOn() {
      const left = this.left;
      this.paused(undefined);
      window.speechSynthesis?.resume();
      this.wait(left);
    }

    // left: milliseconds that the line still has, while the lines pause.
    paused(left) {
      this.left = left;
      const button = this.part("pause");
      button.textContent = this.isPaused ? button.dataset.goOn : button.dataset.pause;
      this.part("told").textContent = this.isPaused ? this.part("told").dataset.paused : "";
    }

    running(on) {
      const wasHere = this.root.contains(document.activeElement);
      this.part("start").hidden = on;
      this.part("pause").hidden = !on;
      this.part("stop").hidden = !on;
      this.part("now").hidden = !on;
      this.root.querySelector("ol").hidden = on;
      if (wasHere && document.activeElement !== this.part("voice")) this.part(on ? "pause" : "start").focus();
    }

    show() {
      const gone = !this.root.isConnected;
      if (gone || this.at >= this.lines.length * Number(this.root.dataset.rounds)) return this.stop();
      const line = this.lines[this.at % this.lines.length];
      const words = line.querySelector("[data-pace-words]").textContent;
      this.part("now").textContent = words;
      if (this.aloud) this.say(words);
      this.at += 1;
      this.wait(Number(line.dataset.seconds) * SECOND_MS);
    }

    wait(milliseconds) {
      this.until = performance.now() + milliseconds;
      this.timer = setTimeout(() => this.show(), milliseconds);
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
  window.addEventListener("pagehide", silence);
  // Some browsers learn of their voices late.
  window.speechSynthesis?.addEventListener?.("voiceschanged", () => paces.forEach((pace) => pace.offerVoice()));
})();
