import { z } from 'zod';
import type { EvidenceLog } from '../../../src/evidence/evidence-log.ts';
import { describeAction, type FaultEngine } from '../../faults/engine.ts';
import { FAULT_PRESETS, type FaultPreset, presetRules } from '../../faults/presets.ts';
import { faultRuleSchema } from '../../faults/rule.ts';
import { readRuleText, writeRuleText } from '../../faults/rule-text.ts';
import type { Store } from '../../store/store.ts';
import { created, json, media, type Operation, operation } from '../operation.ts';
import { newestFirst, ordinal } from '../parameters.ts';
import { problemOf } from '../problem-kinds.ts';
import { checkedRule, exportQuery, languageSchema, presetList, presetPath, presetPlace, rulesRead, ruleText } from '../schema/fault.ts';
import { rule, ruleList } from '../schema/rule.ts';
import { ruleHitList } from '../schema/rule-hit.ts';
import { listArmed } from './rules.ts';

const hitsQuery = z.strictObject({ ...newestFirst, rule: z.string().optional(), connection: ordinal.optional() });

const presetById = (id: string): FaultPreset => {
  const preset = FAULT_PRESETS.find((one) => one.id === id);
  if (preset === undefined) throw problemOf('preset-missing', `no preset ${JSON.stringify(id)}; GET /api/v1/faults/presets lists them`);
  return preset;
};

const shown = (preset: FaultPreset) => {
  const { id, requirement, title, expectation, stages } = preset;
  return { id, requirement, title, expectation, stages, rules: presetRules(preset) ?? [] };
};

const LANGUAGE = languageSchema.parse(JSON.parse(JSON.stringify(z.toJSONSchema(faultRuleSchema, { io: 'input' }))));

const TYPES = { json: 'application/json', yaml: 'application/yaml' } as const;

/** Help with fault rules: presets, forms, files. */
export const faultOperations = (faults: FaultEngine, evidence: EvidenceLog, store: Store): Operation[] => [
  operation({
    id: 'listRuleHits',
    method: 'get',
    path: '/api/v1/faults/hits',
    section: 'Faults',
    summary: 'When rules fired, on which connection or for which look-up; newest first',
    query: hitsQuery,
    answer: json('a page of hits', ruleHitList),
    handle: async ({ query: { rule: ruleId, connection, before, limit } }) => {
      const choice = {
        ...(ruleId === undefined ? {} : { ruleId }),
        ...(connection === undefined ? {} : { connection }),
        ...(before === undefined ? {} : { before }),
      };
      const { rows, next } = await store.rules.hits(choice, limit);
      return { hits: rows, next };
    },
  }),
  operation({
    id: 'listFaultPresets',
    method: 'get',
    path: '/api/v1/faults/presets',
    section: 'Faults',
    summary: 'Faults ready to be armed: at least one for each row of the retry table',
    answer: json('the presets, in the order of the table', presetList),
    handle: () => ({ presets: FAULT_PRESETS.map(shown) }),
  }),
  operation({
    id: 'armFaultPreset',
    method: 'post',
    path: '/api/v1/faults/presets/{id}',
    section: 'Faults',
    summary: 'Arms a preset beside what is armed already',
    pathParameters: presetPath,
    body: { schema: presetPlace, hint: 'send {} for the usual stage, or {"stage": "…"}; nothing was changed' },
    answer: created('the armed rules', ruleList),
    problems: [404],
    handle: ({ path: { id }, body: { stage } }) => {
      const rules = presetRules(presetById(id), stage);
      if (rules === undefined)
        throw problemOf('preset-stage', `${id} cannot be armed at "${stage}"; its entry in GET /api/v1/faults/presets lists its stages`);
      for (const one of rules) faults.add(one);
      evidence.record({ type: 'standChanged', what: `preset ${id} armed${stage === undefined ? '' : ` at ${stage}`}` });
      return listArmed(faults);
    },
  }),
  operation({
    id: 'checkRule',
    method: 'post',
    path: '/api/v1/faults/check',
    section: 'Faults',
    summary: 'Checks a rule and changes nothing',
    body: { schema: rule, hint: 'correct the rule' },
    answer: json('the rule with everything that was left out', checkedRule),
    handle: ({ body }) => ({
      rule: body,
      effect: describeAction(body),
      replaces: faults.status().some((status) => status.rule.id === body.id),
    }),
  }),
  operation({
    id: 'getFaultLanguage',
    method: 'get',
    path: '/api/v1/faults/schema',
    section: 'Faults',
    summary: 'JSON Schema of one rule, for forms and editors',
    answer: json('the schema', languageSchema),
    handle: () => LANGUAGE,
  }),
  operation({
    id: 'readRules',
    method: 'post',
    path: '/api/v1/faults/read',
    section: 'Faults',
    summary: 'Reads rules from the text of a file and changes nothing',
    body: { schema: ruleText, hint: 'send {"text": "…"} with a list of rules in YAML or JSON' },
    answer: json('the rules, ready for PUT /api/v1/rules', rulesRead),
    handle: ({ body: { text } }) => {
      const read = readRuleText(text);
      if ('rules' in read) return read;
      const [first] = read.faults;
      throw problemOf('rules-unreadable', `correct the text. ${first?.path ? `${first.path}: ` : ''}${first?.message}`, read.faults);
    },
  }),
  operation({
    id: 'exportRules',
    method: 'get',
    path: '/api/v1/faults/export',
    section: 'Faults',
    summary: 'The armed rules as a file that PUT /api/v1/rules (JSON) and setd mock --rules take',
    query: exportQuery,
    answer: media('a list of rules', TYPES.json, TYPES.yaml),
    handle: ({ query: { format }, response }) => {
      const rules = faults.status().map((status) => status.rule);
      response
        .set({ 'Content-Type': `${TYPES[format]}; charset=utf-8`, 'Content-Disposition': `attachment; filename="rules.${format}"` })
        .send(writeRuleText(rules, format));
    },
  }),
];
