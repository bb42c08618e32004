import { describe, expect, it } from 'vitest';
import { pinErrors } from './pinned.ts';

describe('the pinned number of scenarios', () => {
  it('is content with itself', () => {
    expect(pinErrors(250, 250)).toEqual([]);
  });

  it.each([
    [249, /^249 scenarios were found, 250 are pinned: some have disappeared\. .*"scenarios: 249".*pinned\.yaml$/],
    [251, /^251 .*: some are new\. .*"scenarios: 251"/],
  ])('sees %i of 250, and says what to write where', (found, message) => {
    expect(pinErrors(found, 250)).toEqual([expect.stringMatching(message)]);
  });
});
