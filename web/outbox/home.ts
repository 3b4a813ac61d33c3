/** Whose outbox this is: the name under which it is kept, the root of the addresses it is sent to, the scope of its worker. */
export interface Home {
  name: string;
  api: string;
  scope: string;
}

export const home: Home = { name: "", api: "", scope: "" };

/** Said by page and worker alike, before anything else. */
export function settleIn(where: Home): void {
  Object.assign(home, where);
}
