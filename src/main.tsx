import "./ui/styles/tokens.css";
import "./ui/styles/base.css";
import "./ui/styles/page.css";
import "./views/axis-hues.css";
import "./views/speed-chart.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createEngine } from "./engine/client";
import type { Document } from "./model/document";
import { PlaygroundError, plainError } from "./model/errors";
import { type BackendName, gradientNamed } from "./model/runner";
import { watchAddress } from "./share/address";
import { minimalDocument } from "./share/document/minimal";
import { createPictureLoader } from "./share/picture-loader";
import { createPictures } from "./share/pictures/client";
import { createPlayground } from "./share/scripting/playground";
import "./share/scripting/window";
import { conduct, STARTER_DOCUMENT, STARTER_SELECTION } from "./state/conductor";
import { checkDifferentiable, watchGradients } from "./state/gradients";
import { createLearner } from "./state/learning";
import { programsOf } from "./state/programs";
import { readingOf } from "./state/typed";
import { createMeter } from "./state/speed";
import { createAppStore, setSession, toast } from "./state/store";
import { readTheme, rememberTheme } from "./share/theme";
import { App } from "./ui/app";
import { createOpening } from "./ui/opening";
import { type Services, ServicesProvider } from "./ui/services";
import { canDraw } from "./views/canvas";
import { isPaintWaiting } from "./views/paint-queue";

const store = createAppStore({ theme: readTheme() });
const engine = createEngine();
const pictures = createPictureLoader(createPictures(), engine);

const nextFrame = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => resolve()));

/** A frame that draws what the store holds now, one more, in which a size that changed with it is drawn, and until nothing waits. */
async function afterPaint(): Promise<void> {
  await nextFrame();
  await nextFrame();
  while (isPaintWaiting()) {
    await nextFrame();
  }
}

function tell(thrown: unknown): void {
  const { tag, message } = plainError(thrown);
  if (tag !== "superseded") toast(store, "error", message);
}

const conductor = conduct(store, engine, pictures.load, afterPaint);
watchGradients(store, engine);
const learner = createLearner(store, engine, settled, afterPaint);
const meter = createMeter(store, engine, settled);
const addressLost = (thrown: unknown): void =>
  toast(store, "notice", `The address does not hold the document any more: ${plainError(thrown).message}`);
const address = watchAddress((hash) => void follow(hash), addressLost);

type Links = typeof import("./share/links");
let links: Links | null = null;
let fetchingLinks = false;

/** What reads and writes links is fetched with the first of them: without one, nobody waits for it. */
async function fetchLinks(): Promise<Links> {
  links ??= await import("./share/links");
  return links;
}

let turn: Promise<unknown> = Promise.resolve();

/** The same, for documents that are to be shown: whoever asks first goes on first, however long it took. */
function linksInTurn(): Promise<Links> {
  const mine = turn.then(fetchLinks, fetchLinks);
  turn = mine;
  return mine;
}

/** Keeps the document in the address; on a first visit from the first result on. */
function keepInAddress(document: Document): void {
  const known = links;
  if (known) address.set(() => known.encodeLink(document));
  else if (!fetchingLinks) {
    fetchingLinks = true;
    conductor
      .settled()
      .then(fetchLinks)
      .then(() => keepInAddress(store.getState().document), addressLost)
      .finally(() => (fetchingLinks = false));
  }
}

engine.onStatus(({ backend, detail, notice }) => {
  setSession(store, { backend: { name: backend, detail } });
  if (notice) toast(store, "notice", notice);
});

store.subscribe((state, before) => {
  // The starter behind the question for a picture leaves the link that asks where it is.
  const asking = state.session.wanted !== null && state.document === STARTER_DOCUMENT;
  if (state.document !== before.document && state.picture && !asking) keepInAddress(state.document);
  if (state.session.theme !== before.session.theme) rememberTheme(state.session.theme);
});

/** Shows a document; one whose picture did not travel with it waits until the person brings the picture. */
async function show(document: Document): Promise<void> {
  try {
    await conductor.load(document);
    setSession(store, { wanted: null });
    address.flush();
  } catch (thrown) {
    if (plainError(thrown).tag === "picture-absent") setSession(store, { wanted: document });
    throw thrown;
  }
}

/** Opens what an address carries. What is wrong with it is said; the work so far stays. */
async function follow(hash: string): Promise<void> {
  try {
    const { decodeLink } = await linksInTurn();
    const link = decodeLink(hash);
    if (!link) return;
    await show(link.document);
    for (const warning of link.warnings) toast(store, "notice", warning);
  } catch (thrown) {
    const { tag, message } = plainError(thrown);
    // Whoever asked for something newer is answered for it.
    if (tag === "superseded") return;
    if (tag !== "picture-absent") toast(store, "error", message);
    const { picture, document } = store.getState();
    // Behind the question for a picture that did not travel, the starter is shown; the question stays.
    if (!picture) await showStarter().catch(tell);
    // A reload must bring back the work, not the link that was refused.
    else if (tag !== "picture-absent") {
      keepInAddress(document);
      address.flush();
    }
  }
}

/** Resolves when no link is still to be read, nothing runs and everything is drawn. */
async function settled(): Promise<void> {
  let known;
  do {
    known = turn;
    // What became of it is told elsewhere.
    await known.catch(() => undefined);
    await conductor.settled();
  } while (known !== turn);
}

async function chooseBackend(name: BackendName | "auto"): Promise<BackendName> {
  // Times of two backends do not belong together.
  meter.cancel();
  const status = await engine.backend(name);
  conductor.rerun();
  await settled();
  return status.backend;
}

const services: Services = {
  store,
  conductor,
  runner: engine,
  meter,
  learner,
  ...createOpening({ store, conductor, runner: engine, pictures, show }),
  async chooseBackend(name) {
    await chooseBackend(name);
  },
  async address() {
    const { encodeLink } = await fetchLinks();
    return `${location.origin}${location.pathname}${location.search}${encodeLink(store.getState().document)}`;
  },
};

window.playground = createPlayground({
  document: () => minimalDocument(store.getState().document),
  async load(input) {
    const { checkDocument } = await linksInTurn();
    await show(checkDocument(input).document);
  },
  settled,
  async backend(name) {
    if (name) return chooseBackend(name);
    await settled();
    const { backend } = store.getState().session;
    if (!backend) throw new PlaygroundError("backend", "no backend has started");
    return backend.name;
  },
  steps(which) {
    const state = store.getState();
    if (which === "code" && typeof state.document.program === "string") return null;
    return programsOf(state)?.[which === "code" ? "maps" : which].steps ?? [];
  },
  variable(name) {
    const { document, picture } = store.getState();
    const found = picture && readingOf(document, picture.image.shape)?.variables.get(name);
    if (found?.kind !== "tensor" || found.step === null) return null;
    const { step } = found;
    return settled().then(() => engine.step("maps", step));
  },
  async tensor(name) {
    const { results } = store.getState();
    // Without any finished run, why the first one failed is what there is to say.
    if (results.status === "failed" && !results.previous) {
      throw new PlaygroundError(results.error.tag, results.error.message);
    }
    if (name === "grad_filter" || name === "grad_image") {
      return gradientNamed(await engine.gradients(checkDifferentiable(store.getState())), name);
    }
    return engine.tensor(name);
  },
  measure: ({ method, runs }) => engine.measure({ method, runs, mask: "drawn" }),
});

const root = document.getElementById("page");
if (root) {
  // Not as a transition: whenever the store changed meanwhile, all of it would be rendered again, at once.
  createRoot(root).render(
    <StrictMode>
      <ServicesProvider services={services}>
        <App />
      </ServicesProvider>
    </StrictMode>,
  );
}

/** The page as a first visit sees it: a picture with a region, and one number already followed. */
const showStarter = (): Promise<void> => conductor.load(STARTER_DOCUMENT, STARTER_SELECTION);

// An address that carries a document opens it; any other visit starts with the starter.
if (location.hash.length > 1) void follow(location.hash);
else void showStarter().catch(tell);

if (!canDraw()) {
  toast(
    store,
    "error",
    "This browser refuses to draw on a canvas, so picture, tensor and output stay empty. Shapes, strides and equations are there all the same; allow this page its canvas to see the rest.",
  );
}
