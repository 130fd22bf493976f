import { type ComponentType, lazy, type LazyExoticComponent, useEffect } from "react";
import { toast } from "../state/store";
import { useServices } from "./services";

/** Stands where a part of the page could not be fetched, as after a new version was put up, or without a connection. */
function NotFetched() {
  const { store } = useServices();
  useEffect(() => {
    toast(
      store,
      "error",
      "This part of the page could not be fetched. Reload the page: the address keeps the document.",
    );
  }, [store]);
  return null;
}

/** A component that is fetched when it is first shown; where that fails it is said, and the rest of the page goes on. */
export function later<Props extends object>(
  fetched: () => Promise<ComponentType<Props>>,
): LazyExoticComponent<ComponentType<Props>> {
  return lazy(async () => {
    try {
      return { default: await fetched() };
    } catch {
      return { default: NotFetched };
    }
  });
}
