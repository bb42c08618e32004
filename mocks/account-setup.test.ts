import { describe, expect, test } from 'vitest';
import {
  DEFAULT_GATEWAY_HEADER,
  gatewayHeader,
  nextStep,
  SETUP_STEPS,
  type SetupAnswers,
  setupAnswerSchema,
  USUAL_ANSWERS,
  withAnswer,
} from './account-setup.ts';

const [present, gateway, direction, authentication] = USUAL_ANSWERS;
const first = (count: number): SetupAnswers => USUAL_ANSWERS.slice(0, count);

describe('the set-up wizard', () => {
  test('asks in the documented order (SETUP-1)', () => {
    expect([0, 1, 2, 3, 4].map((count) => nextStep(first(count)))).toEqual([
      'gateway-present',
      'gateway',
      'direction',
      'authentication',
      null,
    ]);
    expect(USUAL_ANSWERS.map(({ step }) => step)).toEqual([...SETUP_STEPS]);
  });

  test('takes no answer before its question', () => {
    if (gateway === undefined || direction === undefined || authentication === undefined) throw new Error('expected four answers');
    expect(withAnswer([], gateway)).toBeUndefined();
    expect(withAnswer(first(1), direction)).toBeUndefined();
    expect(withAnswer(first(2), authentication)).toBeUndefined();
    expect(withAnswer(first(3), authentication)).toEqual(USUAL_ANSWERS);
  });

  test('asks again what comes after an answer that is given anew', () => {
    if (present === undefined) throw new Error('expected four answers');
    const other = { step: 'gateway', vendor: 'cisco', header: 'X-Own' } as const;
    expect(withAnswer(first(3), other)).toEqual([present, other]);
    expect(withAnswer(first(3), present)).toEqual([present]);
  });

  test('offers a header for the gateway, and takes one of the person (SETUP-4)', () => {
    expect(setupAnswerSchema.parse({ step: 'gateway', vendor: 'cisco' })).toMatchObject({ header: 'X-IronPort-RemoteIP' });
    expect(gatewayHeader([])).toBe(DEFAULT_GATEWAY_HEADER);
    expect(gatewayHeader([{ step: 'gateway', vendor: 'cisco', header: 'X-Own' }])).toBe('X-Own');
  });

  test.each([
    [{ step: 'gateway-present', present: false }, /expected true: .*behind a Secure Email Gateway/],
    [{ step: 'gateway', vendor: 'other' }, /expected "cisco"/],
    [{ step: 'gateway', vendor: 'cisco', header: 'X Own' }, /name of a header field/],
    [{ step: 'gateway', vendor: 'cisco', header: 'X-Own:' }, /name of a header field/],
    [{ step: 'gateway', vendor: 'cisco', header: 'X\r\nY' }, /name of a header field/],
    [{ step: 'gateway', vendor: 'cisco', header: '' }, /name of a header field/],
    [{ step: 'direction', direction: 'outgoing' }, /expected "incoming": .*incoming mail only/],
    [{ step: 'authentication', authentication: 'microsoft365' }, /expected "none": .*visibility only/],
    [{ step: 'direction' }, /expected "incoming"/],
    [{ step: 'elsewhere' }, /expected "step" to be one of gateway-present, gateway, direction, authentication/],
    [{ step: 'direction', direction: 'incoming', more: 1 }, /more/],
  ])('%j is refused with what is expected', (answer, message) => {
    const result = setupAnswerSchema.safeParse(answer);
    expect(result.error?.issues[0]?.message).toMatch(message);
  });
});
