// What the CSS of a message may do: look. Nothing that loads, runs, moves over other things, or reads anything.

/** Written without their long forms: `border` stands for `border-left-color` and so on. */
const PROPERTIES: ReadonlySet<string> = new Set(
  `align-content align-items align-self background background-attachment background-color background-image background-position
  background-position-x background-position-y background-repeat background-size border-collapse border-radius border-spacing
  box-sizing caption-side clear color color-scheme column-count column-gap columns direction display empty-cells flex flex-basis
  flex-direction flex-flow flex-grow flex-shrink flex-wrap float font font-family font-size font-stretch font-style font-variant
  font-weight gap height hyphens justify-content justify-items justify-self letter-spacing line-break line-height list-style
  list-style-image list-style-position list-style-type max-height max-width min-height min-width object-fit opacity order
  orphans overflow-wrap quotes row-gap tab-size table-layout text-align text-decoration text-decoration-color
  text-decoration-line text-decoration-style text-indent text-overflow text-transform text-wrap unicode-bidi vertical-align
  visibility white-space widows width word-break word-spacing word-wrap writing-mode`.split(/\s+/),
);

const PROPERTY_FAMILIES =
  /^(?:margin|padding)(?:-(?:top|right|bottom|left))?$|^border(?:-(?:top|right|bottom|left))?(?:-(?:color|style|width))?$|^border-(?:top|bottom)-(?:left|right)-radius$/;

export const isAllowedProperty = (name: string): boolean => PROPERTIES.has(name) || PROPERTY_FAMILIES.test(name);

export const ALLOWED_FUNCTIONS: ReadonlySet<string> = new Set(
  'calc clamp hsl hsla hwb lab lch linear-gradient max min oklab oklch radial-gradient repeating-linear-gradient repeating-radial-gradient rgb rgba'.split(
    ' ',
  ),
);

/** Properties in which `none` may take the place of a picture. */
export const TAKES_PICTURE = /^(?:background|background-image|list-style|list-style-image)$/;

export const ALLOWED_PSEUDO_CLASSES: ReadonlySet<string> = new Set(
  'active empty first-child first-of-type focus hover last-child last-of-type link only-child only-of-type root visited'.split(' '),
);

export const ALLOWED_PSEUDO_FUNCTIONS: ReadonlySet<string> = new Set('nth-child nth-last-child nth-of-type nth-last-of-type'.split(' '));
