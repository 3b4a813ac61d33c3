/**
 * Takes who was refused to the field at fault: `<div role="alert" data-field="text">` names it, the field is marked, the
 * sentence stands under it too, and it has the focus. Without script the sentence stands at the head alone.
 */
export function startRefused(): void {
  const notice = document.querySelector<HTMLElement>("[role=alert][data-field]:not([data-field=''])");
  const name = notice?.dataset["field"] ?? "";
  const field = document.querySelector<HTMLElement>(`main form:not([role=search]) [name="${CSS.escape(name)}"]:not([type=hidden])`);
  if (!notice || !field || field.getAttribute("type") === "radio" || field.getAttribute("type") === "checkbox") return;
  const wrong = document.createElement("p");
  wrong.className = "wrong";
  wrong.id = `wrong-${name}`;
  wrong.textContent = notice.querySelector("span")?.lastChild?.textContent ?? "";
  field.after(wrong);
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", wrong.id);
  field.focus();
}
