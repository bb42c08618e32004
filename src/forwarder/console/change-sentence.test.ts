import { expect, it } from 'vitest';
import { GatewayAdmin } from '../admin/gateway-admin.ts';
import { documentedPolicyRows } from '../admin/policy-row.ts';
import { journalSettings } from '../config-file.ts';
import { changeSentence } from './ui/change-sentence.ts';

/** Every kind of change there is, made to a gateway and told by it. */
const told = (): string[] => {
  const admin = new GatewayAdmin(
    journalSettings({
      threatDefenseConnector: { defaultIntakeAddress: 'a@intake.test' },
      policies: ['one', 'two', 'three', 'four'].map((name) => ({
        name,
        match: { recipients: [`${name}.test`] },
        connector: 'default' as const,
      })),
    }),
    { apply: () => {}, committed: () => {}, store: undefined, policyRows: documentedPolicyRows },
  );
  const sentences: string[] = [];
  const next = (): number => admin.view().revision;
  const note = (): void => void sentences.push(...admin.view().changes);
  admin.setConnector({ enabled: false, defaultIntakeAddress: 'b@intake.test' }, next());
  admin.deletePolicy('one', next());
  admin.replacePolicy('two', { name: 'zwei', senders: ['x.test'], recipients: [], connector: { custom: 'c@intake.test' } }, next());
  admin.movePolicy('four', 1, next());
  admin.addPolicy({ name: 'five', senders: [], recipients: ['five.test'], connector: 'no-scan' }, undefined, next());
  admin.setDefaultPolicy('default', next());
  note();
  for (const name of ['four', 'three']) {
    const policy = admin.view().pending.policies.find((row) => row.name === name);
    if (policy !== undefined) admin.replacePolicy(name, { ...policy, connector: 'no-scan' }, next());
  }
  admin.setDefaultPolicy('no-scan', next());
  admin.setConnector({ enabled: true, defaultIntakeAddress: null }, next());
  note();
  admin.commit(next());
  admin.setConnector({ enabled: true, defaultIntakeAddress: 'd@intake.test' }, next());
  note();
  return sentences;
};

it('says every kind of change in Japanese, with its names and addresses', () => {
  const sentences = told();
  expect(new Set(sentences.map((sentence) => sentence.replaceAll(/"[^"]*"|\d+|\S+@\S+|\w+\.test/g, '…'))).size).toBeGreaterThan(11);
  for (const sentence of sentences) {
    const said = changeSentence(sentence, 'ja');
    expect(said, sentence).toMatch(/ます(?:（.*）)?。$/);
    for (const [name = ''] of sentence.matchAll(/\w+@[\w.]*\w|(?<=")\w+(?=")|\d+/g)) expect(said).toContain(name);
    expect(changeSentence(sentence, 'en')).toBe(sentence);
  }
});

it('leaves a sentence that it does not know as it is', () => {
  expect(changeSentence('Something else was done.', 'ja')).toBe('Something else was done.');
});
