import { z } from 'zod';
import { SMTP_STAGES } from '../../../src/smtp/stage.ts';
import { rule } from './rule.ts';

const stage = z.enum(SMTP_STAGES);

export const preset = z
  .strictObject({
    id: z.string(),
    requirement: z.string().describe('the row of the retry table, by the id of its requirement'),
    title: z.string(),
    expectation: z.string().describe('what the gateway is expected to do'),
    stages: z.array(stage).describe('where it can be armed, the usual stage first; empty where it has a place of its own'),
    rules: z.array(rule).describe('the rules, at the usual stage'),
  })
  .meta({ id: 'FaultPreset' });

export const presetList = z.strictObject({ presets: z.array(preset) });

export const presetPath = z.strictObject({ id: z.string() });

export const presetPlace = z.strictObject({ stage: stage.optional().describe('the usual one unless given') });

export const checkedRule = z.strictObject({
  rule,
  effect: z.string().describe('what it does, in a few words'),
  replaces: z.boolean().describe('whether a rule of that id is armed, which it would replace'),
});

export const languageSchema = z.looseObject({ $schema: z.string() });

export const ruleText = z.strictObject({ text: z.string().max(500_000).describe('a list of rules in YAML or JSON, as a file holds it') });

export const rulesRead = z.strictObject({ rules: z.array(rule) });

export const exportQuery = z.strictObject({ format: z.enum(['json', 'yaml']).default('json') });
