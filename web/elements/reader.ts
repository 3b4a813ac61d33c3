import { isEnglish, say } from "./words";

/** 读给我听: `<button data-read="main" hidden>` reads that element aloud with the machine's own voice; again stops it. */
export function defineReader(): void {
  if (!("speechSynthesis" in window)) return;
  for (const each of document.querySelectorAll<HTMLButtonElement>("button[data-read]")) {
    each.hidden = false;
    each.addEventListener("click", () => read(each));
  }
  window.addEventListener("pagehide", () => speechSynthesis.cancel());
}

function read(pressed: HTMLButtonElement): void {
  if (speechSynthesis.speaking) {
    speechSynthesis.cancel();
    return;
  }
  const text = document.querySelector<HTMLElement>(pressed.dataset["read"] ?? "main")?.innerText ?? "";
  const words = new SpeechSynthesisUtterance(text);
  words.lang = isEnglish() ? "en" : "zh-CN";
  words.rate = 0.9;
  const label = pressed.querySelector("[data-words]");
  const before = label?.textContent ?? "";
  words.onstart = () => { if (label) label.textContent = say("read.stop"); };
  words.onend = words.onerror = () => { if (label) label.textContent = before; };
  speechSynthesis.speak(words);
}
