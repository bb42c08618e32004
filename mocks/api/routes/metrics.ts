import type { EvidenceLog } from '../../../src/evidence/evidence-log.ts';
import type { FaultEngine } from '../../faults/engine.ts';
import { gaugeText } from '../metrics/metric.ts';
import { processText } from '../metrics/process.ts';
import { TrafficFigures } from '../metrics/traffic.ts';
import { media, type Operation, operation } from '../operation.ts';

const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

const logText = (evidence: EvidenceLog, faults: FaultEngine): string =>
  [
    gaugeText('setd_evidence_entries', 'Entries of the evidence log that are held in memory.', evidence.all.length),
    gaugeText('setd_evidence_dropped', 'Entries that the log gave up because it was full.', evidence.dropped),
    gaugeText('setd_rules_armed', 'Fault rules that are armed.', faults.status().length),
  ].join('');

/** Figures for Prometheus. */
export const metricsOperations = (evidence: EvidenceLog, faults: FaultEngine): Operation[] => {
  const traffic = new TrafficFigures(evidence);
  return [
    operation({
      id: 'getMetrics',
      method: 'get',
      path: '/metrics',
      section: 'Health',
      summary: 'Figures in the text format of Prometheus',
      answer: media('counters and gauges', 'text/plain'),
      handle: ({ response }) => {
        response.set('Content-Type', CONTENT_TYPE).send([traffic.text, logText(evidence, faults), processText()].join(''));
      },
    }),
  ];
};
