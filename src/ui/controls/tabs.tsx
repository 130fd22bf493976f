import type { KeyboardEvent, Ref } from "react";

interface Tab<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly title?: string;
}

/** The ids by which a tab and its panel know each other. */
export const tabId = (value: string): string => `tab-${value}`;
export const tabPanelId = (value: string): string => `tabpanel-${value}`;

/** One of a few panels, chosen by its name: arrow keys, Home and End move and choose (WAI-ARIA, tabs with automatic activation). */
export function Tabs<T extends string>(props: {
  label: string;
  tabs: readonly Tab<T>[];
  value: T;
  onChange: (value: T) => void;
  ref?: Ref<HTMLDivElement>;
}) {
  const { label, tabs, value, onChange, ref } = props;

  const onKey = (event: KeyboardEvent<HTMLElement>) => {
    const at = tabs.findIndex((tab) => tab.value === value);
    const last = tabs.length - 1;
    const to = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at === 0 ? last : at - 1, Home: 0, End: last }[
      event.key
    ];
    const tab = to === undefined ? undefined : tabs[to];
    if (!tab || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    onChange(tab.value);
    event.currentTarget.querySelector<HTMLElement>(`#${tabId(tab.value)}`)?.focus();
  };

  return (
    <div ref={ref} className="tabs" role="tablist" aria-label={label} onKeyDown={onKey} tabIndex={-1}>
      {tabs.map((tab) => (
        <button
          key={tab.value}
          type="button"
          role="tab"
          id={tabId(tab.value)}
          className="tabs__tab"
          title={tab.title}
          aria-selected={tab.value === value}
          aria-controls={tabPanelId(tab.value)}
          tabIndex={tab.value === value ? 0 : -1}
          onClick={() => onChange(tab.value)}
        >
          {tab.label}
        </button>
      ))}
    </div>
  );
}
