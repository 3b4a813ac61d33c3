import { icon, make } from "./make";
import { say } from "./words";

/** Shows the amber strip while the browser is offline. */
export function startNetwork(): void {
  const strip = make("div", "offline", icon("i-off"), say("offline.say"));
  strip.setAttribute("role", "status");
  const show = (): void => {
    if (navigator.onLine) strip.remove();
    else (document.querySelector("main") ?? document.body).prepend(strip);
  };
  window.addEventListener("online", show);
  window.addEventListener("offline", show);
  show();
}
