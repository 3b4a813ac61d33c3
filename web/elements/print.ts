/** Prints the page. Markup: `<button data-print>`; what has `no-print` stays away from paper. */
export function startPrint(): void {
  document.addEventListener("click", (event) => {
    if ((event.target as Element).closest("[data-print]")) print();
  });
}
