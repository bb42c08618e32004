import { expect, it } from 'vitest';
import { bounceKindOf } from './bounce-kind.ts';
import type { DeliveryFailure } from './smtp-client/outcome.ts';

const refused = (code: number): DeliveryFailure => ({ kind: 'refused', stage: 'RCPT TO', reply: { code, lines: ['x'] } });

it.each<[DeliveryFailure, string]>([
  [refused(550), 'fiveXX'],
  [refused(503), 'fiveXX'],
  [refused(451), 'expired'],
  [{ kind: 'network error', stage: 'connect', detail: 'refused' }, 'expired'],
  [{ kind: 'dns hard', name: 'a.test', recordType: 'MX', detail: 'NXDomain' }, 'dns'],
  [{ kind: 'dns temporary', name: 'a.test', recordType: 'MX', detail: 'ServFail' }, 'dns'],
  [{ kind: 'tls error', detail: 'x' }, 'other'],
  [{ kind: 'garbled reply', stage: 'DATA', line: 'x' }, 'other'],
  [{ kind: 'too large', size: 2, limit: 1 }, 'other'],
])('%j is a hard bounce of the kind %s', (failure, kind) => expect(bounceKindOf(failure)).toBe(kind));
