import { connect } from 'node:net';
import type { ConnectionNames } from '../forwarder/log-format.ts';
import { refusedWith, takingForDelivered } from './outcomes.ts';
import { everyOf } from './tools.ts';
import type { Mutant } from './variant.ts';

const FEWER = 'fewer connections share the work';
const MANNERS = 'QUIT at the end of a session is asked for there as well';

/** CONN-1 to CONN-7. */
export const CONNECTIONS: readonly Mutant[] = [
  {
    id: 'two-connections-for-three',
    title: 'opens two connections when exactly three copies are queued',
    breaks: ['CONN-1'],
    parts: ({ connectionPolicy }) => ({
      connectionPolicy: {
        ...connectionPolicy,
        wanted: (load, limits) =>
          load.ready + load.inFlight === 3 ? Math.min(2, connectionPolicy.wanted(load, limits)) : connectionPolicy.wanted(load, limits),
      },
    }),
  },
  {
    id: 'two-connections-at-least',
    title: 'opens two connections at least, not three',
    breaks: ['CONN-1'],
    parts: ({ connectionPolicy }) => ({
      connectionPolicy: { ...connectionPolicy, wanted: (load, limits) => connectionPolicy.wanted(load, { ...limits, minimum: 2 }) },
    }),
  },
  {
    id: 'one-connection-for-each-copy',
    title: 'opens a connection for each copy and no more, however few are queued',
    breaks: ['CONN-1'],
    parts: ({ connectionPolicy }) => ({
      connectionPolicy: {
        ...connectionPolicy,
        wanted: (load, limits) => Math.min(load.ready + load.inFlight, connectionPolicy.wanted(load, limits)),
      },
    }),
  },
  {
    id: 'third-connection-is-never-used',
    title: 'opens a third connection and never uses it',
    breaks: ['CONN-1'],
    mayAlsoFail: {
      ...everyOf(['CONN-2', 'QUEUE-5', 'QUEUE-6'], FEWER),
      ...everyOf(['SMTP-5', 'CONN-3', 'CONN-4'], 'the third connection does not take its leave'),
      ...everyOf(['LOG-2', 'COUNT-3'], 'the third connection is not known to the log and the counters'),
    },
    parts: ({ connectionPolicy, newCopyReport, lookUp }) => {
      let port = 0;
      let address: string | undefined;
      let opened = false;
      return {
        newCopyReport: (context) => {
          port = context.port;
          return newCopyReport(context);
        },
        lookUp: async (nameServer, domain) => {
          const found = await lookUp(nameServer, domain);
          if (found.kind === 'route') address ??= found.targets[0]?.address;
          return found;
        },
        connectionPolicy: {
          ...connectionPolicy,
          wanted: (load, limits) => {
            const wanted = Math.min(2, connectionPolicy.wanted(load, limits));
            if (address !== undefined && wanted > 0 && !opened) {
              opened = true;
              const idle = connect({ host: address, port });
              idle.on('error', () => {});
              idle.setTimeout(2000, () => idle.destroy());
            }
            return wanted;
          },
        },
      };
    },
  },
  {
    id: 'three-connections-at-most',
    title: 'opens no more than the first three, however long the queue',
    breaks: ['CONN-2'],
    mayAlsoFail: { 'QUEUE-5': 'stuck copies hold all three', 'CONN-4': 'there are none beyond need' },
    parts: ({ connectionPolicy }) => ({
      connectionPolicy: { ...connectionPolicy, wanted: (load, limits) => Math.min(3, connectionPolicy.wanted(load, limits)) },
    }),
  },
  {
    id: 'more-connections-from-a-hundred',
    title: 'opens a fourth connection only when a hundred copies are queued',
    breaks: ['CONN-2'],
    mayAlsoFail: { 'CONN-4': 'there are none beyond need', 'QUEUE-5': 'stuck copies hold all three' },
    parts: ({ connectionPolicy }) => ({
      connectionPolicy: {
        ...connectionPolicy,
        wanted: (load, limits) =>
          load.ready + load.inFlight < 100 ? Math.min(3, connectionPolicy.wanted(load, limits)) : connectionPolicy.wanted(load, limits),
      },
    }),
  },
  {
    id: 'idle-connections-stay',
    title: 'never closes an idle connection',
    breaks: ['CONN-3', 'CONN-4'],
    mayAlsoFail: { 'COUNT-3': 'the connections are still there', 'SMTP-5': MANNERS },
    parts: ({ connectionPolicy }) => ({ connectionPolicy: { ...connectionPolicy, keepsIdle: () => true } }),
  },
  {
    id: 'idle-connections-stay-a-minute',
    title: 'closes idle connections after a minute, whatever is configured',
    breaks: ['CONN-3', 'CONN-4'],
    mayAlsoFail: { 'COUNT-3': 'the connections are still there', 'SMTP-5': MANNERS },
    parts: ({ connectionPolicy }) => ({ connectionPolicy: { ...connectionPolicy, idleMs: () => 60_000 } }),
  },
  {
    id: 'one-idle-connection-stays',
    title: 'keeps the last idle connection open for the next copy',
    breaks: ['CONN-3'],
    mayAlsoFail: {
      'COUNT-3': 'a connection is still there',
      'SMTP-5': MANNERS,
      'CONN-4': 'a connection of another account is still there',
    },
    parts: ({ connectionPolicy }) => ({
      connectionPolicy: { ...connectionPolicy, keepsIdle: (connections, wanted) => connections <= Math.max(1, wanted) },
    }),
  },
  {
    id: 'closes-only-when-the-queue-is-empty',
    title: 'keeps every idle connection as long as one copy is queued',
    breaks: ['CONN-4'],
    parts: ({ connectionPolicy }) => ({
      connectionPolicy: { ...connectionPolicy, keepsIdle: (_, wanted) => wanted > 0 },
    }),
  },
  {
    id: 'needs-as-many-as-ever',
    title: 'takes the largest number of connections it ever wanted for what it needs',
    breaks: ['CONN-4'],
    parts: ({ connectionPolicy }) => {
      let most = 0;
      return {
        connectionPolicy: {
          ...connectionPolicy,
          wanted: (load, limits) => {
            const wanted = connectionPolicy.wanted(load, limits);
            most = wanted === 0 ? 0 : Math.max(most, wanted);
            return most;
          },
        },
      };
    },
  },
  {
    id: 'logs-the-dcid-opened-last',
    title: 'logs a delivery under the connection that was opened last',
    breaks: ['CONN-5'],
    mayAlsoFail: { 'LOG-7': 'the ids do not agree with the wire' },
    parts: ({ logFormat }) => {
      let last = 0;
      return {
        logFormat: {
          ...logFormat,
          connectionOpened: (connector, names) => {
            if (connector) last = Math.max(last, names.dcid);
            return logFormat.connectionOpened(connector, names);
          },
          copyDeliveryStarted: (_, mid) => logFormat.copyDeliveryStarted(last, mid),
        },
      };
    },
  },
  {
    id: 'logs-the-dcid-of-the-first-delivery',
    title: 'logs the second of two deliveries that overlap under the connection of the first',
    breaks: ['CONN-5'],
    mayAlsoFail: {
      ...everyOf(['LOG-5', 'LOG-6', 'LOG-7'], 'the ids do not agree with the wire'),
    },
    parts: ({ logFormat }) => {
      let underWay: { dcid: number; mid: number } | undefined;
      return {
        logFormat: {
          ...logFormat,
          copyDeliveryStarted: (dcid, mid) => {
            underWay ??= { dcid, mid };
            return logFormat.copyDeliveryStarted(underWay.dcid, mid);
          },
          copyDelivered: (mid) => {
            if (underWay?.mid === mid) underWay = undefined;
            return logFormat.copyDelivered(mid);
          },
        },
      };
    },
  },
  {
    id: 'one-connection-over-the-limit',
    title: 'opens one connection more than the limit',
    breaks: ['CONN-6'],
    parts: ({ connectionPolicy }) => ({
      connectionPolicy: {
        ...connectionPolicy,
        wanted: (load, limits) => connectionPolicy.wanted(load, { ...limits, limit: limits.limit + 1 }),
        room: (open, limits) => connectionPolicy.room(open, limits) + 1,
      },
    }),
  },
  {
    id: 'limit-for-each-account',
    title: 'lets stuck copies add to the limit of connections',
    breaks: ['CONN-6'],
    parts: ({ connectionPolicy }) => ({
      connectionPolicy: {
        ...connectionPolicy,
        wanted: (load, limits) => connectionPolicy.wanted({ ...load, stuck: 0 }, limits) + load.stuck,
        room: (open, limits) => connectionPolicy.room(open, { ...limits, limit: limits.limit * 2 }),
      },
    }),
  },
  {
    id: 'one-message-over-the-limit',
    title: 'sends one message more on a connection than allowed',
    breaks: ['CONN-6'],
    parts: ({ connectionPolicy }) => ({
      connectionPolicy: { ...connectionPolicy, usedUp: (messages, limits) => connectionPolicy.usedUp(messages - 1, limits) },
    }),
  },
  {
    id: 'no-limit-of-messages',
    title: 'sends any number of messages on a connection',
    breaks: ['CONN-6'],
    parts: ({ connectionPolicy }) => ({ connectionPolicy: { ...connectionPolicy, usedUp: () => false } }),
  },
  {
    id: 'a-connection-for-each-message',
    title: 'ends every connection after one message',
    breaks: ['CONN-7'],
    parts: ({ connectionPolicy }) => ({ connectionPolicy: { ...connectionPolicy, usedUp: () => true } }),
  },
  {
    id: '421-means-taken',
    title: 'drops a copy whose connection ends with 421',
    breaks: ['CONN-7', 'RETRY-2', 'RETRY-5'],
    mayAlsoFail: {
      ...everyOf(['SCOPE-6'], 'the copy is lost'),
      ...everyOf(['RETRY-10', 'RETRY-11'], 'the one retry is what that requirement is about as well'),
    },
    parts: takingForDelivered(refusedWith(421)),
  },
  {
    id: 'dcids-are-used-again',
    title: 'numbers connections from 1 to 3, over and over',
    breaks: ['CONN-5'],
    mayAlsoFail: everyOf(['LOG-2', 'LOG-5', 'LOG-6', 'LOG-7'], 'the ids do not agree with the wire'),
    parts: ({ logFormat }) => {
      const again = (dcid: number): number => (dcid % 3) + 1;
      const named = (names: ConnectionNames): ConnectionNames => ({ ...names, dcid: again(names.dcid) });
      return {
        logFormat: {
          ...logFormat,
          connectionOpened: (connector, names) => logFormat.connectionOpened(connector, named(names)),
          connectionError: (connector, names, ...rest) => logFormat.connectionError(connector, named(names), ...rest),
          connectionClosed: (dcid) => logFormat.connectionClosed(again(dcid)),
          tlsSucceeded: (dcid, ...rest) => logFormat.tlsSucceeded(again(dcid), ...rest),
          copyDeliveryStarted: (dcid, mid) => logFormat.copyDeliveryStarted(again(dcid), mid),
        },
      };
    },
  },
];
