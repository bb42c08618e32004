import type { EvidenceLog } from '../../../src/evidence/evidence-log.ts';
import type { FaultEngine } from '../../faults/engine.ts';
import type { Store, StoreStatus } from '../../store/store.ts';
import { gaugeText } from '../metrics/metric.ts';
import { processText } from '../metrics/process.ts';
import { TrafficFigures } from '../metrics/traffic.ts';
import { media, type Operation, operation } from '../operation.ts';

const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

const logText = (evidence: EvidenceLog, faults: FaultEngine): string =>
  [
    gaugeText('setd_evidence_entries', 'Entries of the evidence log that are held in memory.', evidence.all.length),
    gaugeText('setd_evidence_dropped', 'Entries before the oldest that is held in memory.', evidence.dropped),
    gaugeText('setd_rules_armed', 'Fault rules that are armed.', faults.status().length),
  ].join('');

const storeText = ({ messages, bytes, connections, evidence, dnsQueries, unindexed, pruned }: StoreStatus): string =>
  [
    gaugeText('setd_store_messages', 'Copies whose bytes are kept.', messages),
    gaugeText('setd_store_bytes', 'Bytes of those copies.', bytes),
    gaugeText('setd_store_connections', 'Connections that the store tells of.', connections),
    gaugeText('setd_store_evidence_entries', 'Entries of evidence that the store keeps.', evidence),
    gaugeText('setd_store_dns_queries', 'Look-ups that the store tells of.', dnsQueries),
    gaugeText('setd_store_unindexed', 'Copies whose text is not searchable yet.', unindexed),
    gaugeText('setd_store_pruned_messages', 'Copies that were given up because the store was full.', pruned.messages),
  ].join('');

/** Figures for Prometheus. */
export const metricsOperations = (evidence: EvidenceLog, faults: FaultEngine, store: Store): Operation[] => {
  const traffic = new TrafficFigures(evidence);
  return [
    operation({
      id: 'getMetrics',
      method: 'get',
      path: '/metrics',
      section: 'Health',
      summary: 'Figures in the text format of Prometheus',
      answer: media('counters and gauges', 'text/plain'),
      handle: async ({ response }) => {
        const kept = storeText(await store.status());
        response.set('Content-Type', CONTENT_TYPE).send([traffic.text, logText(evidence, faults), kept, processText()].join(''));
      },
    }),
  ];
};
