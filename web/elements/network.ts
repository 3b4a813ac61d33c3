import { icon, make } from "./make";
import { say } from "./words";

/** Shows the amber strip while the browser is offline, but on the kept page, which says so itself. */
export function startNetwork(): void {
  if (document.querySelector("form[data-stands-in]")) return;
  const strip = make("div", "offline", icon("i-off"), say(document.querySelector("[data-speaks-offline]") ? "offline.keeps" : "offline.say"));
  strip.setAttribute("role", "status");
  const show = (): void => {
    if (navigator.onLine) strip.remove();
    else (document.querySelector("main") ?? document.body).prepend(strip);
  };
  window.addEventListener("online", show);
  window.addEventListener("offline", show);
  show();
}
