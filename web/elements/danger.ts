/**
 * `<ld-danger for="text" words='{"着火":"119"}' hidden>` around a banner with `[data-word]` and `[data-call]` in it. Shows itself while
 * the field with that id speaks of danger to life, and names the longest such word and the number to call.
 */
class LdDanger extends HTMLElement {
  private words: Record<string, string> = {};

  connectedCallback(): void {
    this.words = JSON.parse(this.getAttribute("words") ?? "{}") as Record<string, string>;
    const field = document.getElementById(this.getAttribute("for") ?? "");
    if (!(field instanceof HTMLTextAreaElement)) return;
    field.addEventListener("input", () => this.look(field.value));
    this.look(field.value);
  }

  private look(text: string): void {
    const found = Object.keys(this.words).sort((one, other) => other.length - one.length).find((word) => text.includes(word));
    this.hidden = found === undefined;
    if (found === undefined) return;
    this.write("data-word", found);
    this.write("data-call", this.words[found] ?? "");
  }

  private write(mark: string, words: string): void {
    for (const each of this.querySelectorAll(`[${mark}]`)) each.textContent = words;
  }
}

export function defineDanger(): void {
  customElements.define("ld-danger", LdDanger);
}
