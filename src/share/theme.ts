const KEY = "unfold-playground.theme";

/** The theme chosen on an earlier visit; "system" when there is none or storage is refused. */
export function readTheme(): "system" | "light" | "dark" {
  try {
    const stored = localStorage.getItem(KEY);
    return stored === "light" || stored === "dark" ? stored : "system";
  } catch {
    return "system";
  }
}

/** Remembers the theme for later visits; without storage it lasts as long as the page. */
export function rememberTheme(theme: "system" | "light" | "dark"): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Storage is refused: nothing else depends on it.
  }
}
