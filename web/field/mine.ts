import { icon, make, press } from "../elements/make";
import { isEnglish } from "../elements/words";
import { forgetPerson } from "../outbox/store";
import { megabytes, t } from "../outbox/words";
import { forgetPictures, type Here } from "./day";
import { link, type Page } from "./page";
import { flush, rosterPart } from "./shift";

/** Who one is, what this telephone keeps, language and colours, signing out. */
export async function minePage(kept: Here): Promise<Page> {
  const { me } = kept;
  const rows: [string, string][] = me ? [
    [t("姓名", "Name"), me.name], [t("工号", "Number"), me.number], [t("岗位", "Post"), `${me.post_name}（${me.role_word}）`], [t("单位", "Unit"), me.unit.name],
    [t("手机里存了", "Kept here"), await room()],
  ] : [];
  const theme = press("btn btn-wide", t("浅色或深色", "Light or dark"), () => undefined, "i-moon");
  theme.dataset["toggle"] = "theme";
  return {
    title: t("我的", "Me"), tab: "mine", body: [
      ...(me ? [make("dl", "tile pairs", ...rows.flatMap(([name, value]) => [make("dt", "", name), make("dd", "", value)]))] : [signIn()]),
      ...rosterPart(kept.roster),
      press("btn btn-wide", isEnglish() ? "中文" : "English", () => speakOther(me?.csrf ?? ""), "i-globe"), theme,
      link("/desk/", "btn btn-wide", icon("i-list"), t("桌面页面", "The desk")),
      ...(me ? [press("btn btn-wide", t("退出", "Sign out"), () => signOut(kept), "i-logout")] : []),
    ],
  };
}

/** The way in is the product's own door, with its second factor. */
export function signIn(): HTMLElement {
  return make("div", "tile center stack", make("p", "", t("登录以后，今天的清单会存进手机，没有网络也能用。", "Sign in and today's list is kept on this phone, for where there is no network.")),
    link("/accounts/login/?next=/field/", "btn btn-primary btn-wide btn-big", t("登录", "Sign in")));
}

async function room(): Promise<string> {
  const { usage = 0, quota = 0 } = await navigator.storage?.estimate?.() ?? {};
  return quota ? t(`${megabytes(usage)}，还能存 ${megabytes(quota - usage)}`, `${megabytes(usage)}, room for ${megabytes(quota - usage)}`) : megabytes(usage);
}

function form(action: string, fields: Record<string, string>): void {
  const made = make("form");
  made.method = "post";
  made.action = action;
  made.hidden = true;
  for (const [name, value] of Object.entries(fields)) {
    const field = make("input");
    field.name = name;
    field.value = value;
    made.append(field);
  }
  document.body.append(made);
  made.submit();
}

function speakOther(csrf: string): void {
  const cookie = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? csrf;
  form("/language", { csrfmiddlewaretoken: cookie, next: "/field/", language: isEnglish() ? "zh-hans" : "en" });
}

/** Cases, pictures and drafts leave this telephone; what waits in the outbox stays for whoever made it. */
async function signOut(kept: Here): Promise<void> {
  const left = kept.outbox.filter((each) => each.state === "waiting" || each.state === "refused").length;
  const said = left ? t(`还有 ${left} 件没发出。退出后它们仍在手机里，您再登录时发出。退出？`, `${left} not sent yet. They stay on this phone until you sign in again. Sign out?`)
    : t("退出后今天的清单会从手机里删掉。退出？", "Today's list is deleted from this phone. Sign out?");
  if (!window.confirm(said)) return;
  if (kept.me) await flush(kept.me).catch(() => undefined);
  await forgetPerson();
  await forgetPictures();
  form("/accounts/logout/", { csrfmiddlewaretoken: /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "" });
}
