import "../styles/resident.css";
import { startPage } from "../elements/start";
import { definePlace } from "../elements/place";
import { defineReader } from "../elements/reader";

startPage();
definePlace();
defineReader();
