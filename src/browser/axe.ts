import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

/** Rules of WCAG 2.2 AA and what axe counts as best practice. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * What axe finds on a page, one line for each place: rule, what is wrong, where. The script goes in by the debugging protocol,
 * so that the page's own policy need not allow it.
 */
export const axeFindings = async (page: Page): Promise<string[]> => {
  // Half a megabyte, which a document that was looked at before has already.
  if (!(await page.evaluate<boolean>("'axe' in window"))) await page.evaluate(axe.source);
  const options = { runOnly: { type: 'tag', values: TAGS }, resultTypes: ['violations'] };
  const { violations } = await page.evaluate<AxeResults>(`axe.run(document, ${JSON.stringify(options)})`);
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary = '' }) => `${id}: ${help}, at ${target.join(' ')}: ${failureSummary.replaceAll(/\s+/g, ' ')}`),
  );
};
