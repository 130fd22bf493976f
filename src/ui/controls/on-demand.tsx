import { type ComponentType, useEffect, useState } from "react";
import { plainError } from "../../model/errors";

/** What has come of fetching a part of the page. */
type Fetched = { readonly part: ComponentType } | { readonly failed: string } | null;

/**
 * A part of the page that is fetched when it is first shown, so that nobody waits for it before. When it cannot be
 * fetched, that is said in its place, with a way to try again.
 */
export function onDemand(name: string, load: () => Promise<ComponentType>): ComponentType {
  let known: Fetched = null;
  return function OnDemand() {
    const [fetched, setFetched] = useState(known);
    useEffect(() => {
      if (fetched) return;
      let shown = true;
      const settle = (next: Fetched): void => {
        if (next && "part" in next) known = next;
        if (shown) setFetched(next);
      };
      load().then(
        (part) => settle({ part }),
        (thrown: unknown) => settle({ failed: plainError(thrown).message }),
      );
      return () => {
        shown = false;
      };
    }, [fetched]);
    if (!fetched) return null;
    if ("part" in fetched) return <fetched.part />;
    return (
      <div className="on-demand" role="alert">
        <p>
          The {name} could not be fetched ({fetched.failed}). Everything else works on.
        </p>
        <button type="button" className="button" onClick={() => setFetched(null)}>
          Try again
        </button>
      </div>
    );
  };
}
