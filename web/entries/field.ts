import "../styles/field.css";
import { startClocks } from "../elements/clocks";
import { startSettings } from "../elements/settings";
import { startToasts } from "../elements/toasts";
import { startApp } from "../field/app";

startSettings();
startToasts();
startClocks();
void navigator.serviceWorker?.register("/field/worker.js", { scope: "/field/" }).catch(() => undefined);
void startApp();
