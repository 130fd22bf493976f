import { createContext, type ReactNode, useCallback, useContext } from "react";
import { useStore } from "zustand";
import type { BackendName, Runner } from "../model/runner";
import { channelsOf } from "../share/document/image-size";
import type { AppState } from "../state/app-state";
import type { Conductor, PictureChange } from "../state/conductor";
import type { Learner } from "../state/learning";
import type { Meter } from "../state/speed";
import { setSession, type Store, toast } from "../state/store";
import { type Draw, forgetPaint, paintSoon } from "../views/paint-queue";
import { PlaygroundError, plainError } from "../model/errors";
import { askAtFullSize, type Opening } from "./opening";

/** What the page is wired to; main.tsx provides it. */
export interface Services extends Opening {
  readonly store: Store;
  readonly conductor: Conductor;
  readonly runner: Runner;
  readonly meter: Meter;
  readonly learner: Learner;
  readonly chooseBackend: (name: BackendName | "auto") => Promise<void>;
  /** The address of the document as it stands now. */
  readonly address: () => Promise<string>;
}

const ServicesContext = createContext<Services | null>(null);

export function ServicesProvider({ services, children }: { services: Services; children: ReactNode }) {
  return <ServicesContext value={services}>{children}</ServicesContext>;
}

export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (!services) throw new Error("no services: the component stands outside of the page");
  return services;
}

/** Reads from the store. The selector must return something stable while its inputs stay the same. */
export function useApp<T>(select: (state: AppState) => T): T {
  return useStore(useServices().store, select);
}

/** Runs something that may fail and shows its error as a toast; a request overtaken by a newer one is no error. */
export function useAttempt(): (work: () => Promise<unknown>) => void {
  const { store } = useServices();
  return (work) => {
    work().catch((thrown: unknown) => {
      const error = plainError(thrown);
      if (error.tag !== "superseded" && error.tag !== "cancelled") toast(store, "error", error.message);
    });
  };
}

/**
 * Draws on a node in one of the next frames, and shows as a toast what the browser refuses. What it returns takes the
 * drawing back: the clean-up of an effect.
 */
export function useDrawing(): (node: object, draw: Draw, comesFirst?: boolean) => () => void {
  const { store } = useServices();
  return useCallback(
    (node, draw, comesFirst = false) => {
      function* guarded() {
        try {
          const pieces = draw();
          for (let piece = pieces?.next(); piece?.done === false; piece = pieces?.next()) yield piece.value;
        } catch (thrown) {
          toast(store, "error", plainError(thrown).message);
        }
      }
      paintSoon(node, guarded, comesFirst);
      return () => forgetPaint(node);
    },
    [store],
  );
}

/** The change, once it was asked about where it brings a picture to its full size and that takes more than the budget. */
async function withinBudget(store: Store, change: PictureChange, name: string): Promise<PictureChange> {
  const { picture, document } = store.getState();
  if (!picture?.natural || change.image || change.resize !== null) return change;
  const { natural, perNumber } = picture;
  const channels = channelsOf({ ...document, ...change });
  const answer = await askAtFullSize(store, name, [1, channels, ...natural], perNumber);
  if (answer === "leave") throw new PlaygroundError("cancelled", "the working size stays as it was");
  return change;
}

/** Opens a sample, a tensor made by rule, or a new working size. */
export function useChangePicture() {
  const { conductor, store } = useServices();
  const attempt = useAttempt();
  return (change: PictureChange, name: string) => {
    // Another picture was chosen: the one that a link asked for is no longer waited for.
    if (change.image) setSession(store, { wanted: null });
    attempt(() => conductor.changePicture(() => withinBudget(store, change, name), name));
  };
}

/** The session's setter. */
export function useSession() {
  const { store } = useServices();
  return (change: Parameters<typeof setSession>[1]) => setSession(store, change);
}
