/**
 * `<ld-since at="2026-06-12T08:48:00Z" late="15">` counts up: seconds until a minute is over, then minutes and seconds. With `late`
 * it turns red after so many seconds, and amber after two thirds of them. Without script the words of the server stand.
 */
class LdSince extends HTMLElement {
  private timer = 0;

  connectedCallback(): void {
    this.tick();
    this.timer = window.setInterval(() => this.tick(), 1000);
  }

  disconnectedCallback(): void {
    clearInterval(this.timer);
  }

  private tick(): void {
    const begun = new Date(this.getAttribute("at") ?? "").getTime();
    if (Number.isNaN(begun)) return;
    const seconds = Math.max(0, Math.floor((Date.now() - begun) / 1000));
    const late = Number(this.getAttribute("late") ?? 0);
    this.classList.toggle("late", late > 0 && seconds > late);
    this.classList.toggle("soon", late > 0 && seconds <= late && seconds * 3 >= late * 2);
    this.textContent = `${String(Math.floor(seconds / 60)).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
  }
}

export function defineSince(): void {
  customElements.define("ld-since", LdSince);
}
