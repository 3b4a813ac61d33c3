import "../styles/resident.css";
import { startPage } from "../elements/start";
import { defineReader } from "../elements/reader";

startPage();
defineReader();
