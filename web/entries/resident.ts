import "../styles/resident.css";
import { startPage } from "../elements/start";
import { definePlace } from "../elements/place";
import { defineReader } from "../elements/reader";
import { settleIn } from "../outbox/home";
import { RESIDENT } from "../resident/home";
import { startKeeping } from "../resident/keeping";
import { defineOutbox } from "../resident/outbox";
import { startSending } from "../resident/sending";
import { startInstalled } from "../resident/installed";

settleIn(RESIDENT);
startPage();
definePlace();
defineReader();
defineOutbox();
startKeeping();
startSending();
void startInstalled();
