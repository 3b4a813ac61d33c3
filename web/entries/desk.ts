import "../styles/desk.css";
import { startPage } from "../elements/start";
import { startLive } from "../elements/live";
import { startKeys } from "../elements/keys";
import { startRows } from "../elements/rows";
import { startServer } from "../elements/server";

startServer();
startRows();
startKeys();
startPage();
startLive();
