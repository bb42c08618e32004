import type { z } from 'zod';
import { ask } from '../../../../src/web/ui/api.ts';
import { type Resource, resource } from '../../../../src/web/ui/resource.ts';
import type { checkedRule, preset, presetList, rulesRead } from '../../../api/schema/fault.ts';
import type { armedRule, ruleList } from '../../../api/schema/rule.ts';
import type { ruleHitList } from '../../../api/schema/rule-hit.ts';
import { queryOf } from './messages.ts';

export type ArmedRule = z.output<typeof armedRule>;
export type RuleList = z.output<typeof ruleList>;
export type Preset = z.output<typeof preset>;
export type CheckedRule = z.output<typeof checkedRule>;
export type RulesRead = z.output<typeof rulesRead>;
export type RuleHits = z.output<typeof ruleHitList>;

const RULES = '/api/v1/rules';
const FAULTS = '/api/v1/faults';
const ruleAt = (id: string): string => `${RULES}/${encodeURIComponent(id)}`;

export const armedRules = (): Resource<RuleList> => resource((signal) => ask<RuleList>(RULES, { signal }));

export const faultPresets = (): Resource<z.output<typeof presetList>> => resource((signal) => ask(`${FAULTS}/presets`, { signal }));

/** JSON Schema of one rule; `faults/rule-schema.ts` reads it. */
export const faultLanguage = (): Resource<unknown> => resource((signal) => ask<unknown>(`${FAULTS}/schema`, { signal }));

/** The newest firings of a rule. */
export const ruleHits = (rule: string, signal: AbortSignal): Promise<RuleHits> =>
  ask(`${FAULTS}/hits${queryOf({ rule, limit: 20 })}`, { signal });

export const disarmRule = (id: string): Promise<void> => ask(ruleAt(id), { method: 'DELETE' });

export const replaceRules = (rules: readonly unknown[]): Promise<RuleList> => ask(RULES, { method: 'PUT', body: rules });

export const armRule = (rule: unknown): Promise<ArmedRule> => ask(RULES, { method: 'POST', body: rule });

export const armPreset = (id: string, stage: string | undefined): Promise<RuleList> =>
  ask(`${FAULTS}/presets/${encodeURIComponent(id)}`, { method: 'POST', body: stage === undefined ? {} : { stage } });

/** Says what a rule does, or refuses it with complaints; changes nothing. */
export const checkRule = (rule: unknown): Promise<CheckedRule> => ask(`${FAULTS}/check`, { method: 'POST', body: rule });

/** Reads the text of a file; changes nothing. */
export const readRules = (text: string): Promise<RulesRead> => ask(`${FAULTS}/read`, { method: 'POST', body: { text } });

export const exportOf = (format: 'json' | 'yaml'): string => `${FAULTS}/export?format=${format}`;
