import "../styles/desk.css";
import { startFolds } from "../elements/folds";
import { startMenus } from "../elements/menus";
import { startRefused } from "../elements/refused";
import { startPage } from "../elements/start";
import { startLive } from "../elements/live";
import { startKeys } from "../elements/keys";
import { startRows } from "../elements/rows";
import { startServer } from "../elements/server";

startServer();
startRows();
startKeys();
startPage();
startFolds();
startMenus();
startRefused();
startLive();
