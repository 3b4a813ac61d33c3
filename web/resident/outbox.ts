import { icon, make, press } from "../elements/make";
import { entries, isFilm, on, photosOf, settle, wait } from "../outbox/store";
import type { Entry } from "../outbox/types";
import { hour, t } from "../outbox/words";

/** `<ld-outbox>`: what was reported here without a network, until the server has it, and what it says about it then. */
class LdOutbox extends HTMLElement {
  private drawing = Promise.resolve();

  connectedCallback(): void {
    on("changed", () => this.draw());
    this.draw();
  }

  private draw(): void {
    this.drawing = this.drawing.then(async () => {
      const rows = (await entries()).filter((each) => each.state !== "dropped").reverse();
      const kept = rows.filter((each) => each.state !== "sent").length;
      const drawn = await Promise.all(rows.map(row));
      this.replaceChildren(...(rows.length ? [
        make("h2", "flow-title", kept ? t(`还没发出的：${kept} 件`, `Not sent yet: ${kept}`) : t("存着的都发出了", "All that was kept is sent")),
        make("ul", "tile flush mails", ...drawn),
      ] : []));
    }).catch(() => undefined);
  }
}

const SIGNS: Record<Entry["state"], [string, string]> = { sent: ["s-closed", "s done"], refused: ["i-alert", "i late-text"], waiting: ["i-up", "i"], dropped: ["s-void", "s hold"] };

async function row(entry: Entry): Promise<Node> {
  const { track, number } = (entry.answer ?? {}) as { track?: string; number?: string };
  const words = make("span", "grow", make("b", "", entry.title), make("span", "meta", `${hour(entry.at)} · ${await stands(entry, number)}`));
  const [sign, look] = SIGNS[entry.state];
  const line = make("li", "mail", icon(sign, look), words);
  if (entry.state === "sent" && track) {
    const link = make("a", "link nowrap", t("看进展", "Follow"));
    link.href = track;
    line.append(link);
  }
  if (entry.state !== "sent") line.append(...(entry.state === "refused" ? [press("btn", t("再发一次", "Try again"), () => wait(entry.id))] : []), press("btn", t("不发了", "Drop it"), () => drop(entry)));
  return line;
}

async function stands(entry: Entry, number: string | undefined): Promise<string> {
  if (entry.state === "sent") return t(`收到了，编号 ${number ?? ""}`, `Received, no. ${number ?? ""}`) + (entry.clipless ? t(`。视频没有收：${entry.clipless}`, `. The clip was not taken: ${entry.clipless}`) : "");
  if (entry.state === "refused") return t(`没有收：${entry.said?.sentence ?? ""}`, `Not taken: ${entry.said?.sentence ?? ""}`);
  const files = await photosOf(entry.key);
  const films = files.filter(isFilm).length;
  const photos = files.length - films;
  const waits = entry.said?.sentence || t("等网络，有网自动发出", "waits for a network, then it is sent by itself");
  return [...(photos ? [t(`照片 ${photos} 张`, `${photos} photos`)] : []), ...(films ? [t("视频 1 段", "1 clip")] : []), waits].join(" · ");
}

async function drop(entry: Entry): Promise<void> {
  if (window.confirm(t(`不发“${entry.title}”？照片和视频也会从手机里删掉。`, `Drop “${entry.title}”? Its photos and its clip are deleted from this phone too.`))) await settle(entry, { state: "dropped", body: {} });
}

export function defineOutbox(): void {
  if (!customElements.get("ld-outbox")) customElements.define("ld-outbox", LdOutbox);
}
