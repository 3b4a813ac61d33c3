/** Making elements without innerHTML, so that nothing a person wrote can become markup. */

export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className = "",
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/** The address of the icon sprite: `<meta name="ld-icons">` carries Django's hashed name. */
export function spriteAddress(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="ld-icons"]')?.content ?? "/static/icons.svg";
}

/** `<svg class="i"><use href="…#i-alert">`, hidden from readers: words stand beside it. */
export function icon(name: string, className = "i"): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", className);
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${spriteAddress()}#${name}`);
  svg.append(use);
  return svg;
}

export function button(className: string, label: string, ...children: (Node | string)[]): HTMLButtonElement {
  const element = make("button", className, ...children);
  element.type = "button";
  element.setAttribute("aria-label", label);
  return element;
}

/** A button that does something once at a time. */
export function press(className: string, label: string, act: () => void | Promise<void>, sign?: string): HTMLButtonElement {
  const element = make("button", className, ...(sign ? [icon(sign)] : []), label);
  element.type = "button";
  // A second press while the first is at work would be a second entry.
  element.addEventListener("click", () => {
    if (element.hasAttribute("aria-busy")) return;
    element.setAttribute("aria-busy", "true");
    void Promise.resolve(act()).finally(() => element.removeAttribute("aria-busy"));
  });
  return element;
}
