import { FOLLOWS, writing } from './log-writing.ts';
import { everyOf } from './tools.ts';
import type { Mutant } from './variant.ts';

/** Lines about connections and TLS: LOG-2, LOG-3, LOG-8 and LOG-11. */
export const LOG_CONNECTIONS: readonly Mutant[] = [
  {
    id: 'logs-the-wrong-port',
    title: 'names port 25 whatever the port of a connection',
    breaks: ['LOG-2'],
    mayAlsoFail: everyOf(['LOG-4'], FOLLOWS),
    parts: writing(({ connectionOpened }) => ({
      connectionOpened: (connector, names) => connectionOpened(connector, { ...names, port: 25 }),
    })),
  },
  {
    id: 'logs-the-first-address-for-all',
    title: 'writes no line for every fourth connection',
    breaks: ['LOG-2'],
    mayAlsoFail: everyOf(['LOG-3'], FOLLOWS),
    parts: writing(({ connectionOpened }) => ({
      connectionOpened: (connector, names) =>
        names.dcid % 4 === 1 && connector ? `DCID ${names.dcid} opened` : connectionOpened(connector, names),
    })),
  },
  {
    id: 'tls-success-before-the-handshake',
    title: 'tells the success of TLS under another DCID',
    breaks: ['LOG-3'],
    mayAlsoFail: everyOf(['LOG-7'], FOLLOWS),
    parts: writing(({ tlsSucceeded }) => ({ tlsSucceeded: (dcid, protocol, cipher) => tlsSucceeded(dcid + 1000, protocol, cipher) })),
  },
  {
    id: 'failed-handshakes-succeed-too',
    title: 'tells a failed handshake as a success',
    breaks: ['LOG-3'],
    parts: writing(({ tlsSucceeded }) => ({ tlsFailed: (dcid) => tlsSucceeded(dcid, 'TLSv1.3', 'TLS_AES_256_GCM_SHA384') })),
  },
  {
    id: 'a-time-out-is-a-refusal',
    title: 'tells a connection that timed out as refused',
    breaks: ['LOG-8'],
    parts: writing(({ connectionError }) => ({
      connectionError: (connector, names, domain, details, reason) =>
        connectionError(
          connector,
          names,
          domain,
          details === 'timeout' ? '[Errno 111] Connection refused' : details,
          details === 'timeout' ? 'network error' : reason,
        ),
    })),
  },
  {
    id: 'connection-errors-name-no-host',
    title: 'names 0.0.0.0 as the host of a connection error',
    breaks: ['LOG-8'],
    parts: writing(({ connectionError }) => ({
      connectionError: (connector, names, ...rest) => connectionError(connector, { ...names, address: '0.0.0.0' }, ...rest),
    })),
  },
  {
    id: 'connection-errors-are-not-told',
    title: 'tells a connection error only when the connection timed out',
    breaks: ['LOG-8'],
    parts: writing(({ connectionError }) => ({
      connectionError: (connector, names, domain, details, reason) =>
        details === 'timeout' ? connectionError(connector, names, domain, details, reason) : `DCID ${names.dcid} lost`,
    })),
  },
  {
    id: 'new-connections-are-not-marked',
    title: 'does not mark the line of a new connection as the connector’s',
    breaks: ['LOG-11'],
    parts: writing(({ connectionOpened }) => ({ connectionOpened: (_, names) => connectionOpened(false, names) })),
  },
  {
    id: 'connection-errors-are-not-marked',
    title: 'does not mark connection errors as the connector’s',
    breaks: ['LOG-11'],
    parts: writing(({ connectionError }) => ({ connectionError: (_, ...rest) => connectionError(false, ...rest) })),
  },
  {
    id: 'tls-lines-are-marked',
    title: 'marks the lines of TLS as the connector’s',
    breaks: ['LOG-11'],
    parts: writing(({ tlsSucceeded }) => ({ tlsSucceeded: (...rest) => `TDC: ${tlsSucceeded(...rest)}` })),
  },
  {
    id: 'swaps-interface-and-address',
    title: 'names the host as its own interface, and its interface as the host, when a connection is opened',
    breaks: ['LOG-2'],
    mayAlsoFail: { 'LOG-4': FOLLOWS },
    parts: writing(({ connectionOpened }) => ({
      connectionOpened: (connector, names) =>
        connectionOpened(connector, connector ? { ...names, address: names.localAddress, localAddress: names.address } : names),
    })),
  },
];
