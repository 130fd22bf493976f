import { answerCost } from "../../state/asking";
import { useApp, useServices } from "../services";

/** Says what something is going to take that is beyond the budget, and waits for a yes or no. */
export function CostQuestion() {
  const { store } = useServices();
  const asking = useApp((state) => state.session.asking);
  if (!asking) return null;
  return (
    <div className="wanted" role="alertdialog" aria-label="before it is done">
      <p>{asking.words}</p>
      <button type="button" className="button button--primary" onClick={() => answerCost(store, "go on")}>
        Go on
      </button>
      {asking.instead !== null && (
        <button type="button" className="button" onClick={() => answerCost(store, "instead")}>
          {asking.instead}
        </button>
      )}
      <button type="button" className="button button--quiet" onClick={() => answerCost(store, "leave")}>
        Not now
      </button>
    </div>
  );
}
