import htmx from "htmx.org";
import { showToast } from "./toasts";
import { csrfToken } from "./token";
import { say } from "./words";

/**
 * htmx under a strict policy: no evaluated attributes and no style element of its own.
 * Sends Django's CSRF token and says in words what happened when an answer did not come.
 */
export function startServer(): void {
  htmx.config.allowEval = false;
  htmx.config.includeIndicatorStyles = false;
  htmx.config.selfRequestsOnly = true;
  // Not "style": htmx would carry it over with setAttribute, which the policy refuses (a text field that was drawn larger has one).
  htmx.config.attributesToSettle = ["class"];
  htmx.config.historyCacheSize = 0;
  document.addEventListener("htmx:configRequest", (event) => {
    const token = csrfToken();
    if (token) (event as CustomEvent<{ headers: Record<string, string> }>).detail.headers["X-CSRFToken"] = token;
  });
  document.addEventListener("htmx:sendError", () => showToast({ text: say("send.failed"), kind: "late" }));
  document.addEventListener("htmx:responseError", () => showToast({ text: say("send.server"), kind: "late" }));
}
