/** Light, dark, or as the system has it: the reader's choice, kept in this browser. */
export const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const NAME = 'weir-theme';

/** What was chosen; `auto` where nothing was. */
export function chosenTheme(): Theme {
  const kept = localStorage.getItem(NAME);
  return THEMES.find((theme) => theme === kept) ?? 'auto';
}

/** Keeps a choice and shows it. */
export function chooseTheme(theme: Theme): void {
  if (theme === 'auto') localStorage.removeItem(NAME);
  else localStorage.setItem(NAME, theme);
  applyTheme();
}

/** Shows what was chosen. */
export function applyTheme(): void {
  const theme = chosenTheme();
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
