import { html, nothing, svg, type TemplateResult } from 'lit-html';

// Own drawings on a grid of 16, drawn with the colour of the text around them. They never stand for themselves: a button with
// nothing but an icon has a label.

const SHAPES = {
  home: svg`<path d="M2.5 7.5 8 2.75l5.5 4.75"/><path d="M4 6.5v6.75h8V6.5"/><path d="M6.75 13.25v-3.5h2.5v3.5"/>`,
  shield: svg`<path d="M8 1.75 13.25 3.5v4c0 3.25-2.25 5.5-5.25 6.75C5 13 2.75 10.75 2.75 7.5v-4z"/><path d="m5.75 7.75 1.75 1.75 3-3.25"/>`,
  policy: svg`<rect x="2.25" y="2.75" width="11.5" height="10.5" rx="1.25"/><path d="M2.25 6h11.5M6 6v7.25"/>`,
  gauge: svg`<path d="M2.5 11.75a5.75 5.75 0 1 1 11 0"/><path d="m8 9.5 2.75-3.25"/><circle cx="8" cy="9.75" r=".75"/>`,
  search: svg`<circle cx="7" cy="7" r="4.25"/><path d="m10.25 10.25 3.25 3.25"/>`,
  lines: svg`<path d="M2.5 3.75h11M2.5 6.75h7.5M2.5 9.75h9.5M2.5 12.75h5"/>`,
  mail: svg`<rect x="1.75" y="3.25" width="12.5" height="9.5" rx="1.25"/><path d="m2.25 4.25 5.75 4.5 5.75-4.5"/>`,
  queue: svg`<rect x="2.25" y="2.5" width="11.5" height="3" rx="1"/><rect x="2.25" y="7" width="11.5" height="3" rx="1"/><path d="M3.25 12.75h9.5"/>`,
  plug: svg`<path d="M5.75 1.75v3M10.25 1.75v3M4 4.75h8v2.5a4 4 0 0 1-8 0zM8 11.25v3"/>`,
  globe: svg`<circle cx="8" cy="8" r="6"/><path d="M2.25 8h11.5M8 2c1.75 1.75 2.5 3.75 2.5 6s-.75 4.25-2.5 6C6.25 12.25 5.5 10.25 5.5 8S6.25 3.75 8 2z"/>`,
  bolt: svg`<path d="M8.75 1.75 3.5 9h4l-.25 5.25L12.5 7h-4z"/>`,
  play: svg`<path d="M4.75 2.75v10.5L13 8z"/>`,
  pause: svg`<path d="M5.25 3v10M10.75 3v10"/>`,
  bars: svg`<path d="M2.5 13.5h11M4.25 11V7.5M8 11V3M11.75 11V5.5"/>`,
  menu: svg`<path d="M2.5 4.25h11M2.5 8h11M2.5 11.75h11"/>`,
  sidebar: svg`<rect x="2" y="2.75" width="12" height="10.5" rx="1.25"/><path d="M6 2.75v10.5M11.5 6 9.5 8l2 2"/>`,
  sliders: svg`<path d="M2.5 4.75h6.25M12.25 4.75h1.25M2.5 11.25h1.25M7.25 11.25h6.25"/><circle cx="10.5" cy="4.75" r="1.75"/><circle cx="5.5" cy="11.25" r="1.75"/>`,
  keyboard: svg`<rect x="1.5" y="4" width="13" height="8" rx="1.25"/><path d="M4 6.75h.01M6.75 6.75h.01M9.5 6.75h.01M12 6.75h.01M5 9.5h6"/>`,
  close: svg`<path d="m3.75 3.75 8.5 8.5M12.25 3.75l-8.5 8.5"/>`,
  check: svg`<path d="m3 8.5 3.25 3.25L13 4.75"/>`,
  plus: svg`<path d="M8 3v10M3 8h10"/>`,
  edit: svg`<path d="m10.5 3 2.5 2.5-7.25 7.25-3.25.75.75-3.25z"/><path d="m9 4.5 2.5 2.5"/>`,
  trash: svg`<path d="M2.75 4.25h10.5M6 4.25v-1.5h4v1.5M4.25 4.25l.5 9h6.5l.5-9M6.75 7v3.75M9.25 7v3.75"/>`,
  grip: svg`<path d="M6 3.5h.01M10 3.5h.01M6 8h.01M10 8h.01M6 12.5h.01M10 12.5h.01"/>`,
  up: svg`<path d="M8 13V3.5M3.75 7.5 8 3.25l4.25 4.25"/>`,
  down: svg`<path d="M8 3v9.5M3.75 8.5 8 12.75l4.25-4.25"/>`,
  right: svg`<path d="m6 3.5 4.5 4.5L6 12.5"/>`,
  left: svg`<path d="M10 3.5 5.5 8l4.5 4.5"/>`,
  refresh: svg`<path d="M13 8a5 5 0 1 1-1.5-3.5L13 6M13 2.75V6H9.75"/>`,
  undo: svg`<path d="M5.75 3 2.75 6l3 3"/><path d="M3 6h6.25a3.5 3.5 0 0 1 0 7H6"/>`,
  copy: svg`<rect x="5.5" y="5.5" width="8" height="8" rx="1.25"/><path d="M3.75 10.5h-1v-8h8v1"/>`,
  download: svg`<path d="M8 2.5v8M4.5 7.25 8 10.75l3.5-3.5M2.75 13.5h10.5"/>`,
  upload: svg`<path d="M8 10.75v-8M4.5 6 8 2.5 11.5 6M2.75 13.5h10.5"/>`,
  filter: svg`<path d="M2.25 3h11.5L9.5 8.25v4.5l-3-1.5v-3z"/>`,
  info: svg`<circle cx="8" cy="8" r="6"/><path d="M8 7.25v4M8 4.75h.01"/>`,
  alert: svg`<path d="M8 2.25 14.25 13H1.75z"/><path d="M8 6.5v3M8 11.25h.01"/>`,
  clock: svg`<circle cx="8" cy="8" r="6"/><path d="M8 4.5V8l2.5 1.5"/>`,
  lock: svg`<rect x="3.25" y="7" width="9.5" height="6.5" rx="1.25"/><path d="M5.25 7V5a2.75 2.75 0 0 1 5.5 0v2"/>`,
  user: svg`<circle cx="8" cy="5.25" r="2.75"/><path d="M2.75 13.75c.5-2.75 2.5-4.25 5.25-4.25s4.75 1.5 5.25 4.25"/>`,
  paperclip: svg`<path d="m12.75 7.25-5 5a3 3 0 0 1-4.25-4.25l5.5-5.5a2 2 0 0 1 2.75 2.75l-5.25 5.25a1 1 0 0 1-1.5-1.5l4.5-4.5"/>`,
  link: svg`<path d="M6.75 9.25a2.75 2.75 0 0 0 4 0l2-2a2.75 2.75 0 0 0-4-4l-.75.75M9.25 6.75a2.75 2.75 0 0 0-4 0l-2 2a2.75 2.75 0 0 0 4 4L8 12"/>`,
  book: svg`<path d="M8 4c-1.25-1-3-1.25-5.5-1.25v9.5c2.5 0 4.25.25 5.5 1.25 1.25-1 3-1.25 5.5-1.25v-9.5C11 2.75 9.25 3 8 4zM8 4v9.5"/>`,
  more: svg`<path d="M3.5 8h.01M8 8h.01M12.5 8h.01"/>`,
  external: svg`<path d="M9 2.75h4.25V7M13 3 7.5 8.5M11.25 9.5v3.75h-8.5v-8.5H6.5"/>`,
} as const;

export type IconName = keyof typeof SHAPES;

/** Every icon there is, for the page that shows them. */
export const ICONS = Object.keys(SHAPES) as readonly IconName[];

/** An icon; hidden from screen readers unless it has a title of its own. */
export const icon = (name: IconName, title?: string): TemplateResult => html`
  <svg
    class="icon" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"
    aria-hidden=${title === undefined ? 'true' : nothing} role=${title === undefined ? nothing : 'img'} aria-label=${title ?? nothing}
  >${SHAPES[name]}</svg>
`;
