import { performance } from 'node:perf_hooks';
import { gaugeText, metricText } from './metric.ts';

const MICROSECONDS = 1e6;
const MILLISECONDS = 1e3;

/** What the process itself uses, under the names that dashboards for Node programs know. Real time on purpose. */
export const processText = (): string => {
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed, external } = process.memoryUsage();
  return [
    metricText('counter', 'process_cpu_seconds_total', 'CPU time used, in seconds.', [[{}, (user + system) / MICROSECONDS]]),
    gaugeText('process_start_time_seconds', 'When the process started, in seconds since the epoch.', performance.timeOrigin / MILLISECONDS),
    gaugeText('process_resident_memory_bytes', 'Memory that the process holds.', rss),
    gaugeText('nodejs_heap_size_used_bytes', 'Memory that its objects use.', heapUsed),
    gaugeText('nodejs_external_memory_bytes', 'Memory of buffers and the like.', external),
    gaugeText(
      'nodejs_eventloop_utilization',
      'Share of the time, since the start, in which the event loop was busy.',
      performance.eventLoopUtilization().utilization,
    ),
  ].join('');
};
