import "../styles/field.css";
import { startClocks } from "../elements/clocks";
import { startSettings } from "../elements/settings";
import { startToasts } from "../elements/toasts";
import { startApp } from "../field/app";
import { FIELD } from "../field/home";
import { settleIn } from "../outbox/home";

settleIn(FIELD);
startSettings();
startToasts();
startClocks();
void navigator.serviceWorker?.register("/field/worker.js", { scope: "/field/" }).catch(() => undefined);
void startApp();
