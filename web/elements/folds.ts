/**
 * Which groups of the navigation somebody opened or closed, kept in a cookie, so that the server draws them so and
 * nothing moves when a page comes. Markup: `<details data-fold="3">`. Without script they fold for this page only.
 */
const YEAR = 31_536_000;

export function startFolds(): void {
  for (const each of document.querySelectorAll<HTMLDetailsElement>("details[data-fold]")) {
    each.querySelector("summary")?.addEventListener("click", () => keep(each.dataset["fold"] ?? "", !each.open));
  }
}

function keep(fold: string, open: boolean): void {
  const chosen = new Map([...(cookie("ld_folds").matchAll(/(\d+)([+-])/g))].map((found) => [found[1], found[2]]));
  chosen.set(fold, open ? "+" : "-");
  const words = [...chosen].map(([name, sign]) => `${name}${sign}`).join("");
  document.cookie = `ld_folds=${words}; path=/; max-age=${YEAR}; samesite=lax`;
}

function cookie(name: string): string {
  return document.cookie.split("; ").find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
}
