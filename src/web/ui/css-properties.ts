import { nothing } from 'lit-html';
import { Directive, directive, type ElementPart, type PartInfo, PartType } from 'lit-html/directive.js';

/**
 * `<div ${cssProperties({ '--start': '12%' })}>`: sets custom properties by CSSOM. The policy of the pages forbids `style` attributes,
 * and lit's `styleMap` writes one when it draws first.
 */
class CssProperties extends Directive {
  private before = new Set<string>();

  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error('cssProperties stands in a tag, not in an attribute');
  }

  render(_properties: Readonly<Record<`--${string}`, string>>): unknown {
    return nothing;
  }

  override update({ element }: ElementPart, [properties]: Parameters<this['render']>): unknown {
    const { style } = element as HTMLElement;
    for (const name of this.before) if (!(name in properties)) style.removeProperty(name);
    for (const [name, value] of Object.entries(properties)) style.setProperty(name, value);
    this.before = new Set(Object.keys(properties));
    return nothing;
  }
}

export const cssProperties = directive(CssProperties);
