import "../styles/desk.css";
import { startPage } from "../elements/start";
import { startKeys } from "../elements/keys";
import { startRows } from "../elements/rows";
import { startServer } from "../elements/server";

startServer();
startRows();
startKeys();
startPage();
