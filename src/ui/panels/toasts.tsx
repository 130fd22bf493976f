import { dismissToast } from "../../state/store";
import { Icon } from "../controls/icon";
import { useApp, useServices } from "../services";

/** Errors and notices; each stays until it is closed, none takes the focus. */
export function Toasts() {
  const { store } = useServices();
  const toasts = useApp((state) => state.session.toasts);
  return (
    <div className="toasts" role="region" aria-label="messages" aria-live="polite">
      {toasts.map(({ id, kind, message }) => (
        <div key={id} className={`toast toast--${kind}`} role={kind === "error" ? "alert" : "status"}>
          <p>{message}</p>
          <button
            type="button"
            className="button button--quiet button--icon"
            aria-label="Dismiss"
            onClick={() => dismissToast(store, id)}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  );
}
