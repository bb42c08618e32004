import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PACKAGE_ROOT } from './package-root.ts';
import { loadRegistry } from './registry.ts';
import { describeSelection, parseSelection, requirementMeant, tagExpressionOf } from './selection.ts';

const registry = loadRegistry();
const parse = (...words: string[]) => parseSelection(words, '', registry, '/');

describe('a selection', () => {
  it('takes ids in any case, with or without @', () => {
    expect(parse('retry-3', '@LOG-1', 'RETRY-3').ids).toEqual(['RETRY-3', 'LOG-1']);
  });

  it('takes a whole section', () => {
    expect(parse('DASH').ids).toEqual(['DASH-1', 'DASH-2']);
  });

  it('takes files of the package from any directory, with lines', () => {
    expect(parse('features/requirements/log.yaml:12').files).toEqual([`${join(PACKAGE_ROOT, 'features/requirements/log.yaml')}:12`]);
  });

  it.each([
    ['RETRI-3', /did you mean RETRY-3\?/],
    ['RETRY-99', /there is no such requirement; did you mean RETRY-9\?/],
    ['features/none.feature', /neither a requirement id nor a file/],
  ])('refuses %s and says what was meant', (word, message) => {
    expect(() => parse(word)).toThrow(message);
  });

  it('joins ids and tags to one expression', () => {
    expect(tagExpressionOf({ ids: ['LOG-1', 'LOG-2'], files: [], tags: 'not @slow' })).toBe('(@LOG-1 or @LOG-2) and (not @slow)');
    expect(tagExpressionOf({ ids: [], files: [], tags: '' })).toBe('');
  });

  it('is told in words, files relative to the package', () => {
    expect(describeSelection({ ids: ['LOG-1'], files: [join(PACKAGE_ROOT, 'features/x')], tags: '@a' })).toBe('LOG-1; features/x; tags @a');
  });

  it('of one requirement is no section', () => {
    expect(() => requirementMeant('DASH', registry)).toThrow(/name one requirement, such as DASH-1/);
  });
});
