import { type CSSProperties, type ReactNode, useRef } from "react";
import type { LowerTab } from "../../state/app-state";
import { onDemand } from "../controls/on-demand";
import { Tabs, tabId, tabPanelId } from "../controls/tabs";
import { loadLanguage } from "../../state/typed";
import { useApp, useSession } from "../services";
import { useSize } from "../use-size";
import { TensorPanel } from "./tensor-panel";

const CodePanel = onDemand("code panel", async () => {
  const [{ CodePanel: panel }] = await Promise.all([import("./code-panel"), loadLanguage()]);
  return panel;
});
const GradientsPanel = onDemand("gradients panel", async () => (await import("./gradients-panel")).GradientsPanel);
const SpeedPanel = onDemand("speed panel", async () => (await import("./speed-panel")).SpeedPanel);

/** One entry per tab; a new panel is a new entry. A tab that keeps its panel only hides it, so that it stays as it was left. */
const TABS: readonly { value: LowerTab; label: string; title: string; panel: () => ReactNode; keeps: boolean }[] = [
  {
    value: "tensor",
    label: "Tensor",
    title: "the numbers of the chosen step",
    panel: () => <TensorPanel />,
    keeps: true,
  },
  {
    value: "code",
    label: "Code",
    title: "the program as PyTorch: type your own lines, see every shape",
    panel: () => <CodePanel />,
    keeps: false,
  },
  {
    value: "gradients",
    label: "Gradients",
    title: "a loss over the result, what comes back to filter and image, and learning a filter",
    panel: () => <GradientsPanel />,
    keeps: false,
  },
  {
    value: "speed",
    label: "Speed",
    title: "how long the convolution takes on this machine, and what skipping windows saves",
    panel: () => <SpeedPanel />,
    keeps: false,
  },
];

/** The panels that share the lower area. The tabs stand in the first line of whichever is shown. */
export function LowerArea() {
  const set = useSession();
  const chosen = useApp((state) => state.session.tab);
  const tabs = useRef<HTMLDivElement>(null);
  const { width } = useSize(tabs);
  // React's type knows no custom properties.
  const room = { "--tabs": `${Math.ceil(width)}px` } as CSSProperties;
  return (
    <div className="panel panel--lower lower" style={room}>
      <Tabs ref={tabs} label="lower area" tabs={TABS} value={chosen} onChange={(tab) => set({ tab })} />
      {TABS.map(({ value, panel, keeps }) => (
        <div
          key={value}
          id={tabPanelId(value)}
          className="lower__panel"
          role="tabpanel"
          aria-labelledby={tabId(value)}
          hidden={value !== chosen}
        >
          {(value === chosen || keeps) && panel()}
        </div>
      ))}
    </div>
  );
}
