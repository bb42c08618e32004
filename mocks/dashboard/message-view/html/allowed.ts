// What is kept of a message's HTML. Everything else is left out: elements by their tags, active ones with all they hold.

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Elements that only lay out and mark up text. */
export const ALLOWED_ELEMENTS = words(`
  a abbr address article aside b big blockquote body br caption center cite code col colgroup dd del dfn div dl dt em
  figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p pre q s samp section small
  span strike strong sub sup table tbody td tfoot th thead time tr tt u ul var wbr`);

/** Without an end tag. */
export const VOID_ELEMENTS = words('br col hr img wbr');

/** Their end tags may be missing in good HTML, so open ones are no measure of depth. */
export const SELF_ENDING_ELEMENTS = words('body caption colgroup dd dt li p tbody td tfoot th thead tr');

/** A browser repeats those that are left open in every block that follows. */
export const FORMATTING_ELEMENTS = words('a b big code em font i s small strike strong tt u');

/** Left out with all that they hold. */
export const DROPPED_WITH_CONTENT = words('template svg math');

/** Left out, and told of: what would have run, loaded, sent or moved something. */
export const ACTIVE_ELEMENTS = words(`
  applet audio base button embed fencedframe fieldset form frame frameset iframe input link math object portal script
  select svg template textarea video`);

/** On every element. */
const GLOBAL_ATTRIBUTES = words('align class dir id lang title valign');

const ATTRIBUTES: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['a', words('name')],
  ['body', words('bgcolor text')],
  ['br', words('clear')],
  ['col', words('bgcolor span width')],
  ['colgroup', words('bgcolor span width')],
  ['del', words('datetime')],
  ['div', words('bgcolor')],
  ['font', words('color face size')],
  ['hr', words('color noshade size width')],
  ['img', words('alt border height hspace vspace width')],
  ['ins', words('datetime')],
  ['li', words('type value')],
  ['ol', words('reversed start type')],
  ['pre', words('width')],
  ['table', words('bgcolor border bordercolor cellpadding cellspacing frame height rules summary width')],
  ['tbody', words('bgcolor')],
  ['td', words('abbr bgcolor bordercolor colspan headers height nowrap rowspan scope width')],
  ['tfoot', words('bgcolor')],
  ['th', words('abbr bgcolor bordercolor colspan headers height nowrap rowspan scope width')],
  ['thead', words('bgcolor')],
  ['time', words('datetime')],
  ['tr', words('bgcolor bordercolor height')],
  ['ul', words('type')],
]);

export const isAllowedAttribute = (element: string, name: string): boolean =>
  GLOBAL_ATTRIBUTES.has(name) || (ATTRIBUTES.get(element)?.has(name) ?? false);
